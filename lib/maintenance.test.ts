import { beforeEach, describe, expect, it, vi } from "vitest";
import { cleanUp, FAILED, runMaintenance } from "./maintenance";
import { db, sql } from "./plumbing/db";
import { BATCH_ROWS, inBatches } from "./plumbing/in-batches";
import { cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { signInAs } from "./testing/door";
import { DAY_MS, MINUTE_MS } from "./values/time";

useDatabase();

const rowsOf = async (table: string) => (await sql<{ count: number }>(`SELECT count(*)::int AS count FROM "${table}"`, []))[0]!.count;

describe("cleaning up", () => {
  beforeEach(async () => {
    const c = await cast();
    await signInAs(c, new TestBrowser(), "ada@example.com");
    const [link] = await db().signInLink.findMany({ where: { workspaceId: c.workspace.id } });
    await db().linkOpening.create({ data: { workspaceId: c.workspace.id, linkId: link!.id, method: "GET", ip: "10.0.0.1", userAgent: "", looks: "browser" } });
  });

  it.each([
    ["SignInLink", "expiresAt", 30],
    ["LinkRequest", "expiresAt", 30],
    ["Session", "expiresAt", 90],
    ["Session", "endedAt", 90],
    ["LinkOpening", "at", 90],
    ["Device", "lastSeenAt", 400],
    ["RateLimit", "expiresAt", 0],
  ])("keeps a %s until its %s is %i days ago, and not a minute longer", async (table, column, days) => {
    const over = (since: number) => sql(`UPDATE "${table}" SET "${column}" = $1::timestamptz`, [new Date(Date.now() - days * DAY_MS - since)]);
    const before = await rowsOf(table);
    expect(before).toBeGreaterThan(0);
    await over(-MINUTE_MS);
    await cleanUp();
    expect(await rowsOf(table)).toBe(before);
    await over(MINUTE_MS);
    await cleanUp();
    expect(await rowsOf(table)).toBe(0);
  });

  it("takes what is over in batches until nothing is left of it, and leaves what is not", async () => {
    await db().rateLimit.deleteMany();
    await sql(
      `INSERT INTO "RateLimit" (key, count, "expiresAt") SELECT 'test-' || i, 1, now() + CASE WHEN i % 10 = 0 THEN interval '1 hour' ELSE interval '-1 hour' END FROM generate_series(1, 3500) i`,
      [],
    );
    await cleanUp();
    expect(await rowsOf("RateLimit")).toBe(350);
  });

  it("rests as long as a batch took, not as long as the clock was put forward meanwhile", async () => {
    await sql(`INSERT INTO "RateLimit" (key, count, "expiresAt") SELECT 'old-' || i, 1, now() - interval '1 hour' FROM generate_series(1, 1500) i`, []);
    vi.useFakeTimers({ toFake: ["Date"] });
    const done = inBatches(
      `DELETE FROM "RateLimit" WHERE key IN (SELECT key FROM "RateLimit" WHERE key LIKE 'old-%' LIMIT ${BATCH_ROWS}) RETURNING 1 AS gone`,
      [],
    );
    setImmediate(() => vi.setSystemTime(Date.now() + DAY_MS));
    expect(await done).toBe(1500);
    vi.useRealTimers();
  });
});

describe("all of it, at the call of a cron job", () => {
  it("is done today, whatever day it was last done and claimed on under a clock that was wrong", async () => {
    const nextMonth = new Date(Date.now() + 45 * DAY_MS);
    await db().chore.deleteMany({});
    await db().chore.createMany({
      data: [
        { name: "cleanup", lastRunAt: nextMonth },
        { name: "seal", claimedUntil: nextMonth },
        { name: "archive", claimedUntil: new Date(Date.now() + MINUTE_MS) },
      ],
    });
    expect(await runMaintenance()).toMatchObject({ cleanup: "done", seal: "done", archive: "another process has it" });
    await db().chore.deleteMany({});
  });

  it("goes on where a part fails, says which, and does that one again when it can", async () => {
    await signInAs(await cast(), new TestBrowser(), "ada@example.com");
    await db().activity.updateMany({ data: { at: new Date(Date.now() - MINUTE_MS) } });
    await db().rateLimit.create({ data: { key: "over", count: 1, expiresAt: new Date(Date.now() - MINUTE_MS) } });
    await sql(`CREATE FUNCTION test_fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no wax today''; END'`, []);
    await sql('CREATE TRIGGER test_fail BEFORE UPDATE ON "Activity" FOR EACH ROW EXECUTE FUNCTION test_fail()', []);
    const report = await runMaintenance();
    await sql('DROP TRIGGER test_fail ON "Activity"', []);
    expect(report).toMatchObject({ requests: "done", seal: FAILED, archive: "done", cleanup: "done" });
    expect(await db().rateLimit.count({ where: { key: "over" } })).toBe(0);
    expect((await db().chore.findUniqueOrThrow({ where: { name: "seal" } })).lastProblem).toContain("no wax today");
    expect(await runMaintenance()).toMatchObject({ seal: "done" });
  });
});
