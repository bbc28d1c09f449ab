// Old entries leave the table (SPEC D7): whole months, a part at a time, into an archive that is as sealed as the table was. Both at once in one
// transaction, so that an entry is in one of the two at any moment and never in both.
import { isDatabaseDown, sql, transaction } from "../plumbing/db";
import { env } from "../plumbing/env";
import { SECOND_MS } from "../values/time";
import { COLUMNS, labelOf, lineOf, pack, type SealedRow } from "./part";

/** A page opens a whole one. */
const PART_ROWS = 2_000;
const PART_CHARACTERS = 8_000_000;
const READ_ROWS = 1_000;
/** The other chores of this process wait meanwhile. */
const TURN_MS = 2 * SECOND_MS;
const WORKSPACES_PER_ROUND = 200;

/** Moves what is old enough, each workspace one part in its turn; a chore. Gives how many entries. */
export async function archiveDue(now = new Date(), turnMs = TURN_MS): Promise<number> {
  const months = env().ACTIVITY_MONTHS;
  if (months === 0) return 0;
  const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months));
  const ends = Date.now() + turnMs;
  const failed = new Map<string, unknown>();
  let [moved, round] = [0, 0];
  do {
    round = 0;
    for (const { id, lastSeq } of await dueWorkspaces(before)) {
      if (failed.has(id)) continue;
      const part = await archivePart(id, lastSeq, before).catch((error) => {
        if (isDatabaseDown(error)) throw error;
        failed.set(id, error); // and the others have their turn all the same
        return 0;
      });
      round += part;
      if (Date.now() > ends) break;
    }
    moved += round;
  } while (round > 0 && Date.now() <= ends);
  for (const error of failed.values()) throw error;
  return moved;
}

/** By their oldest entry in the table, which one look into an index finds; whoever waited longest comes first. */
const dueWorkspaces = (before: Date) =>
  sql<{ id: string; lastSeq: string }>(
    `SELECT w.id, coalesce(p."lastSeq", 0) AS "lastSeq" FROM "Workspace" w
     LEFT JOIN LATERAL (SELECT "lastSeq", "createdAt" FROM "ActivityArchive" WHERE "workspaceId" = w.id ORDER BY "firstSeq" DESC LIMIT 1) p ON true
     JOIN LATERAL (SELECT at FROM "Activity" WHERE "workspaceId" = w.id AND seq > coalesce(p."lastSeq", 0) ORDER BY seq LIMIT 1) a ON a.at < $1::timestamptz
     ORDER BY p."createdAt" NULLS FIRST LIMIT ${WORKSPACES_PER_ROUND}`,
    [before],
  );

async function archivePart(workspaceId: string, after: string, before: Date): Promise<number> {
  const rows = await nextRows(workspaceId, after, before);
  if (!rows.length) return 0;
  const label = labelOf(rows);
  const data = { workspaceId, ...label, firstSeq: BigInt(label.firstSeq), lastSeq: BigInt(label.lastSeq), entries: Uint8Array.from(await pack(rows)) };
  return transaction(async (tx) => {
    // Of two processes the second waits here, and finds it done.
    const { count } = await tx.activityArchive.createMany({ data: [data], skipDuplicates: true });
    if (count === 0) return 0;
    const gone = await tx.activity.deleteMany({ where: { workspaceId, seq: { gte: data.firstSeq, lte: data.lastSeq } } });
    if (gone.count !== rows.length) throw new Error(`Of ${rows.length} entries to archive ${gone.count} were there: nothing was moved.`);
    return gone.count;
  });
}

/** In the order of the chain, as far as the month of the first of them goes. They are read before the transaction: nobody changes them any more. */
async function nextRows(workspaceId: string, after: string, before: Date): Promise<SealedRow[]> {
  const rows: SealedRow[] = [];
  for (let [from, characters, end] = [after, 0, before]; ; ) {
    const read = await sql<SealedRow>(
      `SELECT ${COLUMNS}, seq, hash FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq > $2::bigint ORDER BY seq LIMIT ${READ_ROWS}`,
      [workspaceId, from],
    );
    for (const row of read) {
      if (!rows.length) end = new Date(Math.min(before.getTime(), Date.UTC(row.at.getUTCFullYear(), row.at.getUTCMonth() + 1)));
      if (row.at >= end || rows.length >= PART_ROWS || characters > PART_CHARACTERS) return rows;
      characters += lineOf(row).length;
      rows.push(row);
    }
    if (read.length < READ_ROWS) return rows;
    from = read.at(-1)!.seq;
  }
}
