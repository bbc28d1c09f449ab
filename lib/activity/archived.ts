// The archive read back (SPEC D7): page by page for whoever reads the log, part by part for whoever checks it.
import { sql } from "../plumbing/db";
import { CLOCKS_DIFFER_MS } from "../values/time";
import { type Label, marksOf, type SealedRow, unpack } from "./part";

export interface Wanted {
  type?: string | undefined;
  contactId?: string | undefined;
  staffId?: string | undefined;
  action?: string | undefined;
  from?: Date | null;
  /** Not included. */
  until?: Date | null;
}

export interface Cursor {
  at: Date;
  id: string;
}

export interface Window {
  before: Cursor | null;
  since: Cursor | null;
  ascending: boolean;
  limit: number;
}

/** `having`: an id that all wanted entries have in them. */
type Open = (workspaceId: string, firstSeq: string, having?: string) => Promise<SealedRow[]>;

/**
 * What the window holds of the archive, beside what it holds of the table. That has to be read before: what moves meanwhile is seen twice
 * then, and told once. Parts are opened one at a time, and only as far as they can matter.
 */
export async function withArchived<T extends Cursor>(
  rows: T[],
  workspaceId: string,
  wanted: Wanted,
  window: Window,
  open: Open = openPart,
): Promise<(T | SealedRow)[]> {
  const { ascending, limit } = window;
  let found: (T | SealedRow)[] = rows;
  for (let last: string | null = null; ; ) {
    const part = await nextPart(workspaceId, wanted, window, last);
    if (!part) return found;
    const edge = found[limit - 1];
    if (edge && (ascending ? edge.at.getTime() < part.firstAt.getTime() - CLOCKS_DIFFER_MS : edge.at.getTime() > part.lastAt.getTime() + CLOCKS_DIFFER_MS))
      return found;
    const known = new Set(found.map(({ id }) => id));
    const more = (await open(workspaceId, part.firstSeq, wanted.contactId ?? wanted.staffId)).filter(
      (row) => isWanted(row, wanted, window) && !known.has(row.id),
    );
    if (more.length) found = [...found, ...more].sort(ascending ? inTime : (a, b) => inTime(b, a)).slice(0, limit);
    last = part.firstSeq;
  }
}

/** Remembers the last one, for who goes through the archive in small steps. */
export function rememberingPart(): Open {
  let [known, rows]: [string, Promise<SealedRow[]>] = ["", Promise.resolve([])];
  return (workspaceId, firstSeq) => {
    const key = `${workspaceId} ${firstSeq}`;
    if (key !== known) [known, rows] = [key, openPart(workspaceId, firstSeq)];
    return rows;
  };
}

export interface FoundPart extends Label {
  /** null: it can't be read. */
  rows: SealedRow[] | null;
}

/** All parts, or those after the one that begins here, in the order of the chain. */
export async function* partsAfter(workspaceId: string, firstSeq: string | null): AsyncGenerator<FoundPart> {
  for (let last = firstSeq ?? "-1"; ; ) {
    const [part] = await sql<Label & { entries: Buffer }>(
      `SELECT "firstSeq", "lastSeq", "firstAt", "lastAt", count, marks, entries FROM "ActivityArchive"
       WHERE "workspaceId" = $1::uuid AND "firstSeq" > $2::bigint ORDER BY "firstSeq" LIMIT 1`,
      [workspaceId, last],
    );
    if (!part) return;
    const { entries, ...label } = part;
    yield { ...label, rows: await unpack(workspaceId, entries).catch(() => null) };
    last = label.firstSeq;
  }
}

type Reach = Pick<Label, "firstSeq" | "firstAt" | "lastAt">;

/** By its label alone; the marks come last, because they are long. */
async function nextPart(workspaceId: string, wanted: Wanted, { before, since, ascending }: Window, last: string | null): Promise<Reach | undefined> {
  const values: unknown[] = [workspaceId];
  const value = (v: unknown) => `$${values.push(v)}`;
  const marks = marksOf(wanted);
  const where = [
    `"workspaceId" = $1::uuid`,
    last && `"firstSeq" ${ascending ? ">" : "<"} ${value(last)}::bigint`,
    before && `"firstAt" <= ${value(before.at)}::timestamptz`,
    since && `"lastAt" >= ${value(since.at)}::timestamptz`,
    wanted.from && `"lastAt" >= ${value(wanted.from)}::timestamptz`,
    wanted.until && `"firstAt" < ${value(wanted.until)}::timestamptz`,
    marks.length && `marks @> ${value(marks)}::int[]`,
  ].filter(Boolean);
  const [part] = await sql<Reach>(
    `SELECT "firstSeq", "firstAt", "lastAt" FROM "ActivityArchive" WHERE ${where.join(" AND ")} ORDER BY "firstSeq" ${ascending ? "" : "DESC"} LIMIT 1`,
    values,
  );
  return part;
}

export async function openPart(workspaceId: string, firstSeq: string, having?: string): Promise<SealedRow[]> {
  const [part] = await sql<{ entries: Buffer }>(`SELECT entries FROM "ActivityArchive" WHERE "workspaceId" = $1::uuid AND "firstSeq" = $2::bigint`, [
    workspaceId,
    firstSeq,
  ]);
  return part ? unpack(workspaceId, part.entries, having) : [];
}

/** What the statement on the table asks for, too. */
function isWanted(row: SealedRow, { type, contactId, staffId, action, from, until }: Wanted, { before, since }: Window): boolean {
  return (
    (!type || row.type === type) &&
    (!contactId || row.contactId === contactId) &&
    (!staffId || row.staffId === staffId) &&
    (!action || row.action === action) &&
    (!from || row.at >= from) &&
    (!until || row.at < until) &&
    (!before || inTime(row, before) < 0) &&
    (!since || inTime(row, since) > 0)
  );
}

const inTime = (a: Cursor, b: Cursor): number => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id));
