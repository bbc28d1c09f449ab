// Who has a bulk act in hand: one process at a time, and another one soon after it died.
import { sql, type Tx } from "../../plumbing/db";
import { after, MINUTE_MS } from "../../values/time";
import type { Job, Outcome } from "./acts";

const LEASE_MS = MINUTE_MS;

/** Another process has it by now, or somebody stopped it: what was begun is taken back. */
export class LostClaim extends Error {}

/** The one that waited longest: many acts go on side by side. */
export async function claimNext(): Promise<Job | null> {
  const claim = after(LEASE_MS);
  const [row] = await sql<Omit<Job, "claim">>(
    `UPDATE "BulkAct" SET "claimedUntil" = $1::timestamptz WHERE id = (
       SELECT id FROM "BulkAct" WHERE "finishedAt" IS NULL AND ("claimedUntil" IS NULL OR "claimedUntil" <= $2::timestamptz)
       ORDER BY "claimedUntil" NULLS FIRST, "createdAt" LIMIT 1 FOR UPDATE SKIP LOCKED
     ) RETURNING id, "workspaceId", "staffId", act, args, filter, cursor, "createdAt"`,
    [claim, new Date()],
    "bulk-claim",
  );
  return row ? { ...row, claim } : null;
}

/** Before a batch; the new claim counts once that is written. null where it is not ours any more, or was stopped. */
export async function renewed(job: Job, tx: Tx): Promise<Date | null> {
  const claim = after(LEASE_MS);
  const { count } = await tx.bulkAct.updateMany({ where: { id: job.id, claimedUntil: job.claim, finishedAt: null }, data: { claimedUntil: claim } });
  return count ? claim : null;
}

/** After a batch, in its transaction. */
export async function tally(tx: Tx, job: Job, outcomes: Pick<Outcome, "result">[], cursor: string): Promise<void> {
  const of = (result: Outcome["result"]) => outcomes.filter((outcome) => outcome.result === result).length;
  await tx.bulkAct.update({
    where: { id: job.id },
    data: { done: { increment: outcomes.length }, changed: { increment: of("changed") }, refused: { increment: of("refused") }, cursor },
  });
}

/** Further on, where each contact is counted for itself. */
export async function moveOn(job: Job, cursor: string): Promise<void> {
  const claim = after(LEASE_MS);
  const rows = await sql(
    `UPDATE "BulkAct" SET cursor = $3, "claimedUntil" = $4::timestamptz WHERE id = $1::uuid AND "claimedUntil" = $2::timestamptz AND "finishedAt" IS NULL RETURNING id`,
    [job.id, job.claim, cursor, claim],
    "bulk-move-on",
  );
  if (!rows.length) throw new LostClaim();
  job.claim = claim;
}

/** Somebody else may go on with it. */
export async function release(job: Job): Promise<void> {
  await sql(`UPDATE "BulkAct" SET "claimedUntil" = $3::timestamptz WHERE id = $1::uuid AND "claimedUntil" = $2::timestamptz`, [job.id, job.claim, new Date()]);
}

export async function finish(job: Job, problem: "not_allowed" | null = null): Promise<void> {
  await sql(
    `UPDATE "BulkAct" SET "finishedAt" = $3::timestamptz, "claimedUntil" = NULL, problem = $4 WHERE id = $1::uuid AND "claimedUntil" = $2::timestamptz AND "finishedAt" IS NULL`,
    [job.id, job.claim, new Date(), problem],
  );
}
