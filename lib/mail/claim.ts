// Taking mails out of the outbox so that no other process takes the same ones (SPEC M2). A claim is a lease:
// when its process dies, it runs out and another process takes over, with the same key and the same bytes.
import type { MailLane } from "@/prisma/generated/enums";
import { insist, isDatabaseDown, sql } from "../plumbing/db";
import { after, SECOND_MS } from "../values/time";
import type { Template } from "./templates";

/**
 * What a killed process had goes out after this: a sign-in mail is still worth something then (SPEC 12.7). Whoever can't begin a
 * call early enough to be answered before it ends gives the mail back (deliver.ts).
 */
const LEASE_MS = 25 * SECOND_MS;
/** Looked at to be fair between workspaces; a longer queue is fair within its oldest part. */
const FAIR_WITHIN = 20_000;

export interface Claimed {
  id: string;
  workspaceId: string;
  template: Template;
  lane: MailLane;
  to: string;
  toKey: string;
  data: object;
  sealed: Uint8Array | null;
  subject: string;
  contactId: string | null;
  staffId: string | null;
  linkId: string | null;
  requestId: string | null;
  idempotencyKey: string;
  /** Tried before together with others: they stay together (see `claimBatch`). */
  batchKey: string | null;
  /** Which try this is; also what tells this claim from a later one of the same mail. */
  attempts: number;
  claimedUntil: Date;
  uselessAfter: Date;
  createdAt: Date;
}

/** Whether there is anything to do, in one short look: most of the time there is not. `dead`: somebody's claim has run out. */
export async function whatIsDue(now = new Date()): Promise<Record<MailLane | "dead", boolean>> {
  const [due] = await sql<Record<MailLane | "dead", boolean>>(DUE, [now], "mail-due");
  return due!;
}

const due = (what: string) => `EXISTS (SELECT FROM "Mail" WHERE "nextAttemptAt" <= $1::timestamptz AND ${what})`;
const DUE = `SELECT ${due(`state = 'queued' AND lane = 'sign_in'`)} AS sign_in, ${due(`state = 'queued' AND lane = 'bulk'`)} AS bulk, ${due(`state = 'sending'`)} AS dead`;

/** Due mails of one lane that were not tried as a batch, in turns between workspaces, oldest first within each. */
export function claim(lane: MailLane, limit: number, now = new Date()): Promise<Claimed[]> {
  const until = leaseFrom(now);
  return orLetGo(lane, until, sql<Claimed>(CLAIM, [lane, now, limit, until], "mail-claim"));
}

/**
 * A batch whose first try came to nothing, whole: the provider may have taken it, and knows it by its key and its bytes.
 * While a member is in other hands there is none.
 */
export function claimBatch(lane: MailLane, now = new Date()): Promise<Claimed[]> {
  const until = leaseFrom(now);
  return orLetGo(lane, until, sql<Claimed>(CLAIM_BATCH, [lane, now, until], "mail-claim-batch"));
}

/** Ends at a moment of its own, so that it can be told from others. */
const leaseFrom = (now: Date) => after(LEASE_MS + Math.floor(Math.random() * SECOND_MS), now);

/** The answer was lost: then nobody knows of the claim, which may be there all the same. Letters that were written wait for its end. */
async function orLetGo(lane: MailLane, until: Date, claimed: Promise<Claimed[]>): Promise<Claimed[]> {
  try {
    return await claimed;
  } catch (error) {
    if (isDatabaseDown(error)) await insist(() => sql(LET_GO, [lane, until], "mail-let-go"));
    throw error;
  }
}

const LET_GO = `
UPDATE "Mail" SET state = 'queued', "claimedUntil" = NULL, "nextAttemptAt" = now()
WHERE state = 'sending' AND lane = $1::"MailLane" AND "nextAttemptAt" = $2::timestamptz AND "claimedUntil" = $2::timestamptz AND subject = ''`;

const COLUMNS = ["id", "workspaceId", "template", "lane", "to", "toKey", "data", "sealed", "subject", "contactId", "staffId", "linkId", "requestId"]
  .concat(["idempotencyKey", "batchKey", "attempts", "claimedUntil", "uselessAfter", "createdAt"])
  .map((column) => `m."${column}"`)
  .join(", ");

const CLAIM = `
WITH turns AS (
  SELECT id, "nextAttemptAt", row_number() OVER (PARTITION BY "workspaceId" ORDER BY "nextAttemptAt", id) AS turn
  FROM (SELECT id, "workspaceId", "nextAttemptAt" FROM "Mail"
        WHERE state = 'queued' AND lane = $1::"MailLane" AND "nextAttemptAt" <= $2 AND "batchKey" IS NULL
        ORDER BY "nextAttemptAt" LIMIT ${FAIR_WITHIN}) due
), mine AS (
  SELECT m.id FROM "Mail" m
  JOIN (SELECT id, turn, "nextAttemptAt" FROM turns ORDER BY turn, "nextAttemptAt" LIMIT $3 * 4) t ON t.id = m.id
  WHERE m.state = 'queued'
  ORDER BY t.turn, t."nextAttemptAt"
  LIMIT $3
  FOR UPDATE OF m SKIP LOCKED
)
UPDATE "Mail" m SET state = 'sending', attempts = m.attempts + 1, "claimedUntil" = $4, "nextAttemptAt" = $4, "stateAt" = $2
FROM mine WHERE m.id = mine.id
RETURNING ${COLUMNS}`;

const CLAIM_BATCH = `
WITH batch AS (
  SELECT "batchKey" AS key FROM "Mail"
  WHERE state = 'queued' AND lane = $1::"MailLane" AND "batchKey" IS NOT NULL AND "nextAttemptAt" <= $2 ORDER BY "nextAttemptAt" LIMIT 1
), mine AS MATERIALIZED (
  SELECT m.id FROM "Mail" m, batch WHERE m."batchKey" = batch.key AND m.state = 'queued' ORDER BY m.id FOR UPDATE OF m SKIP LOCKED
)
UPDATE "Mail" m SET state = 'sending', attempts = m.attempts + 1, "claimedUntil" = $3, "nextAttemptAt" = $3, "stateAt" = $2
FROM mine WHERE m.id = mine.id
  AND (SELECT count(*) FROM mine) = (SELECT count(*) FROM "Mail" o, batch WHERE o."batchKey" = batch.key AND o.state IN ('queued', 'sending'))
RETURNING ${COLUMNS}`;

/**
 * Mails whose process died while it had them. Where asking again is harmless they are queued again; else, once the letter
 * was written, nobody can say whether it went out: those come back, for staff to decide.
 */
export async function takeBackFromTheDead(idempotent: boolean, now = new Date()): Promise<{ queued: number; uncertain: Claimed[] }> {
  const queued = await sql(TAKE_BACK, [now, idempotent], "mail-take-back");
  const uncertain = idempotent ? [] : await sql<Claimed>(DOUBTFUL, [now, after(LEASE_MS, now)], "mail-doubtful");
  return { queued: queued.length, uncertain };
}

const DEAD = `SELECT id FROM "Mail" WHERE state = 'sending' AND "nextAttemptAt" <= $1 LIMIT 500 FOR UPDATE SKIP LOCKED`;

const TAKE_BACK = `
WITH dead AS (${DEAD.replace("LIMIT", `AND ($2 OR subject = '') LIMIT`)})
UPDATE "Mail" m SET state = 'queued', "claimedUntil" = NULL, "nextAttemptAt" = $1, "stateAt" = $1 FROM dead WHERE m.id = dead.id RETURNING m.id`;

const DOUBTFUL = `
WITH dead AS (${DEAD.replace("LIMIT", `AND subject <> '' LIMIT`)})
UPDATE "Mail" m SET "claimedUntil" = $2, "nextAttemptAt" = $2 FROM dead WHERE m.id = dead.id RETURNING ${COLUMNS}`;

/** Another transport was configured, which knows nothing of the batches of the one before. */
export async function forgetBatches(): Promise<void> {
  await sql(`UPDATE "Mail" SET "batchKey" = NULL WHERE state = 'queued' AND "batchKey" IS NOT NULL`, [], "mail-forget-batches");
}
