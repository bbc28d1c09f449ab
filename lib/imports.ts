// Contacts out of a file (SPEC D3): uploaded, its columns named, written in the background, reported, and undone if that was wrong.
import type { Import, Prisma } from "@/prisma/generated/client";
import type { ImportState } from "@/prisma/generated/enums";
import { record } from "./activity";
import { MAX_TAG } from "./contacts/room";
import { type Choice, choicesOf, fieldsOf, type Mapping, parseMapping } from "./imports/columns";
import { forgetImport, UNDO_MS } from "./imports/retention";
import { db, transaction } from "./plumbing/db";
import { BYTE_ORDER_MARK, csvLines } from "./values/csv";
import { parseId } from "./values/id";
import { oneLine } from "./values/text";
import { after } from "./values/time";
import { inFull, type NoRoom, typedLine } from "./values/typed";
import { allow, type Staff } from "./viewer";

export interface ListedImport {
  id: string;
  fileName: string;
  state: ImportState;
  /** Who started it. */
  by: string;
  total: number;
  done: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  removed: number;
  restored: number;
  kept: number;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface ImportDetails extends ListedImport {
  headers: string[];
  encoding: string;
  delimiter: string;
  mapping: Mapping;
  choices: Choice[];
  /** The first rows of the file. */
  sample: string[][];
  /** Until then it can be undone; null when it can't be. */
  undoUntil: Date | null;
}

const PAGE = 20;
const SAMPLE_ROWS = 4;
const ROWS_PAGE = 50;
const EXPORT_ROWS = 500;

/** The newest first; `before` is the id of the last one seen. */
export async function listImports(viewer: Staff, before?: unknown): Promise<{ imports: ListedImport[]; older: string | null }> {
  const { workspaceId } = allow(viewer, "contacts.import");
  const cursor = parseId(before);
  const from = cursor && (await db().import.findUnique({ where: { workspaceId_id: { workspaceId, id: cursor } }, select: { id: true, createdAt: true } }));
  const rows = await db().import.findMany({
    where: {
      workspaceId,
      state: { not: "receiving" },
      ...(from && { OR: [{ createdAt: { lt: from.createdAt } }, { createdAt: from.createdAt, id: { gt: from.id } }] }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: PAGE + 1,
  });
  const shown = rows.slice(0, PAGE);
  const names = await namesOf(workspaceId, shown);
  return { imports: shown.map((row) => listed(row, names)), older: rows.length > PAGE ? shown.at(-1)!.id : null };
}

/** null: none, or not of this workspace. */
export async function importOf(viewer: Staff, id: unknown): Promise<ImportDetails | null> {
  const { workspaceId } = allow(viewer, "contacts.import");
  const row = await find(workspaceId, id);
  if (!row) return null;
  const [names, fields, sample] = await Promise.all([
    namesOf(workspaceId, [row]),
    fieldsOf(db(), workspaceId),
    db().importRow.findMany({ where: { workspaceId, importId: row.id }, orderBy: { line: "asc" }, take: SAMPLE_ROWS, select: { cells: true } }),
  ]);
  const { headers, encoding, delimiter } = row;
  return {
    ...listed(row, names),
    headers,
    encoding,
    delimiter,
    mapping: row.mapping as Mapping,
    choices: choicesOf(fields),
    sample: sample.map(({ cells }) => cells.map((cell) => oneLine(cell, 80))),
    undoUntil: undoUntil(row),
  };
}

export type Started = { ok: true } | { ok: false; reason: "not_found" | "started_already" | "mapping" | "no_email" | "twice" } | NoRoom<"tag">;

/** From here on it goes by itself (lib/imports/work.ts). */
export async function startImport(viewer: Staff, id: unknown, typed: { mapping: unknown; duplicates: unknown; tag?: unknown }): Promise<Started> {
  const by = allow(viewer, "contacts.import");
  const { workspaceId } = by;
  const row = await find(workspaceId, id);
  if (!row) return { ok: false, reason: "not_found" };
  if (row.state !== "uploaded") return { ok: false, reason: "started_already" };
  const mapping = parseMapping(typed.mapping, row.headers.length, await fieldsOf(db(), workspaceId));
  const used = mapping?.filter((target) => target !== null) ?? [];
  const read = inFull({ tag: typedLine(typed.tag, MAX_TAG) });
  if (!mapping || (typed.duplicates !== "skip" && typed.duplicates !== "update")) return { ok: false, reason: "mapping" };
  if (!used.includes("email")) return { ok: false, reason: "no_email" };
  if (new Set(used).size < used.length) return { ok: false, reason: "twice" };
  if (!read.ok) return read;
  const tag = read.texts.tag || null;
  const data = { state: "running", mapping: mapping as Prisma.InputJsonValue, duplicates: typed.duplicates, tag, startedAt: new Date() } as const;
  return transaction(async (tx): Promise<Started> => {
    const { count } = await tx.import.updateMany({ where: { workspaceId, id: row.id, state: "uploaded" }, data: { ...data, staffId: viewer.staffId } });
    if (!count) return { ok: false, reason: "started_already" };
    await record(tx, by, "import.started", {}, { importId: row.id, file: row.fileName, rows: row.total });
    return { ok: true };
  });
}

export type Undone = { ok: true } | { ok: false; reason: "not_found" | "too_late" };

/** Also in the middle: what was not written yet never will be. */
export async function undoImport(viewer: Staff, id: unknown): Promise<Undone> {
  const by = allow(viewer, "contacts.import");
  const { workspaceId } = by;
  const row = await find(workspaceId, id);
  if (!row) return { ok: false, reason: "not_found" };
  if (!undoUntil(row)) return { ok: false, reason: "too_late" };
  return transaction(async (tx): Promise<Undone> => {
    const data = { state: "undoing", done: 0, undoneById: viewer.staffId } as const;
    const { count } = await tx.import.updateMany({ where: { workspaceId, id: row.id, state: { in: ["running", "done", "failed"] } }, data });
    if (!count) return { ok: false, reason: "too_late" };
    await record(tx, by, "import.undo_started", {}, { importId: row.id, file: row.fileName });
    return { ok: true };
  });
}

/** An uploaded file that shall not be imported after all. */
export async function discardImport(viewer: Staff, id: unknown): Promise<boolean> {
  const { workspaceId } = allow(viewer, "contacts.import");
  const row = await find(workspaceId, id);
  if (row?.state !== "uploaded") return false;
  await forgetImport(workspaceId, row.id);
  return true;
}

export type Result = "failed" | "skipped" | "kept";

export interface ImportedRow {
  line: number;
  cells: string[];
  problem: string | null;
  contactId: string | null;
}

/** The rows that need a look, in the order of the file. */
export async function importRows(viewer: Staff, id: unknown, result: Result, afterLine = 0): Promise<{ rows: ImportedRow[]; next: number | null }> {
  const { workspaceId } = allow(viewer, "contacts.import");
  const rows = await rowsFrom(workspaceId, parseId(id), result, afterLine, ROWS_PAGE + 1);
  return { rows: rows.slice(0, ROWS_PAGE), next: rows.length > ROWS_PAGE ? rows[ROWS_PAGE - 1]!.line : null };
}

/** The rows that failed, as they were, with what is wrong: to be mended and imported again. null: no such import. */
export async function failedRows(viewer: Staff, id: unknown): Promise<AsyncGenerator<string> | null> {
  const { workspaceId } = allow(viewer, "contacts.import");
  const row = await find(workspaceId, id);
  return row && pieces(workspaceId, row);
}

const PROBLEM = "What to mend";

async function* pieces(workspaceId: string, { id, headers }: Import): AsyncGenerator<string> {
  // A file that was mended and failed again says what is wrong now.
  const kept = headers.flatMap((header, i) => (header === PROBLEM ? [] : [i]));
  yield BYTE_ORDER_MARK + csvLines([[...kept.map((i) => headers[i]), PROBLEM]]);
  for (let line = 0; ; ) {
    const rows = await rowsFrom(workspaceId, id, "failed", line, EXPORT_ROWS);
    yield csvLines(rows.map(({ cells, problem }) => [...kept.map((i) => cells[i]), problem, ...cells.slice(headers.length)]));
    line = rows.at(-1)?.line ?? 0;
    if (rows.length < EXPORT_ROWS) return;
  }
}

const rowsFrom = async (workspaceId: string, importId: string | null, result: Result, line: number, take: number): Promise<ImportedRow[]> =>
  importId
    ? db().importRow.findMany({
        where: { workspaceId, importId, result, line: { gt: line } },
        orderBy: { line: "asc" },
        take,
        select: { line: true, cells: true, problem: true, contactId: true },
      })
    : [];

async function find(workspaceId: string, id: unknown): Promise<Import | null> {
  const importId = parseId(id);
  const row = importId && (await db().import.findUnique({ where: { workspaceId_id: { workspaceId, id: importId } } }));
  return row && row.state !== "receiving" ? row : null;
}

function undoUntil({ state, finishedAt }: Import): Date | null {
  if (state === "running") return after(UNDO_MS);
  const until = (state === "done" || state === "failed") && finishedAt ? after(UNDO_MS, finishedAt) : null;
  return until && until > new Date() ? until : null;
}

async function namesOf(workspaceId: string, rows: Import[]): Promise<Map<string, string>> {
  const staff = await db().staff.findMany({ where: { workspaceId, id: { in: rows.map(({ staffId }) => staffId) } }, select: { id: true, name: true } });
  return new Map(staff.map(({ id, name }) => [id, name]));
}

function listed(row: Import, names: Map<string, string>): ListedImport {
  const { id, fileName, state, total, done, created, updated, skipped, failed, removed, restored, kept, createdAt, finishedAt } = row;
  const counts = { total, done, created, updated, skipped, failed, removed, restored, kept };
  return { id, fileName, state, by: names.get(row.staffId) ?? "A former colleague", ...counts, createdAt, finishedAt };
}
