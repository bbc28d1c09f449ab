// A file that is uploaded: read while it comes, kept row by row, so that neither its size nor its lines fill the memory (SPEC D3).
import { db, sql } from "../plumbing/db";
import { newId } from "../values/id";
import { oneLine } from "../values/text";
import { allow, type Staff } from "../viewer";
import { fieldsOf, guessMapping, hasHeaders } from "./columns";
import { forgetImport } from "./retention";
import { MAX_COLUMNS, openSheet, type Sheet, type SheetRow } from "./sheet";
import { Unreadable, type UnreadableReason } from "./unreadable";

const MAX_FILE_BYTES = 50 * 1024 * 1024;
export const MAX_ROWS = 200_000;
/** Written at once. */
const PIECE_ROWS = 500;
const PIECE_CHARACTERS = 512 * 1024;
const SAMPLE_ROWS = 20;
const MAX_HEADER = 120;

export type Received = { ok: true; id: string } | { ok: false; reason: UnreadableReason; line?: number };

/** All of it is there in the end, or nothing. */
export async function receiveImport(viewer: Staff, fileName: unknown, bytes: AsyncIterable<Uint8Array>): Promise<Received> {
  const by = allow(viewer, "contacts.import");
  const id = newId();
  const { workspaceId } = by;
  const name = oneLine(String(fileName ?? ""), 200) || "contacts.csv";
  await db().import.create({ data: { id, workspaceId, staffId: viewer.staffId, fileName: name, state: "receiving" } });
  try {
    const sheet = await openSheet(bounded(bytes));
    const { headers, total, failed, sample } = await keepRows(workspaceId, id, sheet);
    const mapping = guessMapping(headers, sample, await fieldsOf(db(), workspaceId));
    const seen = { headers, total, failed, done: failed, mapping, encoding: sheet.encoding(), delimiter: sheet.delimiter };
    await db().import.updateMany({ where: { workspaceId, id }, data: { ...seen, state: "uploaded" } });
    return { ok: true, id };
  } catch (error) {
    await forgetImport(workspaceId, id);
    if (error instanceof Unreadable) return { ok: false, reason: error.reason, line: error.line };
    throw error;
  }
}

async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of whileItComes(bytes)) {
    size += chunk.length;
    if (size > MAX_FILE_BYTES) throw new Unreadable("too_large");
    yield chunk;
  }
}

/** The line broke, or the browser went away: nobody's mistake here. */
async function* whileItComes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch {
    throw new Unreadable("broken");
  }
}

interface Kept {
  headers: string[];
  total: number;
  failed: number;
  sample: string[][];
}

async function keepRows(workspaceId: string, importId: string, { rows }: Sheet): Promise<Kept> {
  const kept: Kept = { headers: [], total: 0, failed: 0, sample: [] };
  let piece: KeptRow[] = [];
  let size = 0;
  const flush = async () => {
    await write(workspaceId, importId, piece);
    piece = [];
    size = 0;
  };
  for await (const row of rows) {
    if (!kept.headers.length) {
      kept.headers = headersOf(row.cells);
      if (hasHeaders(row.cells)) continue;
    }
    if (++kept.total > MAX_ROWS) throw new Unreadable("too_many_rows");
    if (kept.sample.length < SAMPLE_ROWS) kept.sample.push(row.cells);
    const fit = fitted(row, kept.headers.length);
    if (fit.problem) kept.failed++;
    piece.push(fit);
    size += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (piece.length >= PIECE_ROWS || size > PIECE_CHARACTERS) await flush();
  }
  if (!kept.total) throw new Unreadable("no_rows");
  await flush();
  return kept;
}

/** A file that begins with somebody instead of names gets names by number. */
function headersOf(first: string[]): string[] {
  const cells = first.slice(0, first.findLastIndex((cell) => cell.trim()) + 1);
  if (cells.length > MAX_COLUMNS) throw new Unreadable("too_many_columns");
  const named = hasHeaders(first);
  return cells.map((cell, i) => (named && oneLine(cell, MAX_HEADER)) || `Column ${i + 1}`);
}

interface KeptRow extends SheetRow {
  problem: string | null;
}

/** As many cells as there are columns; what has more was torn apart somewhere and is not guessed at. */
function fitted({ line, cells }: SheetRow, columns: number): KeptRow {
  const used = cells.findLastIndex((cell) => cell.trim()) + 1;
  const problem = used > columns ? `This row has ${used} cells, and the first row of the file has ${columns}. Is a quotation mark missing?` : null;
  return { line, cells: cells.slice(0, problem ? MAX_COLUMNS : columns), problem };
}

async function write(workspaceId: string, importId: string, rows: KeptRow[]): Promise<void> {
  await sql(
    `INSERT INTO "ImportRow" ("workspaceId", "importId", line, cells, result, problem)
     SELECT $1::uuid, $2::uuid, t.line, t.cells, CASE WHEN t.problem IS NOT NULL THEN 'failed' END, t.problem
     FROM jsonb_to_recordset($3::jsonb) AS t (line int, cells text[], problem text)`,
    [workspaceId, importId, JSON.stringify(rows)],
    "imports-keep",
  );
}
