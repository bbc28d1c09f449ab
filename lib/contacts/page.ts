// One page of a list of contacts, as quick on the last page of a million as on the first (SPEC D2, 13). Either the rows around
// the cursor are looked at, in order, or the index finds all that match: whichever has less to do. Neither goes on for ever.
import { sql } from "../plumbing/db";
import { fold } from "../values/fold";
import { indexConditions, type Mark, rowConditions, Values } from "./conditions";
import type { Expected } from "./count";
import type { Cursor } from "./cursor";
import type { Filter, Order, Sort } from "./filter";

/** Looked at one after another before the index is asked after all, because they were not where they were expected. */
const WALK_ROWS = { min: 2_000, max: 12_000 };
/** How much further than expected a walk goes. */
const PATIENCE = 4;
/** Found by the index before they are sorted; more than that, and they are near anyway. */
const FOUND_ROWS = 25_000;
/** Sorts after everything that begins like it. */
const AFTER_ALL = "\u{10ffff}";

const COLUMN: Record<Sort, string> = { name: '"nameKey"', created: '"createdAt"', seen: '"lastSeenAt"' };
const TYPE: Record<Sort, string> = { name: 'text COLLATE "C"', created: "timestamptz", seen: "timestamptz" };

export interface Place {
  id: string;
  key: string | null;
  /** The part of the list it is in. */
  part: number;
}

export interface Wanted {
  workspaceId: string;
  filter: Filter;
  order: Order;
  /** null: from the beginning; or from the end, when `backward`. */
  at: Cursor | null;
  backward: boolean;
  take: number;
  expected: Expected;
}

interface Found {
  places: Place[];
  /** How many there are from the cursor on, where that came for free. */
  counted: number | null;
}

/** Up to `take` contacts in reading order. */
export async function placesOf(wanted: Wanted): Promise<Found> {
  const { at, backward, take, order, filter } = wanted;
  const parts = partsOf(order, filter).map((said, part) => ({ ...said, part }));
  if (backward) parts.reverse();
  const places: Place[] = [];
  let counted: number | null = 0;
  for (const { condition, mark, part } of at ? parts.slice(parts.findIndex((p) => p.part === at.part)) : parts) {
    if (places.length >= take) return { places: inOrder(places, backward), counted: null };
    const more = await placesIn({ ...wanted, condition, mark, part, at: at?.part === part ? at : null, take: take - places.length });
    places.push(...more.places);
    counted = counted === null || more.counted === null ? null : counted + more.counted;
  }
  return { places: inOrder(places, backward), counted };
}

const inOrder = (places: Place[], backward: boolean) => (backward ? places.reverse() : places);

interface Said {
  condition?: (values: Values) => string;
  mark?: Mark;
}

/** Who was never seen comes after all who were, whichever way those are sorted; whose name begins with what was typed comes first. */
function partsOf({ sort, descending }: Order, { search, seen, signedIn }: Filter): Said[] {
  if (sort === "seen") return seenParts(seen, signedIn);
  const start = fold(search ?? "");
  if (sort !== "name" || descending || !start) return [{}];
  const begins = (values: Values) => `c."nameKey" >= ${values.add(start)} AND c."nameKey" < ${values.add(start + AFTER_ALL)}`;
  return [{ condition: begins }, { condition: (values) => `NOT (${begins(values)})` }];
}

/** Whoever signed in was seen then: what can't be there is not looked for. */
function seenParts(seen: Filter["seen"], signedIn: Filter["signedIn"]): Said[] {
  const dated: Said = { condition: () => `c."lastSeenAt" IS NOT NULL`, mark: "seen" };
  const undated: Said = { condition: () => `c."lastSeenAt" IS NULL`, mark: "never_seen" };
  if (seen === "never" || signedIn === "never") return [undated];
  return seen || signedIn === "yes" ? [dated] : [dated, undated];
}

interface Part extends Wanted, Said {
  part: number;
}

async function placesIn(wanted: Part): Promise<Found> {
  const { matching, all } = wanted.expected;
  const steps = (wanted.take * all) / Math.max(matching, 1);
  const walkFirst = steps <= Math.max(matching, WALK_ROWS.min) || all <= WALK_ROWS.max;
  return (walkFirst ? await walk(wanted, steps) : null) ?? (await find(wanted)) ?? (await walkOn(wanted));
}

/** Looks at the next rows in order; null when that led nowhere. */
async function walk(wanted: Part, steps: number): Promise<Found | null> {
  const values = new Values();
  const { column, order, range } = statement(wanted, values);
  // So many that the index would find too much: then nothing else is as quick, and it ends as soon as the page is full.
  const many = wanted.expected.matching > FOUND_ROWS;
  const rows = many ? WALK_ROWS.max : Math.round(Math.min(WALK_ROWS.max, Math.max(WALK_ROWS.min, steps * PATIENCE)));
  // The last row that may be looked at is given in any case: it says that there were so many.
  const found = await sql<Row & { hit: boolean; n: number }>(
    `SELECT c.id, c.key, c.hit, c.n::int FROM (
       SELECT c.id, ${column} AS key, (${rowConditions(wanted.filter, values).join(" AND ") || "true"}) AS hit, row_number() OVER () AS n FROM (
         SELECT * FROM "Contact" c WHERE ${range} ORDER BY ${order} LIMIT ${rows}
       ) c
     ) c WHERE c.hit OR c.n = ${rows} LIMIT ${values.add(wanted.take)}::int`,
    values.list,
  );
  const places = found.filter(({ hit }) => hit).map((row) => place(row, wanted.part));
  if (places.length >= wanted.take) return { places, counted: null };
  return found.at(-1)?.n === rows ? null : { places, counted: places.length };
}

/** Everything that matches, by the index, then sorted; null when that is too much. */
async function find(wanted: Part): Promise<Found | null> {
  const values = new Values();
  const { column, order, range } = statement(wanted, values);
  const rows = await sql<Row & { of: number }>(
    `WITH found AS MATERIALIZED (
       SELECT c.id, ${column} FROM "Contact" c WHERE ${[range, ...indexConditions(wanted.filter, values, wanted.mark)].join(" AND ")} LIMIT ${FOUND_ROWS + 1}
     )
     SELECT c.id, ${column} AS key, (SELECT count(*)::int FROM found) AS of FROM found c ORDER BY ${order} LIMIT ${values.add(wanted.take)}::int`,
    values.list,
  );
  const counted = rows[0]?.of ?? 0;
  return counted > FOUND_ROWS ? null : { places: rows.map((row) => place(row, wanted.part)), counted };
}

/** So many match that they must be near, only not among the first. */
async function walkOn(wanted: Part): Promise<Found> {
  const values = new Values();
  const { column, order, range } = statement(wanted, values);
  const rows = await sql<Row>(
    `SELECT c.id, ${column} AS key FROM "Contact" c WHERE ${[range, ...rowConditions(wanted.filter, values)].join(" AND ")}
     ORDER BY ${order} LIMIT ${values.add(wanted.take)}::int`,
    values.list,
  );
  return { places: rows.map((row) => place(row, wanted.part)), counted: null };
}

function statement({ workspaceId, order: { sort, descending }, at, backward, condition }: Part, values: Values) {
  const column = `c.${COLUMN[sort]}`;
  const down = descending !== backward;
  const than = down ? "<" : ">";
  const range = [`c."workspaceId" = ${values.add(workspaceId)}::uuid`];
  if (condition) range.push(condition(values));
  if (at?.key === null) range.push(`c.id ${than} ${values.add(at.id)}::uuid`);
  else if (at) range.push(`(${column}, c.id) ${than} (${values.add(at.key)}::${TYPE[sort]}, ${values.add(at.id)}::uuid)`);
  const direction = down ? "DESC" : "ASC";
  return { column, range: range.join(" AND "), order: `${column} ${direction}, c.id ${direction}` };
}

interface Row {
  id: string;
  key: Date | string | null;
}

const place = ({ id, key }: Row, part: number): Place => ({ id, key: key instanceof Date ? key.toISOString() : key, part });
