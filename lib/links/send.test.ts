import { afterEach, describe, expect, it, vi } from "vitest";
import { db, transaction } from "../plumbing/db";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { press, signInAs, visit } from "../testing/door";
import { secretOfLink } from "../testing/mailbox";
import { newId } from "../values/id";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../values/time";
import { NotAllowed } from "../viewer";
import { copyLink, prepareInvitations, revokeLinks, sendLink } from "./send";

useDatabase();
afterEach(() => vi.useRealTimers());

const mailsOf = (c: Cast) => db().mail.findMany({ where: { workspaceId: c.workspace.id }, orderBy: { createdAt: "asc" } });
const linksOf = (c: Cast) => db().signInLink.findMany({ where: { workspaceId: c.workspace.id } });
const entriesOf = (c: Cast, action: string) => db().activity.findMany({ where: { workspaceId: c.workspace.id, action } });
const invite = async (...of: Parameters<typeof prepareInvitations>) => transaction(await prepareInvitations(...of));
const partnerOf = (c: Cast) => db().address.findFirstOrThrow({ where: { contactId: c.ada.contactId, kind: "partner" } });

describe("a link that staff send (L14)", () => {
  it("goes to the stored address, and says who sent it", async () => {
    const c = await cast();
    const sent = await sendLink(c.staff.agent, c.ada.contactId, { destination: "/documents/4" });
    expect(sent).toMatchObject({ ok: true, to: "ada@example.com", lifetimeMinutes: 15 });
    const [mail] = await mailsOf(c);
    expect(mail).toMatchObject({
      to: "ada@example.com",
      template: "portal_login",
      sentById: c.staff.agent.staffId,
      requestId: null,
      data: { byName: "agent" },
    });
    expect(await linksOf(c)).toMatchObject([
      { sentById: c.staff.agent.staffId, copied: false, destination: "/documents/4", requestId: null, attemptHash: null },
    ]);
    expect(await entriesOf(c, "link.sent")).toMatchObject([
      { actor: "staff", staffId: c.staff.agent.staffId, contactId: c.ada.contactId, linkId: mail!.linkId },
    ]);
  });

  it("works once, after a press, and is nobody's one motion", async () => {
    const c = await cast();
    const sent = await sendLink(c.staff.agent, c.ada.contactId);
    const { token } = await secretOfLink(sent.ok ? sent.linkId : "");
    const browser = new TestBrowser();
    expect(await press(c, browser, token!, { confirmed: false })).toMatchObject({ ok: false, look: { state: "confirm" } });
    expect(await press(c, browser, token!)).toMatchObject({ ok: true });
    expect(await press(c, new TestBrowser(), token!)).toMatchObject({ ok: false, look: { why: "used" } });
  });

  it("is not bound to a network, which staff never knew (L10)", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.ipBound = true;
    await sendLink(c.staff.agent, c.ada.contactId);
    expect((await linksOf(c))[0]?.boundIp).toBeNull();
  });

  it("waits for a day, and its lifetime with it (L15)", async () => {
    const c = await cast();
    const began = Date.now();
    await sendLink(c.staff.agent, c.ada.contactId);
    const [mail] = await mailsOf(c);
    const [link] = await linksOf(c);
    expect(Math.round((mail!.uselessAfter.getTime() - began) / HOUR_MS)).toBe(24);
    expect(link!.expiresAt.getTime() - mail!.uselessAfter.getTime()).toBe(15 * MINUTE_MS);
  });

  it("leads nowhere but here", async () => {
    const c = await cast();
    for (const destination of ["//evil.test", "https://evil.test", "/api/auth/signout"]) await sendLink(c.staff.agent, c.ada.contactId, { destination });
    expect((await linksOf(c)).map((link) => link.destination)).toEqual(["/", "/", "/"]);
  });

  it("is refused with the reason, and leaves nothing behind, for whom it would not work", async () => {
    const c = await cast("builder");
    await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "dora@example.com", reason: "bounced" } });
    expect(await sendLink(c.staff.agent, c.ben.contactId)).toEqual({ ok: false, reason: "inactive" });
    expect(await sendLink(c.staff.agent, c.cleo.contactId)).toEqual({ ok: false, reason: "no_access" });
    expect(await sendLink(c.staff.agent, c.dora.contactId)).toEqual({ ok: false, reason: "suppressed" });
    expect(await sendLink(c.staff.agent, newId())).toEqual({ ok: false, reason: "not_found" });
    expect([await mailsOf(c), await linksOf(c), await entriesOf(c, "link.sent")]).toEqual([[], [], []]);
    expect(await sendLink(c.staff.agent, c.cleo.contactId, { purpose: "invoice" })).toMatchObject({ ok: true });
    expect(await sendLink((await cast("club")).staff.agent, c.ada.contactId)).toEqual({ ok: false, reason: "not_found" });
  });

  it("goes to one address of the contact, and to no other's", async () => {
    const c = await cast();
    expect(await sendLink(c.staff.agent, c.ada.contactId, { addressId: (await partnerOf(c)).id })).toMatchObject({ ok: true, to: "adam@example.com" });
    expect(await sendLink(c.staff.agent, c.ada.contactId, { addressId: c.dora.addressId })).toEqual({ ok: false, reason: "not_found" });
  });

  it("is for those whose role allows it", async () => {
    const c = await cast();
    for (const work of [sendLink, copyLink, prepareInvitations, revokeLinks]) await expect(work(c.staff.viewer, c.ada.contactId)).rejects.toThrow(NotAllowed);
    for (const role of ["agent", "admin", "owner"] as const) expect(await sendLink(c.staff[role], c.ada.contactId)).toMatchObject({ ok: true });
    expect(await mailsOf(c)).toHaveLength(3);
  });

  it("never crosses to another workspace", async () => {
    const [c, other] = [await cast(), await cast()];
    expect(await sendLink(other.staff.owner, c.ada.contactId)).toEqual({ ok: false, reason: "not_found" });
    expect(await copyLink(other.staff.owner, c.ada.contactId)).toEqual({ ok: false, reason: "not_found" });
    expect(await invite(other.staff.owner, c.ada.contactId)).toEqual([]);
    await sendLink(c.staff.agent, c.ada.contactId);
    expect(await revokeLinks(other.staff.owner, c.ada.contactId)).toBe(0);
    expect((await linksOf(c)).map((link) => link.revokedAt)).toEqual([null]);
    expect([await mailsOf(other), await linksOf(other), await entriesOf(other, "link.revoked")]).toEqual([[], [], []]);
  });
});

describe("the limits of sending (A4)", () => {
  const ok = (results: { ok: boolean }[]) => results.filter((r) => r.ok).length;

  it("stop a person at so many an hour, exactly, and nobody else", async () => {
    const c = await cast("club", { staffSendsPerHour: 5 });
    const people = [c.ada, c.cleo, c.dora];
    const results = await Promise.all(Array.from({ length: 12 }, (_, i) => sendLink(c.staff.agent, people[i % 3]!.contactId)));
    expect(ok(results)).toBe(5);
    const refused = results.find((r) => !r.ok);
    expect(refused).toMatchObject({ reason: "limited", until: expect.any(Date) });
    expect(await mailsOf(c)).toHaveLength(5);
    expect(await sendLink(c.staff.admin, c.ada.contactId)).toMatchObject({ ok: true });
  });

  it("start anew after the hour", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const c = await cast("club", { staffSendsPerHour: 1 });
    const start = Date.now();
    expect([(await sendLink(c.staff.agent, c.ada.contactId)).ok, (await sendLink(c.staff.agent, c.ada.contactId)).ok]).toEqual([true, false]);
    vi.setSystemTime(start + HOUR_MS);
    expect((await sendLink(c.staff.agent, c.ada.contactId)).ok).toBe(true);
  });

  it("keep one mailbox from being filled by many colleagues: ten a day", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const c = await cast();
    const start = Date.now();
    const staff = [c.staff.agent, c.staff.admin, c.staff.owner];
    expect(ok(await Promise.all(Array.from({ length: 20 }, (_, i) => sendLink(staff[i % 3]!, c.ada.contactId))))).toBe(10);
    expect((await sendLink(c.staff.agent, c.dora.contactId)).ok).toBe(true);
    expect((await sendLink(c.staff.agent, c.ada.contactId, { addressId: (await partnerOf(c)).id })).ok).toBe(true);
    vi.setSystemTime(start + DAY_MS);
    expect((await sendLink(c.staff.agent, c.ada.contactId)).ok).toBe(true);
  });

  it("leave a bulk send alone, and are not used up by it", async () => {
    const c = await cast("club", { staffSendsPerHour: 2 });
    const people = [c.ada, c.cleo, c.dora];
    for (let i = 0; i < 6; i++) expect(await sendLink(c.staff.agent, people[i % 3]!.contactId, { lane: "bulk" })).toMatchObject({ ok: true });
    expect((await mailsOf(c)).every((mail) => mail.lane === "bulk")).toBe(true);
    expect(await sendLink(c.staff.agent, c.ada.contactId)).toMatchObject({ ok: true });
  });

  it("are none of what members ask for themselves, nor the other way round", async () => {
    const c = await cast("club", { staffSendsPerHour: 1 });
    for (let i = 0; i < 3; i++) await sendLink(c.staff.agent, c.ada.contactId);
    await signInAs(c, new TestBrowser(), "ada@example.com");
    for (let i = 0; i < 2; i++) await signInAs(c, new TestBrowser(), "ada@example.com");
    expect(await sendLink(c.staff.admin, c.ada.contactId)).toMatchObject({ ok: true });
  });

  it("are not touched by what is refused for another reason", async () => {
    const c = await cast("club", { staffSendsPerHour: 1 });
    for (let i = 0; i < 5; i++) await sendLink(c.staff.agent, c.ben.contactId);
    expect(await sendLink(c.staff.agent, c.ada.contactId)).toMatchObject({ ok: true });
  });
});

describe("a link that staff copy (L14)", () => {
  it("is made when asked for, told to the log, and mailed to nobody", async () => {
    const c = await cast();
    expect(await linksOf(c)).toEqual([]);
    const began = Date.now();
    const copied = await copyLink(c.staff.agent, c.ada.contactId, { destination: "/tickets/1" });
    if (!copied.ok) throw new Error(copied.reason);
    const [link] = await linksOf(c);
    expect(link).toMatchObject({ copied: true, sentById: c.staff.agent.staffId, destination: "/tickets/1", codeHash: null, confirm: "button" });
    expect(copied).toMatchObject({ lifetimeMinutes: 15, expiresAt: link!.expiresAt });
    expect(Math.round((link!.expiresAt.getTime() - began) / MINUTE_MS)).toBe(15);
    expect(await mailsOf(c)).toEqual([]);
    expect(await entriesOf(c, "link.copied")).toMatchObject([{ staffId: c.staff.agent.staffId, contactId: c.ada.contactId, linkId: link!.id }]);
  });

  it("carries the token and nothing else, on the workspace's own address (L2, L17)", async () => {
    const c = await cast();
    const copied = await copyLink(c.staff.agent, c.ada.contactId);
    const url = copied.ok ? copied.url : "";
    expect(url).toMatch(new RegExp(`^${c.workspace.origin}/magic-login/[0-9A-Za-z]{64}$`));
    const stored = JSON.stringify(await linksOf(c), (_, v) => (v instanceof Uint8Array ? Buffer.from(v).toString("latin1") : v));
    expect(stored).not.toContain(url.split("/").pop());
    expect(JSON.stringify(await entriesOf(c, "link.copied"))).not.toContain(url.split("/").pop());
  });

  it("signs in like any other, also where the policy asks for a code: nobody could read one out of it", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.confirm = "code";
    const copied = await copyLink(c.staff.agent, c.ada.contactId);
    const browser = new TestBrowser();
    expect(await press(c, browser, (copied.ok ? copied.url : "").split("/").pop()!)).toMatchObject({ ok: true });
    expect(await visit(c, browser)).toMatchObject({ contactId: c.ada.contactId });
  });

  it("is refused where it would not work", async () => {
    const c = await cast("builder");
    expect(await copyLink(c.staff.agent, c.ben.contactId)).toEqual({ ok: false, reason: "inactive" });
    expect(await copyLink(c.staff.agent, c.cleo.contactId)).toEqual({ ok: false, reason: "no_access" });
    expect(await linksOf(c)).toEqual([]);
  });
});

describe("an invitation (D5)", () => {
  it("goes to the primary and the partner address, each with its own link", async () => {
    const c = await cast("builder");
    const sent = await invite(c.staff.agent, c.ada.contactId);
    expect(sent.map((s) => s.ok && s.to)).toEqual(["ada@example.com", "adam@example.com"]);
    expect((await mailsOf(c)).map((mail) => mail.template)).toEqual(["portal_invitation", "portal_invitation"]);
    const [one, two] = await Promise.all(sent.map(async (s) => (await secretOfLink(s.ok ? s.linkId : "")).token!));
    expect(one).not.toBe(two);
    const [hers, his] = [new TestBrowser(), new TestBrowser()];
    expect(await press(c, hers, one!)).toMatchObject({ ok: true });
    expect(await press(c, his, two!)).toMatchObject({ ok: true });
    expect([(await visit(c, hers))?.email, (await visit(c, his))?.email]).toEqual(["ada@example.com", "adam@example.com"]);
    expect((await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } })).invitedAt).not.toBeNull();
  });

  it("reaches one address when the other is stopped", async () => {
    const c = await cast("builder");
    await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "ada@example.com", reason: "complained" } });
    expect(await invite(c.staff.agent, c.ada.contactId)).toMatchObject([
      { ok: false, reason: "suppressed" },
      { ok: true, to: "adam@example.com" },
    ]);
  });

  it("is not noted as sent when it was not", async () => {
    const c = await cast("builder");
    expect(await invite(c.staff.agent, c.ben.contactId)).toEqual([{ ok: false, reason: "inactive" }]);
    expect((await db().contact.findUniqueOrThrow({ where: { id: c.ben.contactId } })).invitedAt).toBeNull();
  });
});

describe("revoking links", () => {
  it("ends every unused one, mailed or copied, of that contact only", async () => {
    const c = await cast();
    const sent = await sendLink(c.staff.agent, c.ada.contactId);
    const copied = await copyLink(c.staff.agent, c.ada.contactId);
    const doras = await copyLink(c.staff.agent, c.dora.contactId);
    const used = await copyLink(c.staff.agent, c.ada.contactId);
    const token = (link: typeof copied) => (link.ok ? link.url : "").split("/").pop()!;
    const browser = new TestBrowser();
    await press(c, browser, token(used));
    expect(await revokeLinks(c.staff.agent, c.ada.contactId)).toBe(2);
    expect(await press(c, new TestBrowser(), token(copied))).toMatchObject({ ok: false, look: { why: "revoked" } });
    expect(await press(c, new TestBrowser(), (await secretOfLink(sent.ok ? sent.linkId : "")).token!)).toMatchObject({ ok: false, look: { why: "revoked" } });
    expect(await press(c, new TestBrowser(), token(doras))).toMatchObject({ ok: true });
    expect(await visit(c, browser)).not.toBeNull();
    expect(await revokeLinks(c.staff.agent, c.ada.contactId)).toBe(0);
    expect(await entriesOf(c, "link.revoked")).toHaveLength(2);
  });
});
