import { afterAll, describe, expect, it, vi } from "vitest";
import { startBulkAct } from "../contacts/bulk";
import { workOnBulkActs } from "../contacts/bulk/work";
import { look } from "../links";
import { disownToken } from "../links/notice";
import { openSealed } from "../mail/sealed";
import { db, transaction } from "../plumbing/db";
import { ask } from "../requests";
import { endMyDevice, endMyOtherDevices, revokeSessions, signOut } from "../sessions";
import { disownSession } from "../sessions/disown";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { askAs, forgetLimits, liveSessions, openSent, press, signInAs, visit } from "../testing/door";
import { secretOfLink } from "../testing/mailbox";
import { forged } from "../testing/random";
import { DAY_MS, MINUTE_MS } from "../values/time";
import { type Member, NotAllowed } from "../viewer";
import { askEmailChange, changeAddress, lookAtUndo, undoEmailChange } from "./email-change";

afterAll(() => void vi.useRealTimers()); // the last thing to happen, when the database is closed
useDatabase();

const NEW = "countess@example.org";

async function signedIn(c: Cast, email = "ada@example.com") {
  await forgetLimits();
  const browser = new TestBrowser();
  return { browser, viewer: (await signInAs(c, browser, email)) as Member };
}

/** Ada on her laptop, with a phone that is signed in too. */
async function ada(preset: "club" | "builder" = "club") {
  const c = await cast(preset);
  return { c, laptop: await signedIn(c), phone: await signedIn(c) };
}

const addressOf = (c: Cast) => db().address.findUniqueOrThrow({ where: { id: c.ada.addressId } });
const mailsTo = (c: Cast, to: string) => db().mail.findMany({ where: { workspaceId: c.workspace.id, to }, orderBy: { createdAt: "asc" } });
const entries = (c: Cast, action: string) => db().activity.findMany({ where: { workspaceId: c.workspace.id, action }, orderBy: { id: "asc" } });

/** The link of the mail to the new address. */
async function confirmingToken(c: Cast, viewer: Member, to = NEW) {
  expect(await askEmailChange(viewer, to)).toMatchObject({ ok: true });
  const link = await db().signInLink.findFirstOrThrow({
    where: { workspaceId: c.workspace.id, purpose: "email_change", newEmail: to },
    orderBy: { id: "desc" },
  });
  return (await secretOfLink(link.id)).token!;
}

async function undoToken(c: Cast, to = "ada@example.com") {
  const mail = await db().mail.findFirstOrThrow({ where: { workspaceId: c.workspace.id, to, template: "address_changed" }, orderBy: { id: "desc" } });
  return openSealed(mail.id, mail.sealed!).secret!.path.split("/").pop()!;
}

function moveClock(ms: number): void {
  const now = Date.now();
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(now + ms);
}

describe("asking for another address (S7)", () => {
  it("needs a sign-in of the last quarter of an hour", async () => {
    const { c, laptop } = await ada();
    const stale = (ageMs: number) => askEmailChange({ ...laptop.viewer, freshAt: new Date(Date.now() - ageMs) } as Member, NEW);
    await expect(stale(16 * MINUTE_MS)).rejects.toThrow(); // a copy is no viewer
    laptop.viewer.freshAt = new Date(Date.now() - 15 * MINUTE_MS - 1_000);
    expect(await askEmailChange(laptop.viewer, NEW)).toEqual({ ok: false, reason: "not_fresh" });
    expect(await mailsTo(c, NEW)).toEqual([]);
    const { token } = await askAs(c, laptop.browser, "ada@example.com");
    await press(c, laptop.browser, token!);
    expect(await askEmailChange((await visit(c, laptop.browser)) as Member, NEW)).toMatchObject({ ok: true });
  });

  it("changes nothing yet: a link goes to the new address, and nothing to the old", async () => {
    const { c, laptop, phone } = await ada();
    expect(await askEmailChange(laptop.viewer, ` ${NEW.toUpperCase()} `)).toEqual({ ok: true, to: "COUNTESS@example.org" });
    expect(await addressOf(c)).toMatchObject({ email: "ada@example.com" });
    expect(await db().mail.findMany({ where: { workspaceId: c.workspace.id, template: "email_change" } })).toMatchObject([
      { to: "COUNTESS@example.org", toKey: NEW },
    ]);
    expect((await db().mail.findMany({ where: { workspaceId: c.workspace.id, template: "address_changed" } })).length).toBe(0);
    expect([(await visit(c, laptop.browser)) !== null, (await visit(c, phone.browser)) !== null]).toEqual([true, true]);
  });

  it("says in both mails which device it was, and when (M1)", async () => {
    const { c, laptop } = await ada();
    const { device } = laptop.viewer;
    await press(c, laptop.browser, await confirmingToken(c, laptop.viewer));
    const when = expect.stringMatching(/^20\d\d-/);
    expect((await mailsTo(c, NEW))[0]?.data).toMatchObject({ askedFrom: device, askedAt: when });
    const told = await db().mail.findFirstOrThrow({ where: { workspaceId: c.workspace.id, template: "address_changed" } });
    expect(told.data).toMatchObject({ askedFrom: device, askedAt: when, place: expect.stringContaining("203.0.113") });
  });

  it.each(["", "countess", "a@b", "x@example.org,y@example.org", "attacker@evil.test＠example.com", "x@example.org\r\nBcc: y@example.org"])(
    "refuses what is no address: %j",
    async (typed) => {
      const { c, laptop } = await ada();
      expect(await askEmailChange(laptop.viewer, typed)).toEqual({ ok: false, reason: "invalid" });
      expect(await entries(c, "contact.address_change_asked")).toEqual([]);
    },
  );

  it("refuses the address they have, however it is written", async () => {
    const { laptop } = await ada();
    for (const typed of ["ada@example.com", " ADA@Example.com", "ada@ｅxample.com"])
      expect(await askEmailChange(laptop.viewer, typed)).toEqual({ ok: false, reason: "same" });
  });

  it("says the same when somebody has that address, or mail to it is stopped, and sends nothing", async () => {
    const { c, laptop } = await ada();
    await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "stopped@example.org", reason: "bounced" } });
    for (const to of ["dorb@example.com", "dora@example.com", "stopped@example.org"]) expect(await askEmailChange(laptop.viewer, to)).toEqual({ ok: true, to });
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, template: "email_change" } })).toBe(1);
    expect((await entries(c, "contact.address_change_asked")).map((e) => e.ok).sort()).toEqual([false, false, true]);
  });

  it("is possible three times a day, at once or one after the other", async () => {
    const { c, laptop } = await ada();
    const asked = await Promise.all(Array.from({ length: 10 }, (_, i) => askEmailChange(laptop.viewer, `c${i}@example.org`)));
    expect(asked.filter((a) => a.ok)).toHaveLength(3);
    expect(asked.find((a) => !a.ok)).toMatchObject({ reason: "limited", until: expect.any(Date) });
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, template: "email_change" } })).toBe(3);
  });

  it("is for those who are in the portal, not for a session of one item", async () => {
    const c = await cast("builder");
    const browser = await openSent(c, c.cleo.contactId, { purpose: "invoice" });
    await expect(askEmailChange((await visit(c, browser)) as Member, NEW)).rejects.toThrow(NotAllowed);
  });
});

describe("confirming it", () => {
  it("in the browser that asked: the address changes, this session stays, the others end", async () => {
    const { c, laptop, phone } = await ada();
    const token = await confirmingToken(c, laptop.viewer);
    expect(await press(c, laptop.browser, token)).toMatchObject({ ok: true, destination: "/account", session: null });
    expect(await addressOf(c)).toMatchObject({ email: NEW, emailKey: NEW, verifiedAt: expect.any(Date) });
    expect(await visit(c, laptop.browser)).toMatchObject({ sessionId: laptop.viewer.sessionId, email: NEW });
    expect(await visit(c, phone.browser)).toBeNull();
    expect(await entries(c, "contact.address_changed")).toMatchObject([
      { contactId: c.ada.contactId, actor: "member", data: { before: "ada@example.com", after: NEW, sessions: 1 } },
    ]);
  });

  it("tells the old address, once, with a way back and no way to read the new one", async () => {
    const { c, laptop } = await ada();
    await press(c, laptop.browser, await confirmingToken(c, laptop.viewer));
    const told = (await mailsTo(c, "ada@example.com")).filter((mail) => mail.template === "address_changed");
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told[0]!.data)).not.toContain(NEW);
    expect(Math.round((told[0]!.uselessAfter.getTime() - Date.now()) / DAY_MS)).toBe(7);
  });

  it("in another browser: that one is signed in, the one that asked stays, whoever was there makes room", async () => {
    const { c, laptop, phone } = await ada();
    const tablet = await signedIn(c, "dora@example.com");
    const token = await confirmingToken(c, laptop.viewer);
    expect(await press(c, tablet.browser, token)).toMatchObject({ ok: false, look: { state: "other_person" } });
    expect(await addressOf(c)).toMatchObject({ email: "ada@example.com" });
    expect(await press(c, tablet.browser, token, { switchPerson: true })).toMatchObject({ ok: true });
    expect(await visit(c, tablet.browser)).toMatchObject({ contactId: c.ada.contactId, email: NEW });
    expect(await visit(c, laptop.browser)).toMatchObject({ sessionId: laptop.viewer.sessionId });
    expect(await visit(c, phone.browser)).toBeNull();
    expect(await db().session.findUnique({ where: { id: tablet.viewer.sessionId } })).toMatchObject({ endReason: "replaced" });
    expect(await entries(c, "signin.done")).toContainEqual(
      expect.objectContaining({ contactId: c.ada.contactId, data: { purpose: "email_change", how: "link", to: NEW } }),
    );
  });

  it("waits for a press there: opening the mail changes nothing", async () => {
    const { c, laptop } = await ada();
    const token = await confirmingToken(c, laptop.viewer);
    const scanner = new TestBrowser("198.51.100.200");
    expect(await look(c.workspace, scanner.visitor, null, token)).toMatchObject({ state: "confirm", link: { masked: "c…@example.org" } });
    expect(await press(c, scanner, token, { confirmed: false })).toMatchObject({ ok: false });
    expect(await addressOf(c)).toMatchObject({ email: "ada@example.com" });
  });

  it("keeps the browsers that stay known: no false alarm at the next sign-in (S9)", async () => {
    const { c, laptop } = await ada();
    const tablet = new TestBrowser();
    await press(c, tablet, await confirmingToken(c, laptop.viewer));
    const before = await db().mail.count({ where: { workspaceId: c.workspace.id, template: "new_device" } });
    for (const browser of [laptop.browser, tablet]) {
      browser.cookies.session = null;
      await forgetLimits();
      const asked = await askAs(c, new TestBrowser(), NEW);
      expect(await press(c, browser, asked.token!, { confirmed: false })).toMatchObject({ ok: true });
    }
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, template: "new_device" } })).toBe(before);
  });

  it("kills what hung on the old address: links, and signing in with it", async () => {
    const { c, laptop } = await ada();
    await forgetLimits();
    const old = await askAs(c, new TestBrowser(), "ada@example.com");
    const another = await confirmingToken(c, laptop.viewer, "lovelace@example.org");
    await press(c, laptop.browser, await confirmingToken(c, laptop.viewer));
    expect(await press(c, new TestBrowser(), old.token!)).toMatchObject({
      ok: false,
      look: { state: "dead", why: expect.stringMatching(/revoked|address_changed/) },
    });
    expect(await press(c, new TestBrowser(), another)).toMatchObject({ ok: false, look: { state: "dead" } });
    await forgetLimits();
    expect((await askAs(c, new TestBrowser(), "ada@example.com")).token).toBeUndefined();
    expect((await askAs(c, new TestBrowser(), NEW)).token).toBeDefined();
  });

  it("happens once, of twenty who press at the same moment", async () => {
    for (let trial = 0; trial < 3; trial++) {
      const { c, laptop } = await ada();
      const token = await confirmingToken(c, laptop.viewer);
      const results = await Promise.all(Array.from({ length: 20 }, (_, i) => press(c, i % 2 ? new TestBrowser() : laptop.browser, token)));
      const changed = await entries(c, "contact.address_changed");
      expect(changed).toHaveLength(1);
      expect(results.filter((r) => r.ok && r.session).length).toBeLessThanOrEqual(1);
      expect(await liveSessions(c.ada.contactId)).toBe(1 + results.filter((r) => r.ok && r.session).length);
      expect((await mailsTo(c, "ada@example.com")).filter((mail) => mail.template === "address_changed")).toHaveLength(1);
    }
  });

  it("happens for one of two new addresses that are confirmed at once", async () => {
    const { c, laptop } = await ada();
    const tokens = [await confirmingToken(c, laptop.viewer, "one@example.org"), await confirmingToken(c, laptop.viewer, "two@example.org")];
    await Promise.all(tokens.map((token) => press(c, new TestBrowser(), token)));
    expect(await entries(c, "contact.address_changed")).toHaveLength(1);
    expect((await addressOf(c)).email).toMatch(/^(one|two)@example\.org$/);
  });

  it("is of no use when somebody else got that address meanwhile, and its page says so", async () => {
    const { c, laptop } = await ada();
    const token = await confirmingToken(c, laptop.viewer);
    await db().address.create({ data: { workspaceId: c.workspace.id, contactId: c.dora.contactId, kind: "partner", email: NEW, emailKey: NEW } });
    expect(await press(c, laptop.browser, token)).toMatchObject({ ok: false, look: { state: "dead", why: "revoked" } });
    expect(await addressOf(c)).toMatchObject({ email: "ada@example.com" });
    expect(await visit(c, laptop.browser)).not.toBeNull();
    expect(await entries(c, "contact.address_changed")).toEqual([]);
    expect((await mailsTo(c, "ada@example.com")).filter((mail) => mail.template === "address_changed")).toEqual([]);
  });

  it("gives an address that two people confirm at once to one of them", async () => {
    for (let trial = 0; trial < 5; trial++) {
      const { c, laptop } = await ada();
      const dora = await signedIn(c, "dora@example.com");
      const tokens = [await confirmingToken(c, laptop.viewer), await confirmingToken(c, dora.viewer)];
      const results = await Promise.all([press(c, laptop.browser, tokens[0]!), press(c, dora.browser, tokens[1]!)]);
      expect(results.filter((r) => r.ok)).toHaveLength(1);
      expect(await db().address.count({ where: { workspaceId: c.workspace.id, emailKey: NEW } })).toBe(1);
      expect(await entries(c, "contact.address_changed")).toHaveLength(1);
    }
  });

  it("is refused once the contact is inactive, the link is older than an hour, or the workspace is another", async () => {
    const { c, laptop } = await ada();
    const other = await cast();
    const token = await confirmingToken(c, laptop.viewer);
    expect(await press(other, new TestBrowser(), token)).toMatchObject({ ok: false, look: { why: "unknown" } });
    await db().contact.update({ where: { id: c.ada.contactId }, data: { active: false } });
    expect(await press(c, new TestBrowser(), token)).toMatchObject({ ok: false, look: { why: "inactive" } });
    await db().contact.update({ where: { id: c.ada.contactId }, data: { active: true } });
    await db().signInLink.updateMany({ where: { workspaceId: c.workspace.id, purpose: "email_change" }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await press(c, new TestBrowser(), token)).toMatchObject({ ok: false, look: { why: "expired" } });
    expect(await addressOf(c)).toMatchObject({ email: "ada@example.com" });
  });

  it("is nothing that whoever got into a session can keep, once that session was ended by somebody else", async () => {
    const by: Record<string, (c: Cast, thief: Member, own: Member) => Promise<unknown>> = {
      "the list of devices": (_, thief, own) => endMyDevice(own, thief.sessionId),
      "the end of all others": (_, __, own) => endMyOtherDevices(own),
      "This wasn't me": (c, thief, own) => disownSession(c.workspace, new TestBrowser().visitor, disownToken(c.workspace.id, thief.sessionId)).then(() => own),
      staff: (c) => revokeSessions(c.staff.agent, c.ada.contactId),
      "staff who end those of many": async (c) => {
        await startBulkAct(c.staff.agent, { act: "revoke", filter: { ids: [c.ada.contactId] } });
        await workOnBulkActs();
      },
    };
    for (const [how, end] of Object.entries(by)) {
      const { c, laptop, phone } = await ada();
      const token = await confirmingToken(c, phone.viewer);
      await end(c, phone.viewer, laptop.viewer);
      expect(await look(c.workspace, new TestBrowser().visitor, null, token), how).toMatchObject({ state: "dead", why: "revoked" });
      expect((await press(c, new TestBrowser(), token)).ok, how).toBe(false);
      expect(await addressOf(c), how).toMatchObject({ email: "ada@example.com" });
    }
  });

  it("waits for its confirmation where the one who asked signed out", async () => {
    const { c, phone } = await ada();
    const token = await confirmingToken(c, phone.viewer);
    await signOut(phone.viewer);
    expect((await press(c, new TestBrowser(), token)).ok).toBe(true);
  });

  it("says so when it comes too late, also to the browser that asked: nothing was changed", async () => {
    const { c, laptop } = await ada();
    const token = await confirmingToken(c, laptop.viewer);
    const seen = () => look(c.workspace, laptop.browser.visitor, laptop.viewer, token);
    await db().signInLink.updateMany({ where: { workspaceId: c.workspace.id, purpose: "email_change" }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await seen()).toMatchObject({ state: "dead", why: "expired" });
    await db().signInLink.updateMany({ where: { workspaceId: c.workspace.id, purpose: "email_change" }, data: { replacedAt: new Date() } });
    expect(await seen()).toMatchObject({ state: "dead", why: "replaced" });
    await db().signInLink.updateMany({ where: { workspaceId: c.workspace.id, purpose: "email_change" }, data: { usedAt: new Date() } });
    expect(await seen()).toEqual({ state: "go", destination: "/account" });
  });

  it("leaves the partner's address and whoever signs in with it to themselves, but for the session", async () => {
    const { c, laptop } = await ada();
    await press(c, laptop.browser, await confirmingToken(c, laptop.viewer));
    expect(await db().address.findFirst({ where: { contactId: c.ada.contactId, kind: "partner" } })).toMatchObject({ email: "adam@example.com" });
    await forgetLimits();
    expect((await askAs(c, new TestBrowser(), "adam@example.com")).token).toBeDefined();
  });
});

describe("taking it back", () => {
  async function changed() {
    const { c, laptop } = await ada();
    await press(c, laptop.browser, await confirmingToken(c, laptop.viewer));
    return { c, laptop, token: await undoToken(c) };
  }
  const visitor = new TestBrowser("198.51.100.9").visitor;
  const search = async (c: Cast) => (await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } })).search;

  it("makes the old address the right one again, and signs everybody out", async () => {
    const { c, laptop, token } = await changed();
    expect(await lookAtUndo(c.workspace, token)).toEqual({ before: "ada@example.com", state: "open" });
    expect(await search(c)).toContain(NEW); // staff find them by it
    expect(await visit(c, laptop.browser)).not.toBeNull();
    expect(await undoEmailChange(c.workspace, visitor, token)).toBe(true);
    expect(await addressOf(c)).toMatchObject({ email: "ada@example.com", emailKey: "ada@example.com" });
    expect(await search(c)).not.toContain(NEW);
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect(await entries(c, "contact.address_change_undone")).toMatchObject([
      { actor: "visitor", type: "SECURITY", contactId: c.ada.contactId, ip: "198.51.100.9" },
    ]);
    await forgetLimits();
    expect((await askAs(c, new TestBrowser(), NEW)).token).toBeUndefined();
    expect((await askAs(c, new TestBrowser(), "ada@example.com")).token).toBeDefined();
  });

  it("takes them out of the company again that the new address led into, and of no other", async () => {
    const { c, laptop } = await ada();
    const domain = { domain: "example.org", domainVerifiedAt: new Date() };
    const company = await db().company.create({ data: { workspaceId: c.workspace.id, name: "Acme", nameKey: "acme", ...domain } });
    const companyOf = async () => (await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } })).companyId;
    const before = await companyOf();
    await press(c, laptop.browser, await confirmingToken(c, laptop.viewer));
    expect(await companyOf()).toBe(before);
    await undoEmailChange(c.workspace, visitor, await undoToken(c));
    expect(await companyOf()).toBe(before);

    await db().contact.update({ where: { id: c.ada.contactId }, data: { companyId: null } });
    const again = await signedIn(c);
    await press(c, again.browser, await confirmingToken(c, again.viewer));
    expect(await companyOf()).toBe(company.id);
    expect(await search(c)).toContain("acme");
    await undoEmailChange(c.workspace, visitor, await undoToken(c));
    expect(await companyOf()).toBeNull();
    expect(await search(c)).not.toContain("acme");
    expect((await entries(c, "contact.changed")).map(({ actor, data }) => [actor, data])).toEqual([
      ["system", { changes: { company: [null, "Acme"] } }],
      ["system", { changes: { company: ["Acme", null] } }],
    ]);
  });

  it("happens once", async () => {
    const { c, token } = await changed();
    const undone = await Promise.all(Array.from({ length: 10 }, () => undoEmailChange(c.workspace, visitor, token)));
    expect(undone.filter(Boolean)).toHaveLength(1);
    expect(await undoEmailChange(c.workspace, visitor, token)).toBe(false);
    expect(await lookAtUndo(c.workspace, token)).toMatchObject({ state: "done" });
    expect(await entries(c, "contact.address_change_undone")).toHaveLength(1);
  });

  it("kills a link that waits at the new address", async () => {
    const { c, token } = await changed();
    await forgetLimits();
    const thief = await askAs(c, new TestBrowser(), NEW);
    await undoEmailChange(c.workspace, visitor, token);
    expect(await press(c, new TestBrowser(), thief.token!)).toMatchObject({ ok: false, look: { state: "dead" } });
  });

  it("can't be outrun: there is no second change while the first can be taken back", async () => {
    const { c, laptop, token } = await changed();
    const viewer = (await visit(c, laptop.browser)) as Member;
    expect(await askEmailChange(viewer, "far-away@example.net")).toMatchObject({ ok: false, reason: "changed_lately", until: expect.any(Date) });
    expect(await undoEmailChange(c.workspace, visitor, token)).toBe(true);
    const again = await signedIn(c);
    expect(await askEmailChange(again.viewer, "far-away@example.net")).toMatchObject({ ok: true });
  });

  it("is nothing changed, in another workspace, or when staff have decided otherwise", async () => {
    const { c, token } = await changed();
    const other = await cast();
    expect(await undoEmailChange(other.workspace, visitor, token)).toBe(false);
    for (const bad of ["", "x", token.slice(0, -3), forged(token), token.split("").reverse().join("")]) {
      expect(await lookAtUndo(c.workspace, bad)).toBeNull();
      expect(await undoEmailChange(c.workspace, visitor, bad)).toBe(false);
    }
    const by = { workspaceId: c.workspace.id, actor: "staff" as const, staffId: c.staff.agent.staffId };
    const to = { email: "office@example.com", key: "office@example.com" };
    await transaction((tx) => changeAddress(tx, by, { contactId: c.ada.contactId, addressId: c.ada.addressId, before: NEW, after: to, keepSession: null }));
    expect(await undoEmailChange(c.workspace, visitor, token)).toBe(false);
    expect(await lookAtUndo(c.workspace, token)).toMatchObject({ state: "lost" });
    expect(await addressOf(c)).toMatchObject({ email: "office@example.com" });
  });

  it("is impossible when another contact has the old address by now, and breaks nothing", async () => {
    const { c, laptop, token } = await changed();
    await db().address.create({
      data: { workspaceId: c.workspace.id, contactId: c.dora.contactId, kind: "partner", email: "ada@example.com", emailKey: "ada@example.com" },
    });
    expect(await undoEmailChange(c.workspace, visitor, token)).toBe(false);
    expect(await lookAtUndo(c.workspace, token)).toMatchObject({ state: "lost" });
    expect(await addressOf(c)).toMatchObject({ email: NEW });
    expect(await visit(c, laptop.browser)).not.toBeNull();
  });

  it("ends after seven days, and then the next change is free", async () => {
    const { c, laptop, token } = await changed();
    moveClock(6 * DAY_MS);
    expect(await lookAtUndo(c.workspace, token)).toMatchObject({ state: "open" });
    await visit(c, laptop.browser);
    moveClock(DAY_MS + MINUTE_MS);
    expect(await undoEmailChange(c.workspace, visitor, token)).toBe(false);
    await forgetLimits();
    const { token: fresh } = await askAs(c, laptop.browser, NEW);
    await press(c, laptop.browser, fresh!);
    expect(await askEmailChange((await visit(c, laptop.browser)) as Member, "later@example.org")).toMatchObject({ ok: true });
  });
});

it("is done by staff with the end of every session, and with no word to anybody's old link (S6)", async () => {
  const { c, laptop, phone } = await ada();
  await forgetLimits();
  const waiting = await askAs(c, new TestBrowser(), "ada@example.com");
  const by = { workspaceId: c.workspace.id, actor: "staff" as const, staffId: c.staff.agent.staffId };
  const change = { contactId: c.ada.contactId, addressId: c.ada.addressId, before: "ada@example.com", after: { email: NEW, key: NEW }, keepSession: null };
  expect(await transaction((tx) => changeAddress(tx, by, change))).toBe(2);
  expect([await visit(c, laptop.browser), await visit(c, phone.browser)]).toEqual([null, null]);
  expect(await press(c, new TestBrowser(), waiting.token!)).toMatchObject({ ok: false, look: { state: "dead" } });
  expect(await addressOf(c)).toMatchObject({ email: NEW, verifiedAt: null });
  expect(await transaction((tx) => changeAddress(tx, by, change))).toBeNull();
  expect(await ask(c.workspace, new TestBrowser().visitor, "portal_login", NEW)).toMatchObject({ ok: true });
});
