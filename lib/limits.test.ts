import { afterEach, describe, expect, it, vi } from "vitest";
import { bucket, take } from "./limits";
import { db } from "./plumbing/db";
import { useEnv } from "./plumbing/env";
import { useDatabase } from "./testing/database";
import { newId } from "./values/id";
import { HOUR_MS, MINUTE_MS } from "./values/time";

useDatabase();
afterEach(() => {
  vi.useRealTimers();
  useEnv({});
});

const subject = () => [newId(), "ada@example.com"];

describe("a limit", () => {
  it("lets exactly as many through, however many come at once", async () => {
    for (const max of [1, 3, 10]) {
      const one = bucket("test", subject(), max, HOUR_MS);
      const verdicts = await Promise.all(Array.from({ length: 30 }, () => take(one)));
      expect(verdicts.filter((v) => v.ok)).toHaveLength(max);
    }
  });

  it("says until when, and doesn't put it off while somebody keeps trying", async () => {
    const whom = subject();
    await take(bucket("test", whom, 1, HOUR_MS));
    const first = await take(bucket("test", whom, 1, HOUR_MS));
    for (let i = 0; i < 5; i++) await take(bucket("test", whom, 1, 9 * HOUR_MS));
    expect(await take(bucket("test", whom, 1, HOUR_MS))).toEqual(first);
    expect(first).toMatchObject({ ok: false });
  });

  it("starts anew when its window is over, at once and in full", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const whom = subject();
    const now = Date.now();
    const once = () => take(bucket("test", whom, 2, HOUR_MS));
    expect([await once(), await once(), await once()].map((v) => v.ok)).toEqual([true, true, false]);
    vi.setSystemTime(now + HOUR_MS - 1);
    expect((await once()).ok).toBe(false);
    vi.setSystemTime(now + HOUR_MS);
    const verdicts = await Promise.all(Array.from({ length: 20 }, once));
    expect(verdicts.filter((v) => v.ok)).toHaveLength(2);
    expect(verdicts.find((v) => !v.ok)).toEqual({ ok: false, until: new Date(now + 2 * HOUR_MS) });
  });

  it("locks nobody out until the day that a wrong clock said, once the clock is right again", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const whom = subject();
    const now = Date.now();
    const once = async () => (await take(bucket("test", whom, 1, HOUR_MS))).ok;
    vi.setSystemTime(now + 45 * 24 * HOUR_MS);
    expect([await once(), await once()]).toEqual([true, false]);
    vi.setSystemTime(now);
    expect([await once(), await once()]).toEqual([true, false]);
    vi.setSystemTime(now - MINUTE_MS); // clocks of several servers differ a little: nothing begins anew
    expect(await once()).toBe(false);
  });

  it("is one for each name and subject", async () => {
    const whom = subject();
    expect((await take(bucket("test", whom, 1, HOUR_MS))).ok).toBe(true);
    expect((await take(bucket("other", whom, 1, HOUR_MS))).ok).toBe(true);
    expect((await take(bucket("test", [...whom, ""], 1, HOUR_MS))).ok).toBe(true);
    expect((await take(bucket("test", subject(), 1, HOUR_MS))).ok).toBe(true);
    expect((await take(bucket("test", whom, 1, HOUR_MS))).ok).toBe(false);
  });

  it("refuses when any of several is empty, and tells the one that lasts longest", async () => {
    const [wide, narrow] = [bucket("wide", subject(), 9, HOUR_MS), bucket("narrow", subject(), 1, MINUTE_MS)];
    expect(await take(wide, narrow)).toEqual({ ok: true });
    expect(await take(wide, narrow)).toEqual({ ok: false, until: narrow.until });
    const [both, longer] = [bucket("a", subject(), 0, MINUTE_MS), bucket("b", subject(), 0, HOUR_MS)];
    expect(await take(both, longer)).toEqual({ ok: false, until: longer.until });
  });

  it("takes from many buckets in either order without anybody waiting for each other in a circle", async () => {
    const [a, b] = [bucket("a", subject(), 1_000, HOUR_MS), bucket("b", subject(), 1_000, HOUR_MS)];
    const verdicts = await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 ? take(a, b) : take(b, a))));
    expect(verdicts.every((v) => v.ok)).toBe(true);
    expect((await db().rateLimit.findMany({ where: { key: { in: [a.key, b.key] } } })).map((row) => row.count)).toEqual([60, 60]);
  });

  it("writes down nobody's address, and can't be read back without the secret", async () => {
    const whom = subject();
    await take(bucket("test", whom, 1, HOUR_MS));
    const rows = JSON.stringify(await db().rateLimit.findMany({ where: {} }));
    expect(rows).not.toContain("ada");
    expect(rows).not.toContain(whom[0]);
    const { key } = bucket("test", whom, 1, HOUR_MS);
    useEnv({ AUTH_SECRET: "another-secret-another-secret-another-secret" });
    expect(bucket("test", whom, 1, HOUR_MS).key).not.toBe(key);
  });

  it("counts on without end", async () => {
    const one = bucket("test", subject(), 3, HOUR_MS);
    await take(one);
    await db().rateLimit.update({ where: { key: one.key }, data: { count: 2_147_483_647 } });
    expect((await take(one)).ok).toBe(false);
    expect((await take(one)).ok).toBe(false);
  });
});
