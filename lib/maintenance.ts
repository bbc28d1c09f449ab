// What has to be done again and again: deliver, catch up, clean up (SPEC L16). Any number of processes may try; one does it.
import { record, system } from "./activity";
import { archiveDue } from "./activity/archive";
import { sealDue } from "./activity/seal";
import { workSoon } from "./contacts/bulk/work";
import { cleanUpImports } from "./imports/retention";
import { importDue, importSoon } from "./imports/work";
import { deliverDue } from "./mail";
import { raiseAlarm } from "./mail/alarm";
import { cleanUpMails } from "./mail/retention";
import { db, insist, isDatabaseDown, sql, transaction } from "./plumbing/db";
import { BATCH_ROWS, inBatches } from "./plumbing/in-batches";
import { log } from "./plumbing/log";
import { lacksTables } from "./plumbing/problems";
import { resolveLeftBehind } from "./requests/resolve";
import { checkDueSenders } from "./sender";
import { CLOCKS_DIFFER_MS, DAY_MS, MINUTE_MS, SECOND_MS } from "./values/time";
import { checkDueDomains } from "./workspaces/domains";

/** Kept so long after their end that "used" and "expired" can be told apart, and staff can see what happened. */
const KEEP_LINKS_MS = 30 * DAY_MS;
const KEEP_REQUESTS_MS = 30 * DAY_MS;
const KEEP_SESSIONS_MS = 90 * DAY_MS;
const KEEP_OPENINGS_MS = 90 * DAY_MS;
const KEEP_DEVICES_MS = 400 * DAY_MS;
const KEEP_EVENTS_MS = 90 * DAY_MS;
const KEEP_BULK_ACTS_MS = 90 * DAY_MS;

const ATTACK_PER_MINUTE = 600;
const ATTACK_LASTS_MS = 5 * MINUTE_MS;

interface Chore {
  everyMs: number;
  /** How long a process may take before another may try. */
  leaseMs: number;
  run(): Promise<unknown>;
}

const CHORES = {
  requests: { everyMs: 3 * SECOND_MS, leaseMs: 10 * SECOND_MS, run: resolveLeftBehind },
  attack: { everyMs: 15 * SECOND_MS, leaseMs: MINUTE_MS, run: watchForAttack },
  mailAlarm: { everyMs: MINUTE_MS, leaseMs: MINUTE_MS, run: raiseAlarm },
  senders: { everyMs: 5 * MINUTE_MS, leaseMs: 5 * MINUTE_MS, run: () => checkDueSenders() },
  domains: { everyMs: 5 * MINUTE_MS, leaseMs: 5 * MINUTE_MS, run: () => checkDueDomains() },
  seal: { everyMs: 10 * SECOND_MS, leaseMs: 2 * MINUTE_MS, run: () => sealDue() },
  archive: { everyMs: MINUTE_MS, leaseMs: MINUTE_MS, run: () => archiveDue() },
  cleanup: { everyMs: 10 * MINUTE_MS, leaseMs: 5 * MINUTE_MS, run: cleanUp },
} satisfies Record<string, Chore>;

/** Everything, once; for cron over HTTP and the command line. What fails is said in the report and keeps nothing else from being done. */
export async function runMaintenance(): Promise<Record<string, string>> {
  const report: Record<string, string> = {};
  const attempt = async (name: string, work: () => Promise<string>) => {
    report[name] = await work().catch((error: unknown) => {
      if (isDatabaseDown(error) || lacksTables(error)) throw error;
      log.error("A part of maintenance could not be done; it is tried again next time.", error, { part: name });
      return FAILED;
    });
  };
  const { requests, ...others } = CHORES;
  // What people wait for comes first: such a host may cut off the rest.
  await attempt("requests", () => runChore("requests", requests, 0));
  await attempt("mail", async () => `${(await deliverDue()).sent} sent`);
  await attempt("imports", () => importDue().then(() => "done"));
  await attempt("bulk", () => workSoon().then(() => "done"));
  for (const [name, chore] of Object.entries(others)) await attempt(name, () => runChore(name, chore, 0));
  return report;
}

/** What stands in the report beside a part that could not be done. */
export const FAILED = "failed";

const TICK_MS = SECOND_MS;

/** On a long-running host the process does its own maintenance. Gives the way to stop it. */
export function startMaintenance(): () => void {
  // Side by side: what takes its time keeps nothing else waiting.
  const timers = [allChores, deliverDue, workSoon, importSoon].map(everyTick);
  return () => timers.forEach((timer) => void clearInterval(timer));
}

function everyTick(work: () => Promise<unknown>): NodeJS.Timeout {
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    await work().catch((error) => log.error("Maintenance could not run; it tries again in a moment.", error));
    busy = false;
  }, TICK_MS);
  return timer.unref();
}

async function allChores(): Promise<void> {
  for (const [name, chore] of Object.entries(CHORES)) await runChore(name, chore, chore.everyMs);
}

const lastTried = new Map<string, number>();

async function runChore(name: string, chore: Chore, everyMs: number): Promise<string> {
  const since = Date.now() - (lastTried.get(name) ?? 0);
  if (since >= 0 && since < everyMs) return "not due";
  lastTried.set(name, Date.now());
  const until = new Date(Date.now() + chore.leaseMs);
  try {
    if (!(await claim(name, until, everyMs))) return "another process has it";
    await chore.run();
    await db().chore.update({ where: { name }, data: { claimedUntil: null, lastRunAt: new Date(), lastProblem: null } });
    return "done";
  } catch (error) {
    // The database may have been away, and then the claim may be there though its answer was lost.
    const letGo = `UPDATE "Chore" SET "claimedUntil" = NULL, "lastProblem" = $3 WHERE name = $1 AND "claimedUntil" = $2::timestamptz`;
    await insist(() => sql(letGo, [name, until, String(error).slice(0, 500)]));
    if (isDatabaseDown(error)) lastTried.delete(name);
    throw error;
  }
}

/**
 * A lease, taken in one statement: of several processes one gets it, and one that died loses it by itself. What is noted far in the
 * future was noted under a clock that was wrong: waiting for that day would mean no maintenance until then.
 */
async function claim(name: string, until: Date, everyMs: number): Promise<boolean> {
  const now = Date.now();
  const rows = await sql(
    `INSERT INTO "Chore" AS c (name, "claimedUntil") VALUES ($1, $2::timestamptz)
     ON CONFLICT (name) DO UPDATE SET "claimedUntil" = EXCLUDED."claimedUntil"
     WHERE (c."claimedUntil" IS NULL OR c."claimedUntil" < $3::timestamptz OR c."claimedUntil" > $5::timestamptz)
       AND (c."lastRunAt" IS NULL OR c."lastRunAt" <= $4::timestamptz OR c."lastRunAt" > $5::timestamptz)
     RETURNING name`,
    [name, until, new Date(now), new Date(now - everyMs), new Date(until.getTime() + CLOCKS_DIFFER_MS)],
    "chores-claim",
  );
  return rows.length === 1;
}

const old = (ms: number) => new Date(Date.now() - ms);

export async function cleanUp(): Promise<void> {
  await deleteInBatches("SignInLink", "id", '"expiresAt" < $1::timestamptz', old(KEEP_LINKS_MS));
  await deleteInBatches("LinkRequest", "id", '"expiresAt" < $1::timestamptz', old(KEEP_REQUESTS_MS));
  await deleteInBatches("Session", "id", '"expiresAt" < $1::timestamptz', old(KEEP_SESSIONS_MS));
  await deleteInBatches("Session", "id", '"endedAt" < $1::timestamptz', old(KEEP_SESSIONS_MS));
  await deleteInBatches("LinkOpening", "id", "at < $1::timestamptz", old(KEEP_OPENINGS_MS));
  await deleteInBatches("MailEvent", "id", '"receivedAt" < $1::timestamptz', old(KEEP_EVENTS_MS));
  await cleanUpMails();
  await cleanUpBulkActs(old(KEEP_BULK_ACTS_MS));
  await cleanUpImports();
  await deleteInBatches("RateLimit", "key", '"expiresAt" < $1::timestamptz', new Date());
  await deleteInBatches(
    "Device",
    '("workspaceId", "deviceHash", "emailKey", kind)',
    '"lastSeenAt" < $1::timestamptz',
    old(KEEP_DEVICES_MS),
    '"workspaceId", "deviceHash", "emailKey", kind',
  );
}

/** The reports first, piece by piece: one may be about a million contacts. */
async function cleanUpBulkActs(before: Date): Promise<void> {
  const ended = `"bulkActId" IN (SELECT id FROM "BulkAct" WHERE "finishedAt" < $1::timestamptz)`;
  await deleteInBatches("BulkActRow", '("bulkActId", "contactId")', ended, before, '"bulkActId", "contactId"');
  await deleteInBatches(
    "BulkAct",
    "id",
    `"finishedAt" < $1::timestamptz AND NOT EXISTS (SELECT FROM "BulkActRow" r WHERE r."bulkActId" = "BulkAct".id)`,
    before,
  );
}

const deleteInBatches = (table: string, key: string, condition: string, before: Date, columns = key) =>
  inBatches(`DELETE FROM "${table}" WHERE ${key} IN (SELECT ${columns} FROM "${table}" WHERE ${condition} LIMIT ${BATCH_ROWS}) RETURNING 1 AS gone`, [before]);

/** More asked for in a minute than people do: asking is slowed and staff are told; nobody is locked out (A4). */
async function watchForAttack(): Promise<void> {
  const now = new Date();
  const busy = await sql<{ workspaceId: string; count: number }>(
    `SELECT r."workspaceId", count(*)::int AS count FROM "LinkRequest" r JOIN "Workspace" w ON w.id = r."workspaceId"
     WHERE r."resolvedAt" >= $1::timestamptz AND r."createdAt" >= $1::timestamptz AND (w."underAttackUntil" IS NULL OR w."underAttackUntil" < $2::timestamptz)
     GROUP BY 1 HAVING count(*) > ${ATTACK_PER_MINUTE} LIMIT 100`,
    [new Date(now.getTime() - MINUTE_MS), now],
  );
  for (const { workspaceId, count } of busy) {
    await transaction(async (tx) => {
      await tx.workspace.update({ where: { id: workspaceId }, data: { underAttackUntil: new Date(now.getTime() + ATTACK_LASTS_MS) } });
      await record(tx, system(workspaceId), "workspace.under_attack", {}, { perMinute: count });
    });
  }
}
