// Imports and their undoing, a batch at a time (SPEC D3, 12.7). A batch is one transaction, which holds the import's row: it is
// written whole or not at all, whoever dies, and no other process has the same one. Where it stopped, the next one goes on.
import type { ImportState } from "@/prisma/generated/enums";
import { record, system } from "../activity";
import { permits } from "../permissions";
import { database, isDatabaseDown, isTaken, sql, type Tx, transaction } from "../plumbing/db";
import { log } from "../plumbing/log";
import { SECOND_MS } from "../values/time";
import type { Actor } from "../viewer";
import { undoRows } from "./undo";
import { writeRows } from "./write";

export interface Running {
  id: string;
  workspaceId: string;
  staffId: string;
  undoneById: string | null;
  fileName: string;
  state: ImportState;
  mapping: unknown;
  duplicates: string;
  tag: string | null;
}

/** On the embedded database everybody waits meanwhile; on a server only who wants one of the same contacts. */
const BATCH_ROWS = { embedded: 200, postgres: 500 };
const BUDGET_MS = 20 * SECOND_MS;
/** Somebody else wrote the same address at the same moment. */
const TRIES = 3;
const PAUSE_MS = 5;

/** What there is to do, for so long; a cron call or a test waits for it. */
export async function importDue({ budgetMs = BUDGET_MS }: { budgetMs?: number } = {}): Promise<void> {
  const until = Date.now() + budgetMs;
  while (Date.now() < until && (await turn())) await new Promise((others) => setTimeout(others, PAUSE_MS));
}

/** Goes on in this process until there is nothing left to do. Nobody has to wait for it. */
export function importSoon(): Promise<void> {
  worker.again = true;
  worker.running ??= drain().finally(() => {
    worker.running = undefined;
  });
  return worker.running;
}

// Next bundles modules more than once; one worker per process is enough.
const shared = globalThis as { foyerImportWorker?: { again: boolean; running?: Promise<void> } };
const worker = (shared.foyerImportWorker ??= { again: false });

async function drain(): Promise<void> {
  try {
    while (worker.again) {
      worker.again = false;
      await importDue({ budgetMs: Number.POSITIVE_INFINITY });
    }
  } catch (error) {
    log.error("An import was interrupted; maintenance goes on with it.", error);
  }
}

/** One batch of the import that has waited longest; false when there is none. */
async function turn(): Promise<boolean> {
  for (let tried = 1; ; tried++) {
    try {
      return await batch(BATCH_ROWS[database().kind]);
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
      if (isTaken(error) && tried < TRIES) continue;
      log.error("A batch of an import could not be written; its rows are tried one by one.", error);
      return oneByOne();
    }
  }
}

/** One row that can't be written keeps none of the others from it. */
async function oneByOne(): Promise<boolean> {
  for (let row = 0; row < BATCH_ROWS[database().kind]; row++) if (!(await batch(1))) return false;
  return true;
}

const NEXT = `SELECT id, "workspaceId", "staffId", "undoneById", "fileName", state, mapping, duplicates, tag FROM "Import"
  WHERE state IN ('running', 'undoing') ORDER BY "turnAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;

async function batch(rows: number): Promise<boolean> {
  if (!(await sql(`SELECT 1 FROM "Import" WHERE state IN ('running', 'undoing') LIMIT 1`, [], "imports-any")).length) return false;
  return transaction(async (tx) => {
    const next = await take(tx);
    if (!next) return false;
    const undoing = next.state === "undoing";
    const by: Actor = { workspaceId: next.workspaceId, actor: "staff", staffId: (undoing && next.undoneById) || next.staffId };
    if (!undoing && !(await mayStill(tx, next))) return stop(tx, next);
    const work = () => (undoing ? undoRows : writeRows)(tx, by, next, rows);
    await (rows === 1 ? orGiveUp(tx, next, work) : work());
    return true;
  });
}

async function take(tx: Tx): Promise<Running | null> {
  const [next] = await tx.$queryRawUnsafe<Running[]>(NEXT);
  if (!next) return null;
  // Two imports of one workspace make its companies and tags one after the other.
  await tx.$queryRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))::text`, next.workspaceId);
  await tx.import.update({ where: { id: next.id, workspaceId: next.workspaceId }, data: { turnAt: new Date() } });
  return next;
}

/** Whoever was removed, or may less by now, goes on with nothing (A09, A10). */
async function mayStill(tx: Tx, { workspaceId, staffId }: Running): Promise<boolean> {
  const staff = await tx.staff.findUnique({ where: { workspaceId_id: { workspaceId, id: staffId } }, select: { role: true, removedAt: true } });
  return staff !== null && !staff.removedAt && permits(staff.role, "contacts.import");
}

async function stop(tx: Tx, { id, workspaceId, fileName: file }: Running): Promise<boolean> {
  await tx.import.update({ where: { id, workspaceId }, data: { state: "failed", finishedAt: new Date() } });
  await record(tx, system(workspaceId), "import.stopped", {}, { importId: id, file });
  return true;
}

/** The first row that waits is the one that could not be written. */
async function orGiveUp(tx: Tx, { id, workspaceId, state }: Running, work: () => Promise<void>): Promise<void> {
  await tx.$executeRawUnsafe("SAVEPOINT row");
  try {
    return await work();
  } catch (error) {
    if (isDatabaseDown(error)) throw error;
    log.error("A row of an import could not be written.", error);
    await tx.$executeRawUnsafe("ROLLBACK TO SAVEPOINT row");
  }
  const undoing = state === "undoing";
  const row = await tx.importRow.findFirst({
    where: { workspaceId, importId: id, result: undoing ? { in: ["created", "updated"] } : null },
    orderBy: { line: undoing ? "desc" : "asc" },
    select: { line: true },
  });
  if (!row) throw new Error("An import could not be finished.");
  await tx.importRow.update({
    where: { importId_line: { importId: id, line: row.line }, workspaceId },
    data: { result: undoing ? "kept" : "failed", problem: "Something went wrong in Foyer with this row. The reason is in its log." },
  });
  const one = { increment: 1 };
  await tx.import.update({ where: { id, workspaceId }, data: { done: one, ...(undoing ? { kept: one } : { failed: one }) } });
}
