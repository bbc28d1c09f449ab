// Exactly the contacts of a list as a sheet (SPEC D2): piece by piece, so that a million take no more memory than a hundred.
import { record } from "../activity";
import { db, sql, transaction } from "../plumbing/db";
import { BYTE_ORDER_MARK, type Cell, csvLines } from "../values/csv";
import { allow, type Staff } from "../viewer";
import { expectedOf } from "./count";
import { type Filter, type Query, queryString, usualOrder } from "./filter";
import { type Place, placesOf } from "./page";

const PIECE_ROWS = 1_000;

/** That it was taken is an entry of the log, with what it was narrowed to. */
export async function exportContacts(viewer: Staff, query: Omit<Query, "from">): Promise<AsyncGenerator<string>> {
  const by = allow(viewer, "contacts.export");
  await transaction((tx) => record(tx, by, "contacts.exported", {}, { query: queryString(query) }));
  return pieces(by.workspaceId, query);
}

async function* pieces(workspaceId: string, { filter, order }: Omit<Query, "from">): AsyncGenerator<string> {
  const fields = await db().field.findMany({ where: { workspaceId }, orderBy: [{ position: "asc" }, { key: "asc" }], select: { key: true, label: true } });
  yield BYTE_ORDER_MARK + csvLines([[...COLUMNS.map(([title]) => title), ...fields.map(({ label }) => label)]]);
  for await (const rows of rowsOf(workspaceId, filter, order.sort === "seen" ? usualOrder("name") : order))
    yield csvLines(rows.map((row) => [...COLUMNS.map(([, cell]) => cell(row)), ...fields.map(({ key }) => cellOf(row.fields, key))]));
}

/** Whoever is seen meanwhile moves to the top of a list by "last seen", where the export has been already: that one goes by name. */
async function* rowsOf(workspaceId: string, filter: Filter, order: Query["order"]): AsyncGenerator<Row[]> {
  const expected = await expectedOf(workspaceId, filter);
  for (let at: Place | null = null; ; ) {
    const from = at && { ...at, backward: false, count: { exact: false, count: 0 } };
    const { places }: { places: Place[] } = await placesOf({ workspaceId, filter, order, at: from, backward: false, take: PIECE_ROWS, expected });
    if (places.length) yield await sql<Row>(ROWS, [workspaceId, places.map(({ id }) => id)], "contacts-export");
    at = places.at(-1) ?? null;
    if (places.length < PIECE_ROWS) return;
  }
}

interface Row {
  id: string;
  name: string;
  email: string | null;
  partnerEmail: string | null;
  phone: string | null;
  company: string | null;
  tags: string[] | null;
  note: string;
  externalId: string | null;
  active: boolean;
  portalAccess: boolean;
  bounced: boolean;
  invitedAt: Date | null;
  firstSignedInAt: Date | null;
  lastSeenAt: Date | null;
  createdAt: Date;
  fields: Record<string, unknown>;
}

const yes = (value: boolean) => (value ? "yes" : "no");

/** The first eight are what an import understands again (lib/imports/columns.ts). */
const COLUMNS: [title: string, cell: (row: Row) => Cell][] = [
  ["Name", (row) => row.name],
  ["Email", (row) => row.email],
  ["Partner email", (row) => row.partnerEmail],
  ["Phone", (row) => row.phone],
  ["Company", (row) => row.company],
  ["Tags", (row) => row.tags?.join(", ")],
  ["Note", (row) => row.note],
  ["External id", (row) => row.externalId],
  ["Active", (row) => yes(row.active)],
  ["Portal access", (row) => yes(row.portalAccess)],
  ["Bounced", (row) => yes(row.bounced)],
  ["Invited (UTC)", (row) => row.invitedAt],
  ["First sign-in (UTC)", (row) => row.firstSignedInAt],
  ["Last seen (UTC)", (row) => row.lastSeenAt],
  ["Added (UTC)", (row) => row.createdAt],
  ["Id", (row) => row.id],
];

const cellOf = (fields: Record<string, unknown>, key: string): Cell => (Object.hasOwn(fields, key) ? String(fields[key] ?? "") : "");

const ROWS = `
  SELECT c.id, c.name, p.email, q.email AS "partnerEmail", c.phone, o.name AS company, c.note, c."externalId", c.active, c."portalAccess", c.bounced,
    c."invitedAt", c."firstSignedInAt", c."lastSeenAt", c."createdAt", c.fields,
    (SELECT array_agg(t.name ORDER BY t."nameKey") FROM "Tag" t WHERE t."workspaceId" = c."workspaceId" AND t.id = ANY(c."tagIds")) AS tags
  FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
  JOIN "Contact" c ON c."workspaceId" = $1::uuid AND c.id = wanted.id
  LEFT JOIN "Company" o ON o."workspaceId" = c."workspaceId" AND o.id = c."companyId"
  LEFT JOIN "Address" p ON p."workspaceId" = c."workspaceId" AND p."contactId" = c.id AND p.kind = 'primary'
  LEFT JOIN "Address" q ON q."workspaceId" = c."workspaceId" AND q."contactId" = c.id AND q.kind = 'partner'
  ORDER BY wanted.n`;
