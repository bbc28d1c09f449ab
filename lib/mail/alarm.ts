// When mail does not go out, somebody has to hear of it before the people who wait for it call (CHECKS F26).
import type { MailLane } from "@/prisma/generated/enums";
import { sql } from "../plumbing/db";
import { log } from "../plumbing/log";
import { transport } from "../plumbing/transport";
import { ago, HOUR_MS, MINUTE_MS } from "../values/time";

/** Tried and not taken for so long: the provider is in trouble, or our settings are. */
const STUCK_MS = 5 * MINUTE_MS;
/** Due and not even tried for so long: nobody is at work. Many bulk mails may well be in line for a while. */
const UNTRIED_MS: Record<MailLane, number> = { sign_in: 5 * MINUTE_MS, bulk: HOUR_MS };

export interface Stuck {
  count: number;
  since: Date;
  problem: string | null;
}

/** null: mail goes out. */
export async function stuckMail(now = new Date()): Promise<Stuck | null> {
  const [row] = await sql<{ count: number; since: Date | null; problem: string | null }>(
    `SELECT count(*)::int AS count, min("createdAt") AS since, (array_agg(problem ORDER BY "stateAt" DESC) FILTER (WHERE problem IS NOT NULL))[1] AS problem
     FROM (SELECT "createdAt", problem, "stateAt" FROM "Mail" WHERE state = 'queued' AND
       CASE WHEN attempts > 0 THEN "createdAt" < $1::timestamptz WHEN lane = 'bulk' THEN "nextAttemptAt" < $3::timestamptz ELSE "nextAttemptAt" < $2::timestamptz END
     LIMIT 10000) stuck`,
    [ago(STUCK_MS, now), ago(UNTRIED_MS.sign_in, now), ago(UNTRIED_MS.bulk, now)],
  );
  return row?.since ? { ...row, since: row.since } : null;
}

/** A chore: says it every minute, as loud as the log can. */
export async function raiseAlarm(): Promise<void> {
  const stuck = await stuckMail();
  if (stuck) log.error("Mails are not going out.", undefined, { waiting: stuck.count, since: stuck.since.toISOString(), problem: stuck.problem });
}

/** Once, when a process starts. */
export async function sayHowMailGoes(): Promise<void> {
  const { ok, says } = await transport()
    .check()
    .catch((error: Error) => ({ ok: false, says: `The mail transport could not be checked (${error.message}).` }));
  log[ok ? "info" : "warn"](says);
}
