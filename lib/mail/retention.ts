// How long mails are remembered (SPEC L16): in small batches, harmless to run twice at once.
import { BATCH_ROWS, inBatches } from "../plumbing/in-batches";
import { newId } from "../values/id";
import { ago, DAY_MS } from "../values/time";

/** As long as staff may ask what became of a mail. */
const KEEP_MAILS_MS = 180 * DAY_MS;
/** The built-in mailbox holds links in clear, as a mailbox does. */
const KEEP_OUTBOX_MS = 14 * DAY_MS;

export async function cleanUpMails(now = new Date()): Promise<{ mails: number; outbox: number; wiped: number }> {
  return {
    // Ids sort by time, so the oldest are at the beginning of the primary key.
    mails: await inBatches(
      `DELETE FROM "Mail" WHERE id IN (SELECT id FROM "Mail" WHERE id < $1::uuid AND "createdAt" < $2 ORDER BY id LIMIT ${BATCH_ROWS}) RETURNING 1 AS one`,
      [firstIdOf(ago(KEEP_MAILS_MS, now)), ago(KEEP_MAILS_MS, now)],
    ),
    outbox: await inBatches(`DELETE FROM "OutboxMail" WHERE id IN (SELECT id FROM "OutboxMail" WHERE at < $1 LIMIT ${BATCH_ROWS}) RETURNING 1 AS one`, [
      ago(KEEP_OUTBOX_MS, now),
    ]),
    wiped: await inBatches(WIPE, []),
  };
}

/** Every end of a mail wipes its secret; this is for ends that nobody has thought of. */
const WIPE = `UPDATE "Mail" SET sealed = NULL WHERE id IN (
  SELECT id FROM "Mail" WHERE state IN ('sent', 'delivered', 'delayed', 'bounced', 'complained', 'failed', 'suppressed', 'dropped', 'uncertain')
  AND sealed IS NOT NULL LIMIT ${BATCH_ROWS}) RETURNING 1 AS one`;

const firstIdOf = (at: Date) => `${newId(at.getTime()).slice(0, 13)}-0000-0000-000000000000`;
