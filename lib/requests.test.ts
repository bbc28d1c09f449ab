import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sentence } from "./activity";
import { sendLink } from "./links/send";
import { deliverDue } from "./mail";
import { db, sql, transaction } from "./plumbing/db";
import { ask, type Door } from "./requests";
import { resolve, resolveLeftBehind } from "./requests/resolve";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { askAs, forgetLimits, press, signInAs } from "./testing/door";
import { secretOf } from "./testing/mailbox";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "./values/time";

useDatabase();
afterEach(() => vi.useRealTimers());

const GHOST = "ghost@example.com";
const AT_ONCE = 20;

/** Another browser on another network each time: only the address is what they have in common. */
let networks = 0;
const anybody = () => new TestBrowser(`198.51.${Math.floor(++networks / 250) % 250}.${networks % 250}`);
const tryAs = (c: Cast, browser: TestBrowser, email: string, door: Door = "portal_login") => ask(c.workspace, browser.visitor, door, email);
const outcomes = async (asks: Promise<{ ok: boolean }>[]) => (await Promise.all(asks)).filter((asked) => asked.ok).length;
const mails = (c: Cast) => db().mail.count({ where: { workspaceId: c.workspace.id } });
const linksOf = (c: Cast) => db().signInLink.findMany({ where: { workspaceId: c.workspace.id }, orderBy: { createdAt: "asc" } });

function moveClock(ms: number): void {
  const now = Date.now();
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(now + ms);
}

describe("the limit of an address (A4)", () => {
  it.each([
    ["a member", "ada@example.com"],
    ["nobody", GHOST],
    ["an inactive contact", "ben@example.com"],
  ])("lets exactly three of twenty through that come at once, for %s", async (_, email) => {
    const c = await cast();
    expect(await outcomes(Array.from({ length: AT_ONCE }, () => tryAs(c, anybody(), email)))).toBe(3);
    expect(await db().linkRequest.count({ where: { workspaceId: c.workspace.id } })).toBe(3);
  });

  it("is the same for a member and for nobody: when, for how long, in which words", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const c = await cast();
    const story = async (email: string) => {
      const told = [];
      for (let i = 0; i < 5; i++) told.push(await tryAs(c, anybody(), email));
      return told.map((asked) => (asked.ok ? { ok: true, cookie: asked.attempt.secret.length, maxAgeMs: asked.attempt.maxAgeMs } : asked));
    };
    expect(await story("ada@example.com")).toEqual(await story(GHOST));
  });

  it("is one for every way to write the address", async () => {
    const c = await cast();
    const ways = ["ada@example.com", " ADA@Example.com\t", "ada@ｅxample.com", "\u00a0Ada@EXAMPLE。com", "aDa@example．com"];
    const told = [];
    for (const way of ways) told.push((await tryAs(c, anybody(), way)).ok);
    expect(told).toEqual([true, true, true, false, false]);
    expect((await tryAs(c, anybody(), "ada+x@example.com")).ok).toBe(true);
  });

  it("starts anew after an hour", async () => {
    const c = await cast();
    for (let i = 0; i < 3; i++) expect((await tryAs(c, anybody(), "ada@example.com")).ok).toBe(true);
    moveClock(59 * MINUTE_MS);
    const refused = await tryAs(c, anybody(), "ada@example.com");
    if (refused.ok || refused.reason !== "limited") throw new Error("not limited");
    moveClock(refused.until.getTime() - Date.now());
    expect(await outcomes(Array.from({ length: AT_ONCE }, () => tryAs(c, anybody(), "ada@example.com")))).toBe(3);
  });

  it("is another one for another purpose, another address and another workspace", async () => {
    const [c, other] = [await cast(), await cast()];
    await outcomes(Array.from({ length: 4 }, () => tryAs(c, anybody(), "owner@example.com")));
    expect((await tryAs(c, anybody(), "owner@example.com")).ok).toBe(false);
    expect((await tryAs(c, anybody(), "owner@example.com", "staff_login")).ok).toBe(true);
    expect((await tryAs(c, anybody(), "ada@example.com")).ok).toBe(true);
    expect((await tryAs(other, anybody(), "owner@example.com")).ok).toBe(true);
  });

  it("is what the policy says", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.rateLimit = 5;
    expect(await outcomes(Array.from({ length: AT_ONCE }, () => tryAs(c, anybody(), GHOST)))).toBe(5);
  });

  it("refuses without a trace for whoever asked, and with one entry for staff", async () => {
    const c = await cast();
    for (let i = 0; i < 8; i++) await tryAs(c, anybody(), "ada@example.com");
    const entries = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "link.limited" } });
    expect(entries).toMatchObject([{ ok: false, type: "SECURITY", actor: "visitor", data: { typed: "ada@example.com", by: "address" } }]);
  });
});

describe("the limit of a network (A4)", () => {
  it("is thirty in ten minutes, whatever addresses are asked for", async () => {
    const c = await cast();
    const here = new TestBrowser("203.0.113.99");
    expect(await outcomes(Array.from({ length: 45 }, (_, i) => tryAs(c, here, `nobody${i}@example.com`)))).toBe(30);
    expect((await tryAs(c, anybody(), "ada@example.com")).ok).toBe(true);
    moveClock(10 * MINUTE_MS + SECOND_MS);
    expect((await tryAs(c, here, "ada@example.com")).ok).toBe(true);
  });

  it("takes a whole /64 for one", async () => {
    const c = await cast("club", { asksPerIp: 5 });
    const neighbours = Array.from({ length: AT_ONCE }, (_, i) => new TestBrowser(`2001:db8:1:2:${i.toString(16)}::${i + 1}`));
    expect(await outcomes(neighbours.map((browser, i) => tryAs(c, browser, `nobody${i}@example.com`)))).toBe(5);
    expect((await tryAs(c, new TestBrowser("2001:db8:1:3::1"), "ada@example.com")).ok).toBe(true);
  });

  it("can't be left behind by changing networks: the address is counted too", async () => {
    const c = await cast();
    const travellers = Array.from({ length: 50 }, (_, i) => new TestBrowser(i % 2 ? `192.0.2.${i}` : `2001:db8:${i}::1`));
    expect(await outcomes(travellers.map((browser) => tryAs(c, browser, "ada@example.com")))).toBe(3);
  });

  it("keeps one network from emptying the buckets of everybody else", async () => {
    const c = await cast("club", { asksPerIp: 2 });
    const attacker = new TestBrowser("203.0.113.66");
    for (const email of ["x@example.com", "y@example.com", "ada@example.com", "ada@example.com", "ada@example.com", "ada@example.com"])
      await tryAs(c, attacker, email);
    expect(await outcomes(Array.from({ length: 5 }, () => tryAs(c, anybody(), "ada@example.com")))).toBe(3);
  });

  it("is told to staff as what it is", async () => {
    const c = await cast("club", { asksPerIp: 1 });
    const here = new TestBrowser("203.0.113.98");
    for (let i = 0; i < 4; i++) await tryAs(c, here, `nobody${i}@example.com`);
    const entries = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "link.limited" } });
    expect(entries).toMatchObject([{ data: { by: "ip", typed: "nobody1@example.com" }, ip: "203.0.113.98" }]);
  });
});

describe("a known device (A4)", () => {
  it("still gets its links when strangers have used up the address, and its network", async () => {
    const c = await cast("club", { asksPerIp: 3 });
    const home = new TestBrowser("203.0.113.50");
    await signInAs(c, home, "ada@example.com");
    home.cookies.session = null;
    await outcomes(Array.from({ length: 10 }, () => tryAs(c, anybody(), "ada@example.com")));
    await outcomes(Array.from({ length: 10 }, (_, i) => tryAs(c, new TestBrowser(home.ip), `nobody${i}@example.com`)));
    expect((await tryAs(c, new TestBrowser(home.ip), "ada@example.com")).ok).toBe(false);
    expect(await outcomes(Array.from({ length: 10 }, () => tryAs(c, home, "ada@example.com")))).toBe(3);
    const [entry] = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "link.limited" }, orderBy: { at: "desc" }, take: 1 });
    expect(entry?.data).toMatchObject({ by: "device" });
  });

  it("can't be used up by anybody else, not even by another device of the same person", async () => {
    const c = await cast();
    const [phone, laptop] = [new TestBrowser("203.0.113.51"), new TestBrowser("203.0.113.52")];
    await signInAs(c, phone, "ada@example.com");
    await signInAs(c, laptop, "ada@example.com");
    await outcomes(Array.from({ length: 10 }, () => tryAs(c, laptop, "ada@example.com")));
    expect((await tryAs(c, laptop, "ada@example.com")).ok).toBe(false);
    expect((await tryAs(c, phone, "ada@example.com")).ok).toBe(true);
  });

  it("is known for its own address, door and workspace only", async () => {
    const [c, other] = [await cast(), await cast()];
    const home = new TestBrowser();
    await signInAs(c, home, "ada@example.com");
    await forgetLimits();
    for (const [at, email, door] of [
      [c, "dora@example.com", "portal_login"],
      [c, "ada@example.com", "staff_login"],
      [other, "ada@example.com", "portal_login"],
    ] as const) {
      await outcomes(Array.from({ length: 5 }, () => tryAs(at, anybody(), email, door)));
      expect((await tryAs(at, home, email, door)).ok, `${email} ${door}`).toBe(false);
    }
  });

  it("is none that invents its cookie", async () => {
    const c = await cast();
    await outcomes(Array.from({ length: 5 }, () => tryAs(c, anybody(), "ada@example.com")));
    for (const device of ["x", "a".repeat(43), "' OR 1=1"]) {
      const liar = anybody();
      liar.cookies.device = device;
      expect((await tryAs(c, liar, "ada@example.com")).ok).toBe(false);
    }
  });
});

describe("a workspace under attack (A4)", () => {
  it("slows strangers, and neither locks anybody out nor keeps a known device waiting", async () => {
    const c = await cast();
    const home = new TestBrowser();
    await signInAs(c, home, "ada@example.com");
    c.workspace.underAttackUntil = new Date(Date.now() + HOUR_MS);
    const began = performance.now();
    const finished: string[] = [];
    const note = async (who: string, asking: Promise<{ ok: boolean }>) => {
      expect((await asking).ok).toBe(true);
      finished.push(who);
    };
    await Promise.all([note("stranger", tryAs(c, anybody(), GHOST)), note("member", tryAs(c, home, "ada@example.com"))]);
    expect(performance.now() - began).toBeGreaterThan(950);
    expect(finished).toEqual(["member", "stranger"]);
  });
});

describe("what becomes of a request (A2)", () => {
  const entryOf = async (requestId: string) => db().activity.findMany({ where: { requestId } });

  it("is told to staff, each case in its own words, and to nobody else", async () => {
    const c = await cast("builder");
    await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "dora@example.com", reason: "bounced" } });
    await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "viewer@example.com", reason: "complained" } });
    await db().staff.updateMany({ where: { workspaceId: c.workspace.id, role: "agent" }, data: { removedAt: new Date() } });
    const cases: [string, Door, string][] = [
      [GHOST, "portal_login", "unknown"],
      ["ben@example.com", "portal_login", "inactive"],
      ["cleo@example.com", "portal_login", "no_access"],
      ["dora@example.com", "portal_login", "suppressed"],
      ["owner@example.com", "portal_login", "unknown"],
      ["ada@example.com", "staff_login", "not_staff"],
      [GHOST, "staff_login", "not_staff"],
      ["agent@example.com", "staff_login", "not_staff"],
      ["viewer@example.com", "staff_login", "suppressed"],
    ];
    const sentences = new Set<string>();
    for (const [email, door, reason] of cases) {
      const browser = anybody();
      const { requestId, token } = await askAs(c, browser, email, door);
      expect(token).toBeUndefined();
      const entries = await entryOf(requestId);
      expect(entries, email).toMatchObject([
        { action: "link.not_sent", ok: false, actor: "visitor", ip: browser.ip, data: { reason, typed: email, purpose: door } },
      ]);
      expect(await db().linkRequest.findUnique({ where: { id: requestId } })).toMatchObject({ outcome: reason, linkId: null });
      sentences.add(sentence("link.not_sent", { reason, typed: "x", purpose: "portal_login" }, { who: "", whom: "" }));
    }
    expect(sentences.size).toBe(5);
    expect([await mails(c), (await linksOf(c)).length]).toEqual([0, 0]);
  });

  it("names the contact for staff, who is looked for by the exact address", async () => {
    const c = await cast("builder");
    const { requestId } = await askAs(c, anybody(), "cleo@example.com");
    expect(await entryOf(requestId)).toMatchObject([{ contactId: c.cleo.contactId }]);
    for (const near of ["ada+x@example.com", "a.da@example.com", "ada@examp1e.com", "ada@exаmple.com"])
      expect((await entryOf((await askAs(c, anybody(), near)).requestId))[0]?.data).toMatchObject({ reason: "unknown" });
  });

  it("is a link and a mail for whoever may come in, to the stored spelling", async () => {
    const c = await cast();
    await db().address.update({ where: { id: c.ada.addressId }, data: { email: "Ada.Lovelace@example.com", emailKey: "ada.lovelace@example.com" } });
    const { requestId, token, code, linkId } = await askAs(c, anybody(), " ADA.lovelace@ＥXAMPLE.com ");
    expect(token).toMatch(/^[0-9A-Za-z]{64}$/);
    expect(code).toMatch(/^.{8}$/);
    expect(await db().mail.findMany({ where: { workspaceId: c.workspace.id } })).toMatchObject([
      { to: "Ada.Lovelace@example.com", toKey: "ada.lovelace@example.com", linkId, requestId, lane: "sign_in", template: "portal_login" },
    ]);
    expect(await entryOf(requestId)).toMatchObject([{ action: "link.asked", ok: true, contactId: c.ada.contactId, linkId }]);
  });

  it("goes to the address that asked, each with its own link", async () => {
    const c = await cast();
    const [mine, partners] = [await askAs(c, anybody(), "ada@example.com"), await askAs(c, anybody(), "adam@example.com")];
    const to = async (requestId: string) => (await db().mail.findFirst({ where: { requestId } }))?.to;
    expect([await to(mine.requestId), await to(partners.requestId)]).toEqual(["ada@example.com", "adam@example.com"]);
    expect((await press(c, anybody(), partners.token!)).ok).toBe(true);
    expect((await press(c, anybody(), mine.token!)).ok).toBe(true);
  });

  it("stays in its workspace", async () => {
    const [c, other] = [await cast(), await cast()];
    const count = async () => ({
      requests: await db().linkRequest.count({ where: { workspaceId: other.workspace.id } }),
      links: (await linksOf(other)).length,
      mails: await mails(other),
      entries: await db().activity.count({ where: { workspaceId: other.workspace.id } }),
      sessions: await db().session.count({ where: { workspaceId: other.workspace.id } }),
      devices: await db().device.count({ where: { workspaceId: other.workspace.id } }),
    });
    const before = await count();
    await signInAs(c, anybody(), "ada@example.com");
    await askAs(c, anybody(), GHOST);
    expect(await count()).toEqual(before);
    expect(await db().mail.findMany({ where: { workspaceId: c.workspace.id }, select: { contactId: true } })).toEqual([{ contactId: c.ada.contactId }]);
  });

  it("is nothing at all for what is no address", async () => {
    const c = await cast();
    for (const typed of ["", "ada", "ada@example.com,evil@evil.test", "attacker@evil.test＠example.com", undefined, ["ada@example.com"], "x".repeat(10_000)])
      expect(await ask(c.workspace, anybody().visitor, "portal_login", typed)).toEqual({ ok: false, reason: "invalid" });
    expect(await db().linkRequest.count({ where: { workspaceId: c.workspace.id } })).toBe(0);
  });

  it("leads only where a link may lead (L11)", async () => {
    const c = await cast();
    const leadsTo = async (destination: unknown) => {
      const { linkId } = await askAs(c, anybody(), "dora@example.com", "portal_login", { destination });
      await forgetLimits();
      return (await db().signInLink.findUnique({ where: { id: linkId! } }))?.destination;
    };
    expect(await leadsTo("/documents/7?page=2")).toBe("/documents/7?page=2");
    for (const bad of ["//evil.test", "https://evil.test", "/api/auth/signout", "/%2f%2fevil.test", 7, undefined]) expect(await leadsTo(bad)).toBe("/");
  });

  it("leads to the same place when it is sent again, and to none of another browser's", async () => {
    const c = await cast();
    const browser = anybody();
    await askAs(c, browser, "ada@example.com", "portal_login", { destination: "/tickets/9" });
    const again = await askAs(c, browser, "ada@example.com", "portal_login", { repeats: true });
    const elsewhere = await askAs(c, anybody(), "ada@example.com", "portal_login", { repeats: true });
    const destinations = await Promise.all(
      [again, elsewhere].map(async ({ linkId }) => (await db().signInLink.findUnique({ where: { id: linkId! } }))?.destination),
    );
    expect(destinations).toEqual(["/tickets/9", "/"]);
  });
});

describe("resolving a request", () => {
  beforeEach(() => db().linkRequest.deleteMany({ where: {} }));

  const waiting = async (c: Cast, email = "ada@example.com") => {
    const asked = await tryAs(c, anybody(), email);
    if (!asked.ok) throw new Error(asked.reason);
    return asked.requestId;
  };
  const made = async (c: Cast, requestId: string) => ({
    links: (await linksOf(c)).length,
    mails: await mails(c),
    entries: await db().activity.count({ where: { requestId } }),
  });

  it("writes nothing but the request before the answer", async () => {
    const c = await cast();
    const requestId = await waiting(c);
    expect(await made(c, requestId)).toEqual({ links: 0, mails: 0, entries: 0 });
    expect(await db().linkRequest.findUnique({ where: { id: requestId } })).toMatchObject({ resolvedAt: null, outcome: null, contactId: null, linkId: null });
  });

  it("makes one link and one mail, done twice or by twenty at once", async () => {
    const c = await cast();
    const requestId = await waiting(c);
    await Promise.all(Array.from({ length: AT_ONCE }, () => resolve(requestId)));
    await resolve(requestId);
    expect(await made(c, requestId)).toEqual({ links: 1, mails: 1, entries: 1 });
    const unknown = await waiting(c, GHOST);
    await Promise.all(Array.from({ length: AT_ONCE }, () => resolve(unknown)));
    expect(await db().activity.count({ where: { requestId: unknown } })).toBe(1);
  });

  it("is made up for when the process died before it, once and without disturbing the young", async () => {
    const c = await cast();
    const left = [await waiting(c), await waiting(c, "dora@example.com"), await waiting(c, GHOST)];
    expect(await resolveLeftBehind()).toBe(0);
    moveClock(4 * SECOND_MS);
    const young = await waiting(c, "cleo@example.com");
    await Promise.all([resolveLeftBehind(), resolveLeftBehind(), resolveLeftBehind()]);
    expect(await resolveLeftBehind()).toBe(0);
    for (const requestId of left) expect(await db().activity.count({ where: { requestId } })).toBe(1);
    expect(await mails(c)).toBe(2);
    expect((await secretOf(young)).token).toBeUndefined();
    expect((await press(c, anybody(), (await secretOf(left[0]!)).token!)).ok).toBe(true);
  });

  it("leaves nothing half done when it fails in the middle, and holds nobody else up", async () => {
    const c = await cast();
    const broken = await waiting(c);
    const fine = await waiting(c, "dora@example.com");
    await sql(`ALTER TABLE "Mail" ADD CONSTRAINT test_breaks CHECK ("to" <> 'ada@example.com') NOT VALID`, []);
    try {
      await expect(resolve(broken)).rejects.toThrow();
      expect(await made(c, broken)).toEqual({ links: 0, mails: 0, entries: 0 });
      moveClock(4 * SECOND_MS);
      await resolveLeftBehind();
      expect((await secretOf(fine)).token).toBeDefined();
      expect((await db().linkRequest.findUnique({ where: { id: broken } }))?.resolvedAt).toBeNull();
    } finally {
      await sql(`ALTER TABLE "Mail" DROP CONSTRAINT test_breaks`, []);
    }
    await resolveLeftBehind();
    expect(await made(c, broken)).toMatchObject({ entries: 1 });
    expect((await press(c, anybody(), (await secretOf(broken)).token!)).ok).toBe(true);
  });

  it("sends nothing any more that waited longer than its link would have lived, and says so (L15)", async () => {
    const c = await cast();
    const [late, inTime] = [await waiting(c), await waiting(c, "dora@example.com")];
    moveClock(14 * MINUTE_MS);
    await resolve(inTime);
    moveClock(2 * MINUTE_MS);
    await resolveLeftBehind();
    expect(await db().activity.findMany({ where: { requestId: late } })).toMatchObject([
      { action: "link.not_sent", contactId: c.ada.contactId, data: { reason: "too_late" } },
    ]);
    expect(await mails(c)).toBe(1);
    // Resolved late but in time, the mail has only the rest of that quarter of an hour.
    await deliverDue();
    expect(await db().mail.findFirst({ where: { requestId: inTime } })).toMatchObject({ state: "dropped" });
  });

  it("knows nothing of what nobody asked for", async () => {
    await resolve("00000000-0000-7000-8000-000000000000");
  });
});

describe("the lifetime of a link (L15)", () => {
  it("starts when the mail is handed over", async () => {
    const c = await cast();
    const { linkId } = await askAs(c, anybody(), "ada@example.com");
    moveClock(10 * MINUTE_MS);
    const handOver = Date.now();
    await deliverDue();
    const link = await db().signInLink.findUniqueOrThrow({ where: { id: linkId! } });
    expect(link.sentAt?.getTime()).toBeGreaterThanOrEqual(handOver);
    expect(link.expiresAt.getTime() - link.sentAt!.getTime()).toBe(15 * MINUTE_MS);
  });

  it("can't end before its mail can arrive, nor last longer than both", async () => {
    const c = await cast();
    const began = Date.now();
    const { linkId } = await askAs(c, anybody(), "ada@example.com");
    const { expiresAt, sentAt } = await db().signInLink.findUniqueOrThrow({ where: { id: linkId! } });
    expect(sentAt).toBeNull();
    expect(Math.round((expiresAt.getTime() - began) / MINUTE_MS)).toBe(30);
  });

  it.each([
    ["club", 15],
    ["desk", 60],
    ["builder", 60],
  ] as const)("ends before it began when the mail of a %s waits more than %i minutes", async (preset, minutes) => {
    const c = await cast(preset);
    const [late, inTime] = [await askAs(c, anybody(), "ada@example.com"), await askAs(c, anybody(), "ada@example.com")];
    await db().mail.updateMany({ where: { requestId: late.requestId }, data: { nextAttemptAt: new Date(Date.now() + minutes * MINUTE_MS) } });
    moveClock(minutes * MINUTE_MS - 30 * SECOND_MS);
    await deliverDue();
    moveClock(MINUTE_MS);
    await deliverDue();
    const state = async (requestId: string) => (await db().mail.findFirst({ where: { requestId } }))?.state;
    expect([await state(late.requestId), await state(inTime.requestId)]).toEqual(["dropped", "sent"]);
    expect(await db().activity.count({ where: { requestId: late.requestId, action: "mail.dropped" } })).toBe(1);
  });
});

describe("asking again from a dead link (L13)", () => {
  async function deadInvoice(preset: "builder" | "agency" = "builder") {
    const c = await cast(preset);
    const sent = await sendLink(c.staff.agent, c.ada.contactId, { purpose: "invoice", destination: "/documents/inv-7" });
    if (!sent.ok) throw new Error(sent.reason);
    await db().signInLink.update({ where: { id: sent.linkId }, data: { expiresAt: new Date(Date.now() - 1) } });
    return { c, oldLink: sent.linkId };
  }
  const renew = async (c: Cast, email: string, renewsLinkId: string, wish = {}) => {
    const { linkId } = await askAs(c, anybody(), email, "portal_login", { renewsLinkId, ...wish });
    return linkId ? db().signInLink.findUniqueOrThrow({ where: { id: linkId } }) : null;
  };

  it("gives its own person the same purpose and the same place", async () => {
    const { c, oldLink } = await deadInvoice();
    expect(await renew(c, " Ada@Example.com", oldLink)).toMatchObject({
      purpose: "invoice",
      destination: "/documents/inv-7",
      sessionScope: "item",
      itemPath: "/documents/inv-7",
    });
    expect(await renew(c, "ada@example.com", oldLink, { destination: "/account" })).toMatchObject({ destination: "/documents/inv-7" });
  });

  it("gives anybody else only a way to sign in, and nobody nothing", async () => {
    const { c, oldLink } = await deadInvoice();
    expect(await renew(c, "dora@example.com", oldLink)).toMatchObject({
      purpose: "portal_login",
      sessionScope: "portal",
      itemPath: null,
      contactId: c.dora.contactId,
    });
    expect(await renew(c, GHOST, oldLink)).toBeNull();
    expect(await renew(c, "ben@example.com", oldLink)).toBeNull();
  });

  it("opens an item without portal access to its person, and the portal to nobody without it", async () => {
    const { c, oldLink } = await deadInvoice();
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    expect(await renew(c, "ada@example.com", oldLink)).toMatchObject({ purpose: "invoice" });
    expect(await renew(c, "cleo@example.com", oldLink)).toBeNull();
  });

  it("means nothing with a link of another workspace", async () => {
    const { oldLink } = await deadInvoice();
    const other = await cast("builder");
    expect(await renew(other, "ada@example.com", oldLink)).toMatchObject({ purpose: "portal_login", destination: "/" });
  });

  it("means a plain sign-in when the address was changed, and for what is no item", async () => {
    const { c, oldLink } = await deadInvoice("agency");
    await db().address.update({ where: { id: c.ada.addressId }, data: { email: "new@example.com", emailKey: "new@example.com" } });
    expect(await renew(c, "new@example.com", oldLink)).toMatchObject({ purpose: "portal_login" });
    const lent = await sendLink(c.staff.agent, c.dora.contactId, { purpose: "temporary_access", destination: "/projects/1" });
    expect(await renew(c, "dora@example.com", lent.ok ? lent.linkId : "")).toMatchObject({ purpose: "portal_login", sessionScope: "portal" });
  });

  it("renews an invitation as an invitation", async () => {
    const c = await cast("builder");
    const sent = await sendLink(c.staff.agent, c.ada.contactId, { purpose: "portal_invitation" });
    expect(await renew(c, "ada@example.com", sent.ok ? sent.linkId : "")).toMatchObject({ purpose: "portal_invitation" });
  });
});

describe("older links (L8)", () => {
  const alive = async (c: Cast) => (await linksOf(c)).map((link) => link.replacedAt === null);

  it("stay good, each by itself and in any order", async () => {
    const c = await cast();
    const browser = anybody();
    const tokens = [];
    for (let i = 0; i < 3; i++) tokens.push((await askAs(c, browser, "ada@example.com")).token!);
    expect(await alive(c)).toEqual([true, true, true]);
    for (const token of [tokens[1]!, tokens[2]!, tokens[0]!]) expect((await press(c, anybody(), token)).ok).toBe(true);
  });

  it("make room for a newer one of the same browser where the policy says so, and for no other", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.supersede = "older";
    await db().policy.updateMany({ where: { workspaceId: c.workspace.id, purpose: "portal_login" }, data: { supersede: "older" } });
    const [mine, strangers] = [anybody(), anybody()];
    const staffs = await sendLink(c.staff.agent, c.ada.contactId, { purpose: "portal_login" });
    const first = await askAs(c, mine, "ada@example.com");
    await askAs(c, strangers, "ada@example.com");
    expect(await alive(c)).toEqual([true, true, true]);
    const second = await askAs(c, mine, "ada@example.com");
    expect(await alive(c)).toEqual([true, false, true, true]);
    expect(await press(c, anybody(), first.token!)).toMatchObject({ ok: false, look: { state: "dead", why: "replaced" } });
    expect((await press(c, anybody(), second.token!)).ok).toBe(true);
    expect(staffs.ok).toBe(true);
  });

  it("of staff are replaced by staff only, of another purpose or address by nobody", async () => {
    const c = await cast();
    for (const purpose of ["portal_login", "invoice"] as const) c.workspace.policies[purpose].supersede = "older";
    const send = (purpose: "portal_login" | "invoice", addressId?: string) => sendLink(c.staff.agent, c.ada.contactId, { purpose, addressId });
    const partner = await db().address.findFirstOrThrow({ where: { contactId: c.ada.contactId, kind: "partner" } });
    await send("portal_login");
    await send("invoice");
    await send("portal_login", partner.id);
    await askAs(c, anybody(), "ada@example.com");
    expect(await alive(c)).toEqual([true, true, true, true]);
    await send("portal_login");
    expect(await alive(c)).toEqual([false, true, true, true, true]);
  });

  it("that were used are not called replaced", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.supersede = "older";
    const browser = anybody();
    const { token } = await askAs(c, browser, "ada@example.com");
    await press(c, anybody(), token!);
    await askAs(c, browser, "ada@example.com");
    expect(await press(c, anybody(), token!)).toMatchObject({ ok: false, look: { why: "used" } });
  });
});

it("keeps nothing of the browser's secrets but hashes", async () => {
  const c = await cast();
  const browser = anybody();
  browser.cookies.device = "device-cookie-in-clear";
  const { requestId } = await askAs(c, browser, "ada@example.com");
  const row = await transaction((tx) => tx.linkRequest.findUniqueOrThrow({ where: { id: requestId } }));
  const text = JSON.stringify(row, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value));
  expect(text).not.toContain(browser.cookies.attempt);
  expect(text).not.toContain("device-cookie-in-clear");
});
