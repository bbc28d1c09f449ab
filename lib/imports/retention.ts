// How long an import keeps its rows: they are people's data, and what an undo needs (SPEC D3).
import { db, sql } from "../plumbing/db";
import { ago, DAY_MS } from "../values/time";

/** So long an import can be undone and its rows that failed fetched. */
export const UNDO_MS = 30 * DAY_MS;
/** Uploaded and never started. */
const KEEP_UPLOADED_MS = 7 * DAY_MS;
/** The process that read it died. */
const KEEP_TORN_MS = DAY_MS;

const BATCH_ROWS = 5_000;
const MAX_IMPORTS = 100;

/** A file that nobody will import. */
export async function forgetImport(workspaceId: string, id: string): Promise<void> {
  await forgetRows(workspaceId, id);
  await db().import.deleteMany({ where: { workspaceId, id } });
}

export async function cleanUpImports(now = new Date()): Promise<void> {
  const select = { id: true, workspaceId: true } as const;
  const left = await db().import.findMany({
    where: {
      OR: [
        { state: "receiving", createdAt: { lt: ago(KEEP_TORN_MS, now) } },
        { state: "uploaded", createdAt: { lt: ago(KEEP_UPLOADED_MS, now) } },
      ],
    },
    take: MAX_IMPORTS,
    select,
  });
  for (const { workspaceId, id } of left) await forgetImport(workspaceId, id);
  const done = await db().import.findMany({
    where: { state: { in: ["done", "failed", "undone"] }, finishedAt: { lt: ago(UNDO_MS, now) }, rows: { some: {} } },
    take: MAX_IMPORTS,
    select,
  });
  for (const { workspaceId, id } of done) await forgetRows(workspaceId, id);
}

/** Piece by piece: nobody waits for it. */
async function forgetRows(workspaceId: string, importId: string): Promise<void> {
  for (let gone = BATCH_ROWS; gone === BATCH_ROWS; ) {
    const rows = await sql(
      `DELETE FROM "ImportRow" WHERE "importId" = $2::uuid AND line IN (
         SELECT line FROM "ImportRow" WHERE "workspaceId" = $1::uuid AND "importId" = $2::uuid LIMIT ${BATCH_ROWS}) RETURNING 1 AS gone`,
      [workspaceId, importId],
    );
    gone = rows.length;
  }
}
