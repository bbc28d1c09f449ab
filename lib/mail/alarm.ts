// When mail does not go out, somebody has to hear of it before the people who wait for it call (CHECKS F26).
import { sql } from "../plumbing/db";
import { log } from "../plumbing/log";
import { transport } from "../plumbing/transport";
import { ago, MINUTE_MS } from "../values/time";

/** Tried and not taken for so long: the provider is in trouble, or our settings are. */
const STUCK_MS = 5 * MINUTE_MS;

export interface Stuck {
  count: number;
  since: Date;
  problem: string | null;
}

/** null: mail goes out. */
export async function stuckMail(now = new Date()): Promise<Stuck | null> {
  const [row] = await sql<{ count: number; since: Date | null; problem: string | null }>(
    `SELECT count(*)::int AS count, min("createdAt") AS since, (array_agg(problem ORDER BY "stateAt" DESC) FILTER (WHERE problem IS NOT NULL))[1] AS problem
     FROM (SELECT "createdAt", problem, "stateAt" FROM "Mail" WHERE state = 'queued' AND attempts > 0 AND "createdAt" < $1 LIMIT 10000) stuck`,
    [ago(STUCK_MS, now)],
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
