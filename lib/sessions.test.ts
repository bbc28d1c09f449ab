import { afterEach, describe, expect, it } from "vitest";
import { disownToken } from "./links/notice";
import { db, transaction } from "./plumbing/db";
import { useEnv } from "./plumbing/env";
import { contactDevices, endMyDevice, endMyOtherDevices, endSessions, myDevices, revokeSessions, signOut } from "./sessions";
import { disownSession, sessionToDisown } from "./sessions/disown";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { askAs, forgetLimits, liveSessions, openSent, press, signInAs, visit } from "./testing/door";
import { forged } from "./testing/random";
import { newId } from "./values/id";
import type { Member, Staff } from "./viewer";

useDatabase();
afterEach(() => useEnv({}));

const row = (id: string) => db().session.findUniqueOrThrow({ where: { id } });

async function signedIn(c: Cast, email = "ada@example.com", door: "portal_login" | "staff_login" = "portal_login") {
  await forgetLimits();
  const browser = new TestBrowser();
  return { browser, viewer: (await signInAs(c, browser, email, door)) as Member };
}

describe("one browser, one session (S3)", () => {
  it("a new sign-in replaces the one before, of the same person or another", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const first = await signInAs(c, browser, "ada@example.com");
    const old = browser.cookies.session!;
    const { token } = await askAs(c, browser, "dora@example.com");
    await press(c, browser, token!, { switchPerson: true });
    expect(await row(first.sessionId)).toMatchObject({ endReason: "replaced" });
    const replay = new TestBrowser();
    replay.cookies.session = old;
    expect(await visit(c, replay)).toBeNull();
    expect(await visit(c, browser)).toMatchObject({ contactId: c.dora.contactId });
  });

  it("staff and member in one browser are one after the other, never both (S8a)", async () => {
    const c = await cast();
    await db().staff.create({ data: { workspaceId: c.workspace.id, name: "Ada", email: "ada@example.com", emailKey: "ada@example.com", role: "agent" } });
    const browser = new TestBrowser();
    await signInAs(c, browser, "ada@example.com");
    const { token } = await askAs(c, browser, "ada@example.com", "staff_login");
    expect(await press(c, browser, token!)).toMatchObject({ ok: false, look: { state: "other_person" } });
    await press(c, browser, token!, { switchPerson: true });
    expect(await visit(c, browser)).toMatchObject({ kind: "staff" });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
  });

  it("another device is another session, and its row says which, where, how and when", async () => {
    const c = await cast();
    const [phone, laptop] = [await signedIn(c), await signedIn(c)];
    expect(phone.viewer.sessionId).not.toBe(laptop.viewer.sessionId);
    expect(await row(phone.viewer.sessionId)).toMatchObject({ device: "Chrome on Linux", ip: "203.0.113.7", method: "link", endedAt: null });
    expect(await visit(c, phone.browser)).not.toBeNull();
  });
});

describe("a cookie", () => {
  it("is new after signing in: what was planted before is dead (S01)", async () => {
    const c = await cast();
    const dora = await signedIn(c, "dora@example.com");
    for (const planted of ["720.planted", `720.${"p".repeat(43)}`, "", dora.browser.cookies.session!]) {
      await forgetLimits();
      const browser = new TestBrowser();
      const { token } = await askAs(c, browser, "ada@example.com");
      browser.cookies.session = planted;
      expect(await press(c, browser, token!, { switchPerson: true })).toMatchObject({ ok: true });
      expect(browser.cookies.session).not.toBe(planted);
      const replay = new TestBrowser();
      replay.cookies.session = planted;
      expect(await visit(c, replay), planted.slice(0, 12)).toBeNull();
    }
  });

  it("is worth nothing changed, cut, extended, guessed or in other case", async () => {
    const c = await cast();
    const { browser } = await signedIn(c);
    const good = browser.cookies.session!;
    const [days, secret] = good.split(".") as [string, string];
    const bad = [
      `${Number(days) + 1}.${secret}`,
      `99999.${secret}`,
      `${days}.${secret.slice(1)}A`,
      `${days}.${secret.slice(0, -1)}`,
      `${good}A`,
      good.toUpperCase(),
      secret,
      `${days}.${"A".repeat(43)}`,
      ` ${good}`,
      "' OR 1=1 --",
      "x".repeat(100_000),
    ].filter((value) => value !== good);
    for (const value of bad) {
      const thief = new TestBrowser();
      thief.cookies.session = value;
      expect(await visit(c, thief), value.slice(0, 20)).toBeNull();
    }
    expect(await visit(c, browser)).not.toBeNull();
  });

  it("of one workspace is nothing in another", async () => {
    const [c, other] = [await cast(), await cast()];
    const { browser } = await signedIn(c);
    expect(await visit(other, browser)).toBeNull();
    const staff = await signedIn(c, "owner@example.com", "staff_login");
    expect(await visit(other, staff.browser)).toBeNull();
    const there = await askAs(other, browser, "ada@example.com");
    const before = browser.cookies.session;
    await press(other, browser, there.token!);
    browser.cookies.session = before;
    expect(await visit(c, browser)).not.toBeNull();
  });

  it("finds its own session among many that are looked up at the same moment", async () => {
    const [c, other] = [await cast(), await cast()];
    const people = [...[c.ada, c.dora, c.cleo].map((person) => ({ c, person })), ...[other.ada, other.dora].map((person) => ({ c: other, person }))];
    const browsers = await Promise.all(
      people
        .flatMap((p) => [p, p])
        .map(async ({ c: here, person }) => {
          const browser = new TestBrowser();
          await signInAs(here, browser, person.email);
          return { here, browser, contactId: person.contactId as string | undefined };
        }),
    );
    await signOut((await visit(c, browsers[0]!.browser))!);
    browsers[0]!.contactId = undefined;
    const stranger = new TestBrowser();
    stranger.cookies.session = browsers[1]!.browser.cookies.session!.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    const all = [
      ...browsers,
      { here: c, browser: stranger, contactId: undefined },
      ...browsers.map((b) => ({ ...b, here: b.here === c ? other : c, contactId: undefined })),
    ];
    for (let round = 0; round < 20; round++) {
      const asked = Array.from({ length: 80 }, (_, i) => all[(i * 7 + round * 3) % all.length]!);
      const found = await Promise.all(asked.map(({ here, browser }) => visit(here, browser)));
      expect(found.map((viewer) => (viewer as Member | null)?.contactId)).toEqual(asked.map(({ contactId }) => contactId));
    }
  });

  it("is random, opaque and nowhere at rest (S03)", async () => {
    const c = await cast();
    const values: string[] = [];
    for (let i = 0; i < 30; i++) values.push((await signedIn(c)).browser.cookies.session!);
    expect(new Set(values).size).toBe(values.length);
    for (const value of values) expect(value).toMatch(/^720\.[A-Za-z0-9_-]{43}$/);
    const rows = await db().session.findMany({ where: { contactId: c.ada.contactId } });
    const text = JSON.stringify(rows, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value));
    for (const value of values) expect(text).not.toContain(value.split(".")[1]);
  });

  it("stays good when the secret is changed and the old one still named", async () => {
    const c = await cast();
    const { browser } = await signedIn(c);
    useEnv({ AUTH_SECRET: "another-secret-another-secret-another-secret", AUTH_SECRET_PREVIOUS: process.env.AUTH_SECRET });
    expect(await visit(c, browser)).not.toBeNull();
    useEnv({ AUTH_SECRET: "another-secret-another-secret-another-secret" });
    expect(await visit(c, browser)).toBeNull();
  });
});

describe("my devices (S4)", () => {
  async function three() {
    const c = await cast();
    const [here, phone, laptop] = [await signedIn(c), await signedIn(c), await signedIn(c)];
    return { c, here, phone, laptop, dora: await signedIn(c, "dora@example.com") };
  }
  type Signed = Awaited<ReturnType<typeof signedIn>>;
  const alive = async (c: Cast, ...them: Signed[]) => Promise.all(them.map(async ({ browser }) => (await visit(c, browser)) !== null));

  it("are mine, and say which is this one", async () => {
    const { here, phone, laptop } = await three();
    const { devices, more } = await myDevices(here.viewer);
    expect(more).toBe(0);
    expect(new Set(devices.map((d) => d.id))).toEqual(new Set([here, phone, laptop].map((s) => s.viewer.sessionId)));
    expect(devices.filter((d) => d.current).map((d) => d.id)).toEqual([here.viewer.sessionId]);
  });

  it("end one by one", async () => {
    const { c, here, phone, laptop, dora } = await three();
    expect(await endMyDevice(here.viewer, phone.viewer.sessionId)).toBe(1);
    expect(await alive(c, here, phone, laptop, dora)).toEqual([true, false, true, true]);
    expect(await endMyDevice(here.viewer, phone.viewer.sessionId)).toBe(0);
    expect(await db().activity.count({ where: { contactId: c.ada.contactId, action: "session.ended" } })).toBe(1);
  });

  it("end all but this one, together and once", async () => {
    const { c, here, phone, laptop, dora } = await three();
    const ended = await Promise.all(Array.from({ length: 5 }, () => endMyOtherDevices(here.viewer)));
    expect(ended.reduce((a, b) => a + b)).toBe(2);
    expect(await alive(c, here, phone, laptop, dora)).toEqual([true, false, false, true]);
    expect(await db().activity.count({ where: { contactId: c.ada.contactId, action: "session.ended" } })).toBe(2);
    expect((await myDevices(here.viewer)).devices).toHaveLength(1);
  });

  it("end, five hundred of them, within a second, each with an entry of its own (S24)", async () => {
    const c = await cast();
    const [{ viewer }, phone] = [await signedIn(c), await signedIn(c)];
    const one = await timed(() => endMyDevice(viewer, phone.viewer.sessionId));
    await db().activity.deleteMany({ where: { contactId: c.ada.contactId } });
    await fiveHundredLike(viewer);
    expect((await myDevices(viewer)).more).toBe(401);
    const took = await timed(async () => expect(await endMyOtherDevices(viewer)).toBe(500));
    expect(took).toBeLessThan(1_000 + 20 * one);
    const entries = await db().activity.findMany({ where: { contactId: c.ada.contactId, action: "session.ended" } });
    expect(entries).toHaveLength(500);
    expect(new Set(entries.map(({ actor, contactId, ip, ok, data }) => JSON.stringify([actor, contactId, ip, ok, data]))).size).toBe(1);
    expect(entries[0]).toMatchObject({ contactId: c.ada.contactId, ip: "203.0.113.7", device: "Chrome on Linux", data: { by: "device_list" } });
    expect(await myDevices(viewer)).toMatchObject({ devices: [{ id: viewer.sessionId, current: true }], more: 0 });
  });

  it("are nobody else's: an id that is not mine ends nothing and says nothing", async () => {
    const { c, here, phone, laptop, dora } = await three();
    const other = await cast();
    const elsewhere = await signedIn(other);
    for (const id of [dora.viewer.sessionId, elsewhere.viewer.sessionId, newId()]) expect(await endMyDevice(here.viewer, id)).toBe(0);
    expect(await alive(c, here, phone, laptop, dora)).toEqual([true, true, true, true]);
    expect(await visit(other, elsewhere.browser)).not.toBeNull();
    expect(await db().activity.count({ where: { workspaceId: c.workspace.id, action: "session.ended" } })).toBe(0);
  });

  it("of staff are staff's: nothing of the member with the same address", async () => {
    const { c, here } = await three();
    await db().staff.create({ data: { workspaceId: c.workspace.id, name: "Ada", email: "ada@example.com", emailKey: "ada@example.com", role: "agent" } });
    const desk = await signedIn(c, "ada@example.com", "staff_login");
    expect((await myDevices(desk.viewer)).devices).toHaveLength(1);
    expect(await endMyOtherDevices(desk.viewer)).toBe(0);
    expect(await visit(c, here.browser)).not.toBeNull();
    await revokeSessions(c.staff.agent, c.ada.contactId);
    expect(await visit(c, desk.browser)).toMatchObject({ kind: "staff" });
  });
});

describe("signing out", () => {
  it("ends this session and no other, and is harmless twice or at once (S09)", async () => {
    const c = await cast();
    const [here, there] = [await signedIn(c), await signedIn(c)];
    await Promise.all([signOut(here.viewer), signOut(here.viewer)]);
    await signOut(here.viewer);
    expect(await visit(c, here.browser)).toBeNull();
    expect(await visit(c, there.browser)).not.toBeNull();
    expect(await row(here.viewer.sessionId)).toMatchObject({ endReason: "signed_out" });
    expect(await db().activity.count({ where: { contactId: c.ada.contactId, action: "session.ended" } })).toBe(1);
  });
});

/** On a slow machine a second is longer: as much longer as one session takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function fiveHundredLike(viewer: Member): Promise<void> {
  const { id: _, tokenHash: __, ...like } = await row(viewer.sessionId);
  await db().session.createMany({
    data: Array.from({ length: 500 }, () => ({ ...like, id: newId(), tokenHash: Uint8Array.from(crypto.getRandomValues(new Uint8Array(32))) })),
  });
}

describe("revoking (S5)", () => {
  it("ends every session of the contact at once, those of items too, and nobody else's", async () => {
    const c = await cast("builder");
    const portal = await signedIn(c);
    const item = await itemSession(c, c.ada.contactId);
    const dora = await signedIn(c, "dora@example.com");
    expect(await revokeSessions(c.staff.agent, c.ada.contactId)).toBe(2);
    expect([await visit(c, portal.browser), await visit(c, item)]).toEqual([null, null]);
    expect(await visit(c, dora.browser)).not.toBeNull();
    expect(await revokeSessions(c.staff.agent, c.ada.contactId)).toBe(0);
    expect(await db().activity.findMany({ where: { contactId: c.ada.contactId, action: "session.revoked" }, orderBy: { at: "asc" } })).toMatchObject([
      { staffId: c.staff.agent.staffId, data: { count: 2 } },
      { data: { count: 0 } },
    ]);
  });

  it("counts each session once when two staff do it at the same moment", async () => {
    const c = await cast();
    for (let i = 0; i < 3; i++) await signedIn(c);
    const counts = await Promise.all([c.staff.agent, c.staff.admin, c.staff.owner].map((staff) => revokeSessions(staff, c.ada.contactId)));
    expect(counts.reduce<number>((sum, n) => sum + (n ?? 0), 0)).toBe(3);
    expect(await liveSessions(c.ada.contactId)).toBe(0);
  });

  it("ends one of them", async () => {
    const c = await cast();
    const [one, other] = [await signedIn(c), await signedIn(c)];
    expect(await revokeSessions(c.staff.agent, c.ada.contactId, one.viewer.sessionId)).toBe(1);
    expect([await visit(c, one.browser), (await visit(c, other.browser)) !== null]).toEqual([null, true]);
    expect(await revokeSessions(c.staff.agent, c.dora.contactId, other.viewer.sessionId)).toBe(0);
    expect(await visit(c, other.browser)).not.toBeNull();
  });

  it("ends five hundred within a second, of which a hundred are shown and the others counted (S24)", async () => {
    const c = await cast();
    const [{ viewer }, phone] = [await signedIn(c), await signedIn(c)];
    const one = await timed(() => revokeSessions(c.staff.agent, c.ada.contactId, phone.viewer.sessionId));
    await fiveHundredLike(viewer);
    const { devices, more } = await contactDevices(c.staff.viewer, c.ada.contactId);
    expect([devices.length, more]).toEqual([100, 401]);
    const took = await timed(async () => expect(await revokeSessions(c.staff.agent, c.ada.contactId)).toBe(501));
    expect(took).toBeLessThan(1_000 + 20 * one);
    expect(await liveSessions(c.ada.contactId)).toBe(0);
  });

  it("is for those who may, and for their own workspace", async () => {
    const [c, other] = [await cast(), await cast()];
    const { browser } = await signedIn(c);
    await expect(revokeSessions(c.staff.viewer, c.ada.contactId)).rejects.toThrow("Not allowed");
    expect(await revokeSessions(other.staff.owner, c.ada.contactId)).toBeNull();
    expect(await contactDevices(other.staff.owner, c.ada.contactId)).toEqual({ devices: [], more: 0 });
    expect(await visit(c, browser)).not.toBeNull();
    expect(await db().activity.count({ where: { workspaceId: other.workspace.id, action: "session.revoked" } })).toBe(0);
  });
});

describe("whoever may not be here is not, whatever the row says (S6)", () => {
  it("an inactive contact, until they are active again", async () => {
    const c = await cast();
    const { browser } = await signedIn(c);
    await db().contact.update({ where: { id: c.ada.contactId }, data: { active: false } });
    expect(await visit(c, browser)).toBeNull();
  });

  it("somebody without access, in the portal and not at an item", async () => {
    const c = await cast("builder");
    const portal = await signedIn(c);
    const item = await itemSession(c, c.cleo.contactId);
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    expect(await visit(c, portal.browser)).toBeNull();
    expect(await visit(c, item)).toMatchObject({ scope: "item" });
  });

  it("somebody without access stays where no access is asked for", async () => {
    const c = await cast("club");
    const { browser } = await signedIn(c, "cleo@example.com");
    expect(await visit(c, browser)).toMatchObject({ scope: "portal" });
  });

  it("somebody whose address was taken away", async () => {
    const c = await cast();
    const { browser } = await signedIn(c, "adam@example.com");
    await db().address.deleteMany({ where: { contactId: c.ada.contactId, kind: "partner" } });
    expect(await visit(c, browser)).toBeNull();
  });

  it("somebody who was deleted", async () => {
    const c = await cast();
    const { browser } = await signedIn(c);
    await db().contact.delete({ where: { id: c.ada.contactId } });
    expect(await visit(c, browser)).toBeNull();
  });

  it("ends those that live by access, and no other", async () => {
    const c = await cast("builder");
    const portal = await signedIn(c);
    const item = await itemSession(c, c.cleo.contactId);
    const end = (contactId: string) => transaction((tx) => endSessions(tx, c.workspace.id, { contactId, portalOnly: true }, "access_removed"));
    expect([await end(c.ada.contactId), await end(c.cleo.contactId)]).toEqual([1, 0]);
    expect([await visit(c, portal.browser), (await visit(c, item)) !== null]).toEqual([null, true]);
  });

  it("staff who have another role today, or none", async () => {
    const c = await cast();
    const { browser, viewer } = await signedIn(c, "admin@example.com", "staff_login");
    const { staffId } = viewer as unknown as Staff;
    await db().staff.update({ where: { id: staffId }, data: { role: "viewer" } });
    expect(await visit(c, browser)).toMatchObject({ role: "viewer" });
    await db().staff.update({ where: { id: staffId }, data: { removedAt: new Date() } });
    expect(await visit(c, browser)).toBeNull();
  });

  it("never ends everybody's sessions by leaving out whose", async () => {
    const c = await cast();
    await signedIn(c);
    await expect(transaction((tx) => endSessions(tx, c.workspace.id, {}, "revoked"))).rejects.toThrow();
    expect(await liveSessions(c.ada.contactId)).toBe(1);
  });
});

describe("what a session opens (S8)", () => {
  it("is the item and nothing else for whoever may not enter the portal", async () => {
    const c = await cast("builder");
    const browser = await itemSession(c, c.cleo.contactId);
    const viewer = (await visit(c, browser)) as Member;
    expect(viewer).toMatchObject({ kind: "member", scope: "item", itemPath: "/documents/inv-7" });
    expect((await myDevices(viewer)).devices).toHaveLength(1);
  });

  it("is the whole portal for whoever may, from any link", async () => {
    const c = await cast("builder");
    expect(await visit(c, await itemSession(c, c.ada.contactId))).toMatchObject({ scope: "portal", itemPath: null });
    const club = await cast("club");
    expect(await visit(club, await itemSession(club, club.cleo.contactId))).toMatchObject({ scope: "portal" });
  });

  it("moves to the item of the next link, and grows to the portal when access comes", async () => {
    const c = await cast("builder");
    const browser = await itemSession(c, c.cleo.contactId);
    const before = await visit(c, browser);
    await itemSession(c, c.cleo.contactId, "/documents/inv-8", browser);
    expect(await visit(c, browser)).toMatchObject({ scope: "item", itemPath: "/documents/inv-8", sessionId: before?.sessionId });
    await db().contact.update({ where: { id: c.cleo.contactId }, data: { portalAccess: true } });
    await itemSession(c, c.cleo.contactId, "/documents/inv-9", browser);
    expect(await visit(c, browser)).toMatchObject({ scope: "portal", itemPath: null, sessionId: before?.sessionId });
    await db().contact.update({ where: { id: c.cleo.contactId }, data: { portalAccess: false } });
    expect(await visit(c, browser)).toBeNull();
  });
});

describe("“this wasn't me” (S9)", () => {
  it("ends that one sign-in and forgets its browser, once", async () => {
    const c = await cast();
    const [mine, theirs] = [await signedIn(c), await signedIn(c)];
    const token = disownToken(c.workspace.id, theirs.viewer.sessionId);
    expect(await sessionToDisown(c.workspace, token)).toMatchObject({ kind: "member", device: "Chrome on Linux", over: false });
    expect(await visit(c, theirs.browser)).not.toBeNull();
    expect(await disownSession(c.workspace, new TestBrowser().visitor, token)).toBe(true);
    expect([(await visit(c, mine.browser)) !== null, await visit(c, theirs.browser)]).toEqual([true, null]);
    expect(await disownSession(c.workspace, new TestBrowser().visitor, token)).toBe(false);
    expect(await sessionToDisown(c.workspace, token)).toMatchObject({ kind: "member", over: true });
    const { token: link } = await askAs(c, new TestBrowser(), "ada@example.com");
    theirs.browser.cookies.session = null;
    expect(await press(c, theirs.browser, link!, { confirmed: false })).toMatchObject({ ok: false, look: { state: "confirm" } });
  });

  it("knows whose door leads back in, also when there is nothing left to end", async () => {
    const c = await cast();
    await db().staff.create({ data: { workspaceId: c.workspace.id, name: "Sam", email: "sam@example.com", emailKey: "sam@example.com", role: "agent" } });
    const { viewer } = await signedIn(c, "sam@example.com", "staff_login");
    const token = disownToken(c.workspace.id, viewer.sessionId);
    expect(await sessionToDisown(c.workspace, token)).toMatchObject({ kind: "staff", over: false });
    await signOut(viewer);
    expect(await sessionToDisown(c.workspace, token)).toMatchObject({ kind: "staff", over: true });
  });

  it("is nothing in another workspace, changed, or about nobody", async () => {
    const [c, other] = [await cast(), await cast()];
    const { viewer, browser } = await signedIn(c);
    const token = disownToken(c.workspace.id, viewer.sessionId);
    const visitor = new TestBrowser().visitor;
    expect(await disownSession(other.workspace, visitor, token)).toBe(false);
    for (const bad of ["", "x", token.slice(0, -2), forged(token), disownToken(c.workspace.id, newId())]) {
      expect(await disownSession(c.workspace, visitor, bad)).toBe(false);
      expect(await sessionToDisown(c.workspace, bad)).toBeNull();
    }
    expect(await visit(c, browser)).not.toBeNull();
  });
});

function itemSession(c: Cast, contactId: string, destination = "/documents/inv-7", browser?: TestBrowser): Promise<TestBrowser> {
  return openSent(c, contactId, { purpose: "invoice", destination }, browser);
}
