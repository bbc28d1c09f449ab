// The activity log as staff read it (SPEC D7): filtered, a page at a time, every entry a sentence.
import { type ActivityType, ActivityType as TYPES } from "@/prisma/generated/enums";
import { record, sentence } from "../activity";
import { db, sql, transaction } from "../plumbing/db";
import { BYTE_ORDER_MARK, csvLines } from "../values/csv";
import { parseEmail } from "../values/email-address";
import { parseId } from "../values/id";
import { after, DAY_MS, dayOf, startOfDay } from "../values/time";
import { allow, type Staff, workspaceOf } from "../viewer";
import { type Cursor, openPart, rememberingPart, type Window, withArchived } from "./archived";
import type { Row, SealedRow } from "./part";

export interface ActivityFilter {
  type?: ActivityType;
  contactId?: string;
  staffId?: string;
  /** Days of the workspace's calendar, both included. */
  from?: string;
  to?: string;
}

export interface ActivityEntry {
  id: string;
  at: Date;
  type: ActivityType;
  action: string;
  actor: string;
  sentence: string;
  ok: boolean;
  contactId: string | null;
  mailId: string | null;
  ip: string | null;
  device: string | null;
  data: Record<string, unknown>;
  /** Its place in the chain; null while it waits to be sealed. */
  seq: string | null;
  archived: boolean;
}

export interface ActivityPage {
  entries: ActivityEntry[];
  /** Cursors of the pages beside this one. */
  older: string | null;
  newer: string | null;
}

const PAGE = 50;
const EXPORT_ROWS = 1_000;
const MAX_NEW = 99;

/** What an address says, as far as it makes sense; nothing of it is trusted. `contact` is an id or an address. */
export async function activityFilter(viewer: Staff, typed: Record<string, string | string[] | undefined>): Promise<ActivityFilter & { unknownContact?: true }> {
  const { workspaceId } = allow(viewer, "activity.read");
  const one = (name: string) => (typeof typed[name] === "string" ? (typed[name] as string) : undefined);
  const { timeZone } = workspaceOf(viewer);
  const day = (name: string) => (one(name) && startOfDay(one(name)!, timeZone) ? one(name) : undefined);
  const contact = one("contact")?.trim();
  const contactId = contact ? (parseId(contact) ?? (await contactByAddress(workspaceId, contact))) : undefined;
  return {
    ...(Object.hasOwn(TYPES, one("type") ?? "") && { type: one("type") as ActivityType }),
    ...(contactId && { contactId }),
    ...(contact && !contactId && { unknownContact: true }),
    ...(parseId(one("staff")) && { staffId: parseId(one("staff"))! }),
    ...(day("from") && { from: day("from") }),
    ...(day("to") && { to: day("to") }),
  };
}

async function contactByAddress(workspaceId: string, typed: string): Promise<string | undefined> {
  const address = parseEmail(typed);
  const row =
    address && (await db().address.findUnique({ where: { workspaceId_emailKey: { workspaceId, emailKey: address.key } }, select: { contactId: true } }));
  return row?.contactId;
}

/** The newest first. `older` and `newer` are cursors of another page; one that makes no sense is the first page. */
export async function listActivity(viewer: Staff, filter: ActivityFilter = {}, cursors: Cursors = {}): Promise<ActivityPage> {
  const { workspaceId } = allow(viewer, "activity.read");
  const { rows, ...around } = await pageOf(cursors, (window) => findActivity(viewer, filter, window));
  return { entries: await entriesOf(workspaceId, rows), ...around };
}

export interface Cursors {
  older?: unknown;
  newer?: unknown;
}

/** One page of anything that happened at a time, whatever it is read from. */
export async function pageOf<T extends Cursor>(
  { older, newer }: Cursors,
  read: (window: Window) => Promise<T[]>,
): Promise<{ rows: T[]; older: string | null; newer: string | null }> {
  const [before, since] = [parseCursor(older), parseCursor(newer)];
  const up = since !== null && before === null;
  const found = await read({ before, since, ascending: up, limit: PAGE + 1 });
  const more = found.length > PAGE;
  const rows = found.slice(0, PAGE);
  if (up) rows.reverse();
  const [first, last] = [rows.at(0), rows.at(-1)];
  return {
    rows,
    older: last && (up || more) ? cursorOf(last) : null,
    newer: first && ((up && more) || (!up && before !== null)) ? cursorOf(first) : null,
  };
}

/** How many came since, at most 99; for the page that is open. */
export async function countNewer(viewer: Staff, filter: ActivityFilter, cursor: unknown): Promise<number> {
  allow(viewer, "activity.read");
  const since = parseCursor(cursor);
  return (await findActivity(viewer, filter, { before: null, since, ascending: true, limit: MAX_NEW })).length;
}

export const cursorOf = ({ at, id }: { at: Date; id: string }): string => `${at.getTime()}.${id}`;

/** Who appears in the log, also those who left. */
export async function activityStaff(viewer: Staff): Promise<{ id: string; name: string; left: boolean }[]> {
  const { workspaceId } = allow(viewer, "activity.read");
  const rows = await db().staff.findMany({
    where: { workspaceId },
    orderBy: [{ removedAt: "desc" }, { name: "asc" }],
    take: 500,
    select: { id: true, name: true, removedAt: true },
  });
  return rows.map(({ id, name, removedAt }) => ({ id, name, left: removedAt !== null })).sort((a, b) => Number(a.left) - Number(b.left));
}

const HEADER = ["Time (UTC)", "Type", "Action", "What happened", "By", "Result", "Contact", "IP address", "Device", "Place in the chain", "Details", "Id"];

/** Exactly the filtered entries as CSV, piece by piece: memory stays bounded however many they are. That it was taken is an entry itself. */
export async function exportActivity(viewer: Staff, filter: ActivityFilter): Promise<AsyncGenerator<string>> {
  const by = allow(viewer, "activity.export");
  await transaction((tx) => record(tx, by, "activity.exported", {}, { filter: { ...filter } }));
  return pieces(viewer, by.workspaceId, filter);
}

async function* pieces(viewer: Staff, workspaceId: string, filter: ActivityFilter): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLines([HEADER]);
  const open = rememberingPart();
  for (let before: Cursor | null = null; ; ) {
    const rows: ActivityRow[] = await findActivity(viewer, filter, { before, since: null, ascending: false, limit: EXPORT_ROWS }, open);
    const entries = await entriesOf(workspaceId, rows);
    yield csvLines(
      entries.map((e) => [
        e.at,
        e.type,
        e.action,
        e.sentence,
        e.actor,
        e.ok ? "ok" : "failed",
        e.contactId,
        e.ip,
        e.device,
        e.seq,
        JSON.stringify(e.data),
        e.id,
      ]),
    );
    const last = rows.at(-1);
    if (rows.length < EXPORT_ROWS || !last) return;
    before = { at: last.at, id: last.id };
  }
}

export interface ActivityRow
  extends Pick<Row, "id" | "at" | "type" | "action" | "actor" | "staffId" | "contactId" | "mailId" | "ip" | "device" | "ok" | "data"> {
  seq: string | null;
  archived: boolean;
}

/** Row by row along an index, from the cursor on: page 10,000 costs what page 1 does. Old months come from the archive. */
export async function findActivity(viewer: Staff, filter: ActivityFilter, window: Window, open = openPart): Promise<ActivityRow[]> {
  const { workspaceId } = allow(viewer, "activity.read");
  const { before, since, ascending, limit } = window;
  const { timeZone } = workspaceOf(viewer);
  const values: unknown[] = [workspaceId];
  const value = (v: unknown) => `$${values.push(v)}`;
  const from = filter.from ? startOfDay(filter.from, timeZone) : null;
  const last = filter.to ? startOfDay(filter.to, timeZone) : null;
  // The day after begins 23 to 25 hours later; from there back to its own beginning.
  const until = last && nextDay(last, timeZone);
  const where = [
    `"workspaceId" = $1::uuid`,
    filter.type && `type = ${value(filter.type)}::"ActivityType"`,
    filter.contactId && `"contactId" = ${value(filter.contactId)}::uuid`,
    filter.staffId && `"staffId" = ${value(filter.staffId)}::uuid`,
    from && `at >= ${value(from)}::timestamptz`,
    until && `at < ${value(until)}::timestamptz`,
    before && `(at, id) < (${value(before.at)}::timestamptz, ${value(before.id)}::uuid)`,
    since && `(at, id) > (${value(since.at)}::timestamptz, ${value(since.id)}::uuid)`,
  ].filter(Boolean);
  const order = ascending ? "at, id" : "at DESC, id DESC";
  const rows = await sql<ActivityRow>(
    `SELECT id, at, type::text, action, actor, "staffId", "contactId", "mailId", ip, device, ok, data, seq, false AS archived FROM "Activity" WHERE ${where.join(" AND ")} ORDER BY ${order} LIMIT ${limit}`,
    values,
  );
  return (await withArchived(rows, workspaceId, { ...filter, from, until }, window, open)).map((row) => ("hash" in row ? fromArchive(row) : row));
}

const fromArchive = ({ id, at, type, action, actor, staffId, contactId, mailId, ip, device, ok, data, seq }: SealedRow): ActivityRow => ({
  ...{ id, at, type, action, actor, staffId, contactId, mailId, ip, device, ok, data, seq },
  archived: true,
});

const nextDay = (start: Date, timeZone: string): Date => startOfDay(dayOf(after(1.5 * DAY_MS, start), timeZone), timeZone) ?? after(DAY_MS, start);

/** `known`: names of those who are gone, by their ids. */
export async function entriesOf(workspaceId: string, rows: ActivityRow[], known = new Map<string, string>()): Promise<ActivityEntry[]> {
  const ids = (key: "contactId" | "staffId") => [...new Set(rows.flatMap((row) => row[key] ?? []))];
  const select = { id: true, name: true } as const;
  const [contacts, staff] = await Promise.all([
    db().contact.findMany({ where: { workspaceId, id: { in: ids("contactId") } }, select }),
    db().staff.findMany({ where: { workspaceId, id: { in: ids("staffId") } }, select }),
  ]);
  const names = new Map([...known, ...[...contacts, ...staff].map(({ id, name }): [string, string] => [id, name])]);
  return rows.map(({ staffId, ...row }) => ({ ...row, sentence: sentence(row.action, row.data, namesOf({ ...row, staffId }, names)) }));
}

/** Who did it and on whom, as far as anybody still knows. */
function namesOf({ actor, staffId, contactId, data }: ActivityRow, names: Map<string, string>): { who: string; whom: string } {
  const staff = staffId && (names.get(staffId) ?? "A former colleague");
  const contact = contactId && (names.get(contactId) ?? "a contact that was deleted");
  const typed = [data.typed, data.to, data.email].find((said) => typeof said === "string") as string | undefined;
  const whom = contact || staff || typed || "somebody";
  const who = { staff: staff || "Somebody", member: contact || "A member", system: "Foyer", operator: "An operator" }[actor] ?? "Somebody";
  return { who, whom };
}

function parseCursor(value: unknown): Cursor | null {
  const [, ms, id] = (typeof value === "string" && /^(\d{1,15})\.([0-9a-f-]{36})$/i.exec(value)) || [];
  const parsed = parseId(id);
  return ms && parsed ? { at: new Date(Number(ms)), id: parsed } : null;
}
