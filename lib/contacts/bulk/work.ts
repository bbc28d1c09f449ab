// Bulk acts are done here, beside the requests: in batches, by any process that has time, on from where the last one came to.
import { deliverSoon } from "../../mail";
import { isDatabaseDown, sql } from "../../plumbing/db";
import { log } from "../../plumbing/log";
import { staffAway } from "../../sessions";
import { SECOND_MS } from "../../values/time";
import { may, type Staff } from "../../viewer";
import { workspaceById } from "../../workspaces";
import { indexConditions, Values } from "../conditions";
import { parseFilter } from "../filter";
import { type Job, NEEDED, type Target } from "./acts";
import { type Change, changeBatch } from "./change";
import { claimNext, finish, LostClaim, release } from "./claim";
import { type Send, sendBatch } from "./send";

/** Found at once, and then done in smaller steps: nobody else waits long for a row, or for the embedded database. */
const FOUND_ROWS = 1_000;
const BATCH_ROWS = 100;
/** So long on one act before the next one has its turn. */
const TURN_MS = 5 * SECOND_MS;
const BUDGET_MS = 25 * SECOND_MS;

// Next bundles modules more than once; one worker per process is enough.
const shared = globalThis as { foyerBulkWorker?: { again: boolean; running?: Promise<void> } };
const worker = (shared.foyerBulkWorker ??= { again: false });

/** Begins in this process. Nobody has to wait for it; where a process lives no longer than its request, it is waited for (lib/afterwards.ts). */
export function workSoon(): Promise<void> {
  worker.again = true;
  worker.running ??= drain().finally(() => {
    worker.running = undefined;
  });
  return worker.running;
}

async function drain(): Promise<void> {
  while (worker.again) {
    worker.again = false;
    try {
      await workOnBulkActs();
    } catch (error) {
      log.error("A bulk act was interrupted; maintenance goes on with it.", error);
    }
  }
}

/** What there is to do, as long as the time lasts: maintenance comes back for the rest. */
export async function workOnBulkActs(budgetMs = BUDGET_MS): Promise<void> {
  const until = Date.now() + budgetMs;
  let mails: Promise<void> | undefined;
  while (Date.now() < until) {
    const job = await claimNext();
    if (!job) break;
    await turn(job, Math.min(until, Date.now() + TURN_MS));
    if (isSend(job.act)) mails = deliverSoon();
  }
  await mails;
}

async function turn(job: Job, until: number): Promise<void> {
  try {
    const workspace = await workspaceById(job.workspaceId);
    const viewer = workspace && (await staffAway(workspace, job.staffId, job.args.from));
    // Whoever was removed, or may less by now, goes on with nothing (A09, A10).
    if (!viewer || !NEEDED[job.act].every((permission) => may(viewer, permission))) return await finish(job, "not_allowed");
    await ((await workOn(viewer, job, until)) ? finish(job) : release(job));
  } catch (error) {
    if (error instanceof LostClaim) return;
    await release(job).catch(() => undefined);
    throw error;
  }
}

/** true: there is nobody left. */
async function workOn(viewer: Staff, job: Job, until: number): Promise<boolean> {
  await doBatch(viewer, job, await begun(job));
  for (;;) {
    const found = await nextTargets(job);
    for (let from = 0; from < found.length; from += BATCH_ROWS) {
      await doBatch(viewer, job, found.slice(from, from + BATCH_ROWS));
      if (Date.now() >= until) return false;
    }
    if (found.length < FOUND_ROWS) return true;
    job.cursor = found.at(-1)!.id;
  }
}

const isSend = (act: Job["act"]): act is Send => act === "invite" || act === "send";

async function doBatch(viewer: Staff, job: Job, targets: Target[]): Promise<void> {
  if (!targets.length) return;
  if (isSend(job.act)) await sendBatch(viewer, job, targets, job.act);
  else await changeAll(viewer, job, targets, job.act);
}

/** One that can't be changed does not hold up the others. */
async function changeAll(viewer: Staff, job: Job, targets: Target[], act: Change): Promise<void> {
  try {
    await changeBatch(viewer, job, targets, act);
  } catch (error) {
    if (error instanceof LostClaim || isDatabaseDown(error)) throw error;
    if (targets.length === 1) {
      log.error("A contact could not be changed by a bulk act; it goes on with the next one.", error);
      return changeBatch(viewer, job, targets, null);
    }
    for (const target of targets) await changeAll(viewer, job, [target], act);
  }
}

/** Begun by a process that died, and perhaps out of the filter by now. */
const begun = (job: Job): Promise<Target[]> =>
  sql<Target>(`SELECT "contactId" AS id, name FROM "BulkActRow" WHERE "bulkActId" = $1::uuid AND result = 'started' ORDER BY "contactId"`, [job.id]);

/** The next ones by their ids: whoever came after the act began is not meant. */
async function nextTargets(job: Job): Promise<Target[]> {
  const filter = parseFilter(job.filter);
  if (!filter) return [];
  const values = new Values();
  const range = [`c."workspaceId" = ${values.add(job.workspaceId, "uuid")}`, `c."createdAt" <= ${values.add(job.createdAt, "timestamptz")}`];
  if (job.cursor) range.push(`c.id > ${values.add(job.cursor, "uuid")}`);
  return sql<Target>(
    `SELECT c.id, c.name FROM "Contact" c WHERE ${[...range, ...indexConditions(filter, values)].join(" AND ")} ORDER BY c.id LIMIT ${FOUND_ROWS}`,
    values.list,
  );
}
