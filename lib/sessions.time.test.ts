import { afterAll, describe, expect, it, vi } from "vitest";
import { db, sql, transaction } from "./plumbing/db";
import { useEnv } from "./plumbing/env";
import { endSessions } from "./sessions";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { forgetLimits, openSent, signInAs, visit } from "./testing/door";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "./values/time";
import type { Member } from "./viewer";

afterAll(() => void vi.useRealTimers()); // the last thing to happen, when the database is closed
useDatabase();

/** A clock that stands still until it is moved; from one test to the next it never goes back, which a database would not like. */
function clock() {
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"] });
  const start = Date.now();
  return { at: (ms: number) => vi.setSystemTime(start + ms) };
}

const row = (id: string) => db().session.findUniqueOrThrow({ where: { id } });

async function signedIn(c: Cast, email = "ada@example.com", door: "portal_login" | "staff_login" = "portal_login") {
  await forgetLimits();
  const browser = new TestBrowser();
  return { browser, viewer: (await signInAs(c, browser, email, door)) as Member };
}

describe("thirty days (S2)", () => {
  it("start again with a visit: one on day 20 is enough for day 45", async () => {
    const time = clock();
    const c = await cast();
    const { browser } = await signedIn(c);
    time.at(20 * DAY_MS);
    expect(await visit(c, browser)).not.toBeNull();
    time.at(45 * DAY_MS);
    expect(await visit(c, browser)).not.toBeNull();
    time.at(45 * DAY_MS + 30 * DAY_MS + MINUTE_MS);
    expect(await visit(c, browser)).toBeNull();
  });

  it("end without a visit: in until the last second, out a minute later, and out for good", async () => {
    const time = clock();
    const c = await cast();
    const [lastSecond, late] = [await signedIn(c), await signedIn(c)];
    time.at(30 * DAY_MS - SECOND_MS);
    expect(await visit(c, lastSecond.browser)).not.toBeNull();
    time.at(30 * DAY_MS + MINUTE_MS);
    expect(await visit(c, late.browser)).toBeNull();
    expect(await visit(c, lastSecond.browser)).not.toBeNull();
    time.at(31 * DAY_MS);
    expect(await visit(c, late.browser)).toBeNull();
  });

  it("cost one write an hour, however many pages are opened", async () => {
    const time = clock();
    const c = await cast();
    const { browser, viewer } = await signedIn(c);
    const seen = new Set<number>();
    for (let minute = 0; minute <= 5 * 60; minute += 5) {
      time.at(minute * MINUTE_MS);
      await visit(c, browser);
      seen.add((await row(viewer.sessionId)).lastSeenAt.getTime());
    }
    const writes = [...seen];
    expect(writes.length).toBeGreaterThan(4);
    for (const [i, at] of writes.slice(1).entries()) expect(at - writes[i]!).toBeGreaterThanOrEqual(HOUR_MS);
  });

  it("are written once when many requests come together", async () => {
    const time = clock();
    const c = await cast();
    const { browser, viewer } = await signedIn(c);
    await sql(`CREATE TABLE test_write (session uuid)`, []);
    await sql(`CREATE FUNCTION test_note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO test_write VALUES (NEW.id); RETURN NEW; END'`, []);
    await sql(`CREATE TRIGGER test_note BEFORE UPDATE ON "Session" FOR EACH ROW EXECUTE FUNCTION test_note()`, []);
    time.at(2 * HOUR_MS);
    const viewers = await Promise.all(Array.from({ length: 20 }, () => visit(c, browser)));
    const writes = await sql(`SELECT session FROM test_write`, []);
    await sql(`DROP TRIGGER test_note ON "Session"`, []);
    expect(writes).toEqual([{ session: viewer.sessionId }]);
    expect(new Set(viewers.map((v) => v?.sessionId))).toEqual(new Set([viewer.sessionId]));
    expect((await row(viewer.sessionId)).expiresAt.getTime()).toBe(Date.now() + 30 * DAY_MS);
    expect((await db().contact.findUniqueOrThrow({ where: { id: viewer.contactId } })).lastSeenAt?.getTime()).toBe(Date.now());
  });

  it("are as many as the workspace says, and end for good where it sets a limit", async () => {
    const time = clock();
    const c = await cast("club", { sessionDays: 10, sessionMaxDays: 25 });
    const { browser, viewer } = await signedIn(c);
    for (const day of [9, 18, 24]) {
      time.at(day * DAY_MS);
      expect(await visit(c, browser), `day ${day}`).not.toBeNull();
    }
    expect((await row(viewer.sessionId)).expiresAt.getTime()).toBe(Date.now() + DAY_MS);
    time.at(25 * DAY_MS + SECOND_MS);
    expect(await visit(c, browser)).toBeNull();
  });

  it("follow a limit that is set or moved while somebody is signed in", async () => {
    const time = clock();
    const c = await cast("club", { sessionDays: 10 });
    const under = (sessionMaxDays: number): Cast => ({ ...c, workspace: { ...c.workspace, sessionMaxDays } });
    const { browser } = await signedIn(c);
    const old = await signedIn(c);
    for (const day of [9, 18]) {
      time.at(day * DAY_MS);
      expect(await visit(c, browser)).not.toBeNull();
      expect(await visit(c, old.browser)).not.toBeNull();
    }
    expect(await visit(under(15), old.browser)).toBeNull();
    time.at(18 * DAY_MS + 2 * HOUR_MS);
    expect(await visit(under(20), browser)).not.toBeNull();
    time.at(19 * DAY_MS);
    expect(await visit(under(40), browser)).not.toBeNull();
    time.at(28 * DAY_MS);
    expect(await visit(under(40), browser)).not.toBeNull();
    expect(await visit(under(28), browser)).toBeNull();
  });

  it("outlive the secret they began under, once they were seen under the new one", async () => {
    const { AUTH_SECRET } = process.env;
    const NEW = "another-secret-another-secret-another-secret";
    const time = clock();
    const c = await cast();
    const [seen, away] = [await signedIn(c), await signedIn(c)];
    time.at(2 * HOUR_MS);
    useEnv({ AUTH_SECRET: NEW, AUTH_SECRET_PREVIOUS: AUTH_SECRET });
    expect(await visit(c, seen.browser)).not.toBeNull();
    useEnv({ AUTH_SECRET: NEW });
    expect(await visit(c, seen.browser)).not.toBeNull();
    expect(await visit(c, away.browser)).toBeNull();
    useEnv({});
  });

  it("can't be brought back by a visit that comes after the end", async () => {
    const c = await cast();
    const time = clock();
    const { browser, viewer } = await signedIn(c);
    await transaction((tx) => endSessions(tx, c.workspace.id, { contactId: viewer.contactId }, "revoked"));
    time.at(2 * HOUR_MS);
    expect(await visit(c, browser)).toBeNull();
    expect((await row(viewer.sessionId)).lastSeenAt.getTime()).toBeLessThan(Date.now());
  });
});

describe("a staff session (D1)", () => {
  it("ends after twelve hours without a visit", async () => {
    const time = clock();
    const c = await cast();
    const { browser } = await signedIn(c, "agent@example.com", "staff_login");
    time.at(11 * HOUR_MS);
    expect(await visit(c, browser)).toMatchObject({ kind: "staff" });
    time.at(23 * HOUR_MS - MINUTE_MS);
    expect(await visit(c, browser)).not.toBeNull();
    time.at(35 * HOUR_MS + MINUTE_MS);
    expect(await visit(c, browser)).toBeNull();
  });

  it("ends after seven days, however busy", async () => {
    const time = clock();
    const c = await cast();
    const { browser } = await signedIn(c, "agent@example.com", "staff_login");
    for (let hours = 10; hours < 7 * 24; hours += 10) {
      time.at(hours * HOUR_MS);
      expect(await visit(c, browser), `hour ${hours}`).not.toBeNull();
    }
    time.at(7 * DAY_MS + SECOND_MS);
    expect(await visit(c, browser)).toBeNull();
  });
});

describe("temporary access (S8)", () => {
  it("ends at its hour, visits or not", async () => {
    const time = clock();
    const c = await cast("agency");
    const ends = new Date(Date.now() + 5 * HOUR_MS);
    await db().contact.update({ where: { id: c.ada.contactId }, data: { accessEndsAt: ends } });
    const browser = await openSent(c, c.ada.contactId, { purpose: "temporary_access", destination: "/projects/9" });
    expect(await visit(c, browser)).toMatchObject({ scope: "item", itemPath: "/projects/9" });
    for (const hours of [2, 4]) {
      time.at(hours * HOUR_MS);
      expect(await visit(c, browser)).not.toBeNull();
    }
    time.at(5 * HOUR_MS + SECOND_MS);
    expect(await visit(c, browser)).toBeNull();
  });

  it("is as long for a session that comes to it from another item, and leaves with the next one", async () => {
    const time = clock();
    const c = await cast("builder");
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false, accessEndsAt: new Date(Date.now() + 5 * HOUR_MS) } });
    const browsers = await Promise.all([1, 2].map((n) => openSent(c, c.ada.contactId, { purpose: "invoice", destination: `/invoices/${n}` })));
    for (const browser of browsers) {
      await openSent(c, c.ada.contactId, { purpose: "temporary_access", destination: "/projects/9" }, browser);
      expect(await visit(c, browser)).toMatchObject({ scope: "item", itemPath: "/projects/9" });
    }
    const [lent, moved] = browsers as [TestBrowser, TestBrowser];
    await openSent(c, c.ada.contactId, { purpose: "invoice", destination: "/invoices/3" }, moved);
    time.at(4 * HOUR_MS);
    for (const browser of browsers) expect(await visit(c, browser)).not.toBeNull();
    time.at(5 * HOUR_MS + SECOND_MS);
    expect(await visit(c, lent)).toBeNull();
    expect(await visit(c, moved)).toMatchObject({ scope: "item", itemPath: "/invoices/3" });
  });
});
