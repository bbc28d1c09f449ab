import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { deliverDue } from "../mail";
import { runMaintenance } from "../maintenance";
import { db, sql } from "../plumbing/db";
import { useEnv } from "../plumbing/env";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { type Provider, startProvider } from "../testing/provider";
import { HOUR_MS, MINUTE_MS } from "../values/time";
import { stuckMail } from "./alarm";

useDatabase();

let provider: Provider;
let casts: Cast[];
beforeAll(async () => {
  provider = await startProvider();
  useEnv({ RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url, MAIL_FROM: "a@example.com", RESEND_RATE_PER_SECOND: "1000" });
  casts = [await cast(), await cast()];
});
afterAll(() => provider.close());
beforeEach(async () => {
  vi.useRealTimers();
  await db().mail.deleteMany({ where: {} });
  await db().rateLimit.deleteMany({ where: {} });
  provider.sent.length = provider.calls.length = 0;
  provider.always("ok");
});

/** It is `now`, and time goes on: who waits for the provider's turn would wait for ever on a clock that stands still. */
const clock = (now: number) => vi.useFakeTimers({ toFake: ["Date"], now, shouldAdvanceTime: true });

/** Mails without a link, as rows; `useless` of them are of no use any more after an hour, like those people asked for themselves. */
const insert = (count: number, lane: "bulk" | "sign_in", useless: number) =>
  sql(
    `INSERT INTO "Mail" (id, "workspaceId", template, lane, "to", "toKey", data, "idempotencyKey", "uselessAfter")
     SELECT gen_random_uuid(), CASE WHEN i % 2 = 0 THEN $1::uuid ELSE $2::uuid END, 'portal_invitation', $3::"MailLane", 'p' || i || '@example.com', 'p' || i || '@example.com',
       '{"name":"Somebody"}', 'mail-' || gen_random_uuid(), now() + CASE WHEN i <= $5 THEN interval '1 hour' ELSE interval '24 hours' END
     FROM generate_series(1, $4::int) i`,
    [casts[0]?.workspace.id, casts[1]?.workspace.id, lane, count, useless],
  );

const byState = async () =>
  Object.fromEntries((await db().mail.groupBy({ by: ["state"], where: {}, _count: true })).map(({ state, _count }) => [state, _count]));

describe("ten thousand mails and four workers", () => {
  it("go out once each, while two schedulers do their chores", { timeout: 900_000 }, async () => {
    await insert(10_000, "bulk", 0);
    const began = performance.now();
    await Promise.all([...Array.from({ length: 4 }, () => deliverDue({ budgetMs: 600_000 })), runMaintenance(), runMaintenance()]);
    const seconds = (performance.now() - began) / 1_000;
    await deliverDue();
    expect(await byState()).toEqual({ sent: 10_000 });
    expect(provider.sent).toHaveLength(10_000);
    expect(new Set(provider.sent.map(({ to }) => to[0])).size).toBe(10_000);
    expect(await db().activity.count({ where: { action: "mail.sent" } })).toBe(10_000);
    process.stdout.write(`\n  10,000 mails in ${seconds.toFixed(1)} s, ${provider.calls.length} calls\n`);
  });
});

describe("a provider that is down for two hours with five thousand mails in line", () => {
  it("is knocked at now and then, an alarm is raised, and afterwards what is still of use goes out, once", { timeout: 900_000 }, async () => {
    await insert(2_000, "sign_in", 2_000);
    await insert(3_000, "bulk", 0);
    provider.always({ status: 503 });
    const start = Date.now();
    for (let at = 0; at < 2 * HOUR_MS; at += 5 * MINUTE_MS) {
      clock(start + at);
      await deliverDue();
    }
    const during = provider.calls.length;
    expect(await stuckMail()).not.toBeNull();
    expect(provider.sent).toHaveLength(0);
    provider.always("ok");
    clock(start + 2 * HOUR_MS + 30 * MINUTE_MS);
    await deliverDue({ budgetMs: 600_000 });
    expect(await byState()).toEqual({ sent: 3_000, dropped: 2_000 });
    expect(provider.sent).toHaveLength(3_000);
    expect(new Set(provider.sent.map(({ to }) => to[0])).size).toBe(3_000);
    // 24 looks in two hours; each ends after a handful of refusals.
    expect(during).toBeLessThan(24 * 20);
    process.stdout.write(`\n  ${during} calls while it was down, ${provider.calls.length - during} afterwards\n`);
  });
});
