import { afterEach, describe, expect, it, vi } from "vitest";
import { db } from "../plumbing/db";
import { useEnv } from "../plumbing/env";
import { viewerOf } from "../sessions";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { askAs, liveSessions, press, signInAs } from "../testing/door";
import { showCode } from "../values/code";
import { MINUTE_MS } from "../values/time";
import { finishByCode } from "./by-code";

useDatabase();
afterEach(() => {
  vi.useRealTimers();
  useEnv({});
});

const WRONG = "BBBBBBBB";

/** Types a code in that browser, and keeps what the answer sets. */
async function type(c: Cast, browser: TestBrowser, code: unknown) {
  const result = await finishByCode(c.workspace, browser.visitor, await viewerOf(c.workspace, browser.visitor), code);
  if (result.ok && result.session) browser.cookies = { session: result.session.value, device: result.device, attempt: null };
  return result;
}

describe("the code of a mail (L6)", () => {
  it("finishes the sign-in in the browser that asked", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { code, linkId } = await askAs(c, browser, "ada@example.com", "portal_login", { destination: "/tickets/7" });
    expect(await type(c, browser, ` ${showCode(code!).toLowerCase()} `)).toMatchObject({ ok: true, destination: "/tickets/7" });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ kind: "member", contactId: c.ada.contactId, scope: "portal" });
    expect(await db().session.findMany({ where: { contactId: c.ada.contactId } })).toMatchObject([{ method: "code", linkId }]);
    expect(await db().signInLink.findUnique({ where: { id: linkId! } })).toMatchObject({ usedByCode: true, usedElsewhere: false });
    expect(await db().activity.findMany({ where: { linkId, action: "signin.done" } })).toMatchObject([{ data: { how: "code", to: "ada@example.com" } }]);
  });

  it("is worth nothing anywhere else, with the right code or without", async () => {
    const c = await cast();
    const { code } = await askAs(c, new TestBrowser(), "ada@example.com");
    expect(await type(c, new TestBrowser(), code)).toEqual({ ok: false, reason: "no_attempt" });
    const invented = new TestBrowser();
    invented.cookies.attempt = "a".repeat(43);
    expect(await type(c, invented, code)).toEqual({ ok: false, reason: "no_attempt" });
    const waitsForAnother = new TestBrowser();
    await askAs(c, waitsForAnother, "dora@example.com");
    expect(await type(c, waitsForAnother, code)).toMatchObject({ ok: false, reason: "wrong_code" });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
  });

  it("is worth nothing in another workspace, even to the browser that asked in both", async () => {
    const [c, other] = [await cast(), await cast()];
    const browser = new TestBrowser();
    const { code } = await askAs(c, browser, "ada@example.com");
    const { attempt } = browser.cookies;
    expect(await type(other, browser, code)).toEqual({ ok: false, reason: "no_attempt" });
    await askAs(other, browser, "ada@example.com");
    expect(browser.cookies.attempt).toBe(attempt);
    expect(await type(other, browser, code)).toMatchObject({ ok: false, reason: "wrong_code" });
    expect(await type(c, browser, code)).toMatchObject({ ok: true });
  });

  it("has one use together with its link", async () => {
    const c = await cast();
    const [one, two] = [new TestBrowser(), new TestBrowser()];
    const first = await askAs(c, one, "ada@example.com");
    await type(c, one, first.code);
    expect(await press(c, new TestBrowser(), first.token!)).toMatchObject({ ok: false, look: { state: "dead", why: "used" } });
    const second = await askAs(c, two, "ada@example.com");
    await press(c, new TestBrowser(), second.token!);
    expect(await type(c, two, second.code)).toEqual({ ok: false, reason: "too_late" });
    expect(await liveSessions(c.ada.contactId)).toBe(2);
  });

  it("goes on waiting when the link is opened elsewhere: that signs nobody in here", async () => {
    const c = await cast();
    const [waiting, phone] = [new TestBrowser(), new TestBrowser("198.51.100.4")];
    const { token } = await askAs(c, waiting, "ada@example.com");
    await press(c, phone, token!);
    expect(await viewerOf(c.workspace, waiting.visitor)).toBeNull();
    expect(await viewerOf(c.workspace, phone.visitor)).not.toBeNull();
  });

  it("gives one session to twenty who type it at once", async () => {
    const c = await cast();
    for (let trial = 0; trial < 5; trial++) {
      const browser = new TestBrowser(`203.0.113.${trial}`);
      const { code } = await askAs(c, browser, trial % 2 ? "ada@example.com" : "dora@example.com");
      const { visitor } = browser;
      const results = await Promise.all(Array.from({ length: 20 }, () => finishByCode(c.workspace, visitor, null, code)));
      expect(results.filter((r) => r.ok)).toHaveLength(1);
    }
    expect((await liveSessions(c.ada.contactId)) + (await liveSessions(c.dora.contactId))).toBe(5);
  });

  it("and link, used in the same moment, give one session together", async () => {
    const c = await cast();
    for (let trial = 0; trial < 3; trial++) {
      const browser = new TestBrowser(`203.0.113.${100 + trial}`);
      const { code, token } = await askAs(c, browser, "ada@example.com");
      const { visitor } = browser;
      const results = await Promise.all([
        ...Array.from({ length: 4 }, () => finishByCode(c.workspace, visitor, null, code)),
        ...Array.from({ length: 4 }, () => press(c, new TestBrowser(), token!)),
      ]);
      expect(results.filter((r) => r.ok)).toHaveLength(1);
      expect(await liveSessions(c.ada.contactId)).toBe(trial + 1);
    }
  });
});

describe("five tries", () => {
  it("are counted before they are compared: the sixth is refused though it is right", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { code, token, requestId } = await askAs(c, browser, "ada@example.com");
    for (const triesLeft of [4, 3, 2, 1, 0]) expect(await type(c, browser, WRONG)).toEqual({ ok: false, reason: "wrong_code", triesLeft });
    expect(await type(c, browser, code)).toEqual({ ok: false, reason: "wrong_code", triesLeft: 0 });
    expect(await db().activity.findMany({ where: { requestId, action: "code.refused" }, orderBy: { at: "asc" } })).toMatchObject(
      [1, 2, 3, 4, 5].map((tries) => ({ ok: false, contactId: c.ada.contactId, data: { tries } })),
    );
    expect(await press(c, browser, token!, { confirmed: false })).toMatchObject({ ok: true });
  });

  it("are five when thirty come at once", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { requestId, linkId } = await askAs(c, browser, "ada@example.com");
    const { visitor } = browser;
    const answers = await Promise.all(Array.from({ length: 30 }, () => finishByCode(c.workspace, visitor, null, WRONG)));
    expect(answers.every((answer) => !answer.ok)).toBe(true);
    expect(await db().activity.count({ where: { requestId, action: "code.refused" } })).toBe(5);
    expect(await db().linkRequest.findUnique({ where: { id: requestId } })).toMatchObject({ codeTries: 5 });
    expect(await db().signInLink.findUnique({ where: { id: linkId! } })).toMatchObject({ usedAt: null });
  });

  it("are not used up by what can't be a code", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { code } = await askAs(c, browser, "ada@example.com");
    for (const typed of ["", "hello", "123456", null, undefined, 42, ["BBBBBBBB"], "B".repeat(10_000), "BBBBBBB0"])
      expect(await type(c, browser, typed)).toEqual({ ok: false, reason: "not_a_code" });
    expect(await type(c, browser, code)).toMatchObject({ ok: true });
  });

  it("come again with a new mail, and the code of the older one still works", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const first = await askAs(c, browser, "ada@example.com");
    for (let i = 0; i < 5; i++) await type(c, browser, WRONG);
    const second = await askAs(c, browser, "ada@example.com");
    expect(await type(c, browser, WRONG)).toMatchObject({ triesLeft: 4 });
    expect(await type(c, browser, first.code)).toMatchObject({ ok: true });
    expect(await db().signInLink.findUnique({ where: { id: second.linkId! } })).toMatchObject({ usedAt: null });
  });

  it("can't be used up by another browser", async () => {
    const c = await cast();
    const [mine, strangers] = [new TestBrowser(), new TestBrowser()];
    const { code } = await askAs(c, mine, "ada@example.com");
    await askAs(c, strangers, "ada@example.com");
    for (let i = 0; i < 7; i++) await type(c, strangers, WRONG);
    expect(await type(c, mine, code)).toMatchObject({ ok: true });
  });

  it("are told the same to somebody who waits for nothing", async () => {
    const c = await cast();
    const story = async (email: string) => {
      const browser = new TestBrowser();
      await askAs(c, browser, email);
      const told = [];
      for (let i = 0; i < 7; i++) told.push(await type(c, browser, WRONG));
      return told;
    };
    const known = await story("ada@example.com");
    for (const email of ["ghost@example.com", "ben@example.com"]) expect(await story(email)).toEqual(known);
  });
});

describe("the right code, too late", () => {
  const later = async (change: (c: Cast, linkId: string) => Promise<unknown>) => {
    const c = await cast("builder");
    const browser = new TestBrowser();
    const { code, linkId } = await askAs(c, browser, "ada@example.com");
    await change(c, linkId!);
    const result = await type(c, browser, code);
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect(await db().signInLink.findUnique({ where: { id: linkId! } })).toMatchObject({ usedAt: null });
    return result;
  };

  it.each<[string, (c: Cast, linkId: string) => Promise<unknown>]>([
    ["expired", (_, id) => db().signInLink.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } })],
    ["revoked", (_, id) => db().signInLink.update({ where: { id }, data: { revokedAt: new Date() } })],
    ["replaced", (_, id) => db().signInLink.update({ where: { id }, data: { replacedAt: new Date() } })],
    ["of an inactive contact", (c) => db().contact.update({ where: { id: c.ada.contactId }, data: { active: false } })],
    ["without access", (c) => db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } })],
    ["of a changed address", (c) => db().address.update({ where: { id: c.ada.addressId }, data: { email: "n@example.com", emailKey: "n@example.com" } })],
  ])("signs nobody in: %s", async (_, change) => {
    expect(await later(change)).toEqual({ ok: false, reason: "too_late" });
  });

  it("is the end of the attempt's memory: an older mail than the last six is not looked for", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.rateLimit = 100;
    const browser = new TestBrowser();
    const { code } = await askAs(c, browser, "ada@example.com");
    for (let i = 0; i < 6; i++) await askAs(c, browser, "ada@example.com");
    expect(await type(c, browser, code)).toMatchObject({ ok: false, reason: "wrong_code" });
  });
});

describe("typing a code where somebody is signed in", () => {
  it("lets the same person's session go on", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const before = await signInAs(c, browser, "ada@example.com");
    const { code } = await askAs(c, browser, "ada@example.com");
    expect(await type(c, browser, code)).toMatchObject({ ok: true, session: null });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ sessionId: before.sessionId });
    expect(await liveSessions(c.ada.contactId)).toBe(1);
  });

  it("lets a staff session go on too, and the passkey it was opened with", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const before = await signInAs(c, browser, "agent@example.com", "staff_login");
    await db().session.update({ where: { id: before.sessionId }, data: { passkeyAt: new Date() } });
    const { code } = await askAs(c, browser, "agent@example.com", "staff_login", { destination: "/dashboard/settings/staff" });
    expect(await type(c, browser, code)).toMatchObject({ ok: true, session: null, destination: "/dashboard/settings/staff" });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ sessionId: before.sessionId, passkeyAt: expect.any(Date) });
  });

  it("makes room for whoever typed it", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    await signInAs(c, browser, "dora@example.com");
    const { code } = await askAs(c, browser, "ada@example.com");
    expect(await type(c, browser, code)).toMatchObject({ ok: true });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ contactId: c.ada.contactId });
    expect(await liveSessions(c.dora.contactId)).toBe(0);
  });

  it("brings staff in through their own door", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { code } = await askAs(c, browser, "agent@example.com", "staff_login");
    expect(await type(c, browser, code)).toMatchObject({ ok: true, destination: "/dashboard/contacts" });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ kind: "staff", role: "agent" });
  });
});

it("is understood after the secret was changed, in the browser that asked before", async () => {
  const c = await cast();
  const browser = new TestBrowser();
  const { code } = await askAs(c, browser, "ada@example.com");
  useEnv({ AUTH_SECRET: "another-secret-another-secret-another-secret", AUTH_SECRET_PREVIOUS: process.env.AUTH_SECRET });
  expect(await type(c, browser, code)).toMatchObject({ ok: true });
});

it("is asked for where the link is bound to a network, and refused from another (L10)", async () => {
  const c = await cast();
  c.workspace.policies.portal_login.ipBound = true;
  const browser = new TestBrowser("203.0.113.20");
  const { code } = await askAs(c, browser, "ada@example.com");
  const moved = new TestBrowser("198.51.100.20");
  moved.cookies = browser.cookies;
  expect(await type(c, moved, code)).toEqual({ ok: false, reason: "too_late" });
  expect(await type(c, browser, code)).toMatchObject({ ok: true });
});

it("ends with the attempt: a quarter of an hour later the code is of no use", async () => {
  const c = await cast();
  const browser = new TestBrowser();
  const { code } = await askAs(c, browser, "ada@example.com");
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + 31 * MINUTE_MS);
  expect(await type(c, browser, code)).toEqual({ ok: false, reason: "too_late" });
});
