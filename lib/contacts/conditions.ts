// A filter as SQL. What was typed only ever travels as a value; its wildcards are plain characters.
import { fold } from "../values/fold";
import { ago, DAY_MS } from "../values/time";
import type { Filter } from "./filter";

const MAX_TERMS = 8;
/** Shorter ones find the beginnings of words: three letters are what the index knows (pg_trgm). */
const MIN_ANYWHERE = 3;
/** So much of a word is asked of the index. More of it, and the index reads what half of all addresses end in. */
const MAX_INDEXED = 16;

/** Collects the values of a statement; gives each its place. */
export class Values {
  readonly list: unknown[] = [];
  add = (value: unknown, type = ""): string => `$${this.list.push(value)}${type && `::${type}`}`;
}

/** Every word has to be found, in whatever order. Punctuation alone finds nothing and asks for nothing. */
function searchConditions(search: string, values: Values): string[] {
  const terms = [...new Set(fold(search).split(" "))].filter((term) => /[\p{L}\p{N}]/u.test(term)).slice(0, MAX_TERMS);
  return terms.flatMap((term) => {
    const letters = [...term];
    const part = `c.search LIKE ${values.add(patternOf(letters.slice(0, MAX_INDEXED)))}`;
    // An expression is none that the index knows: it is looked at in the few rows that are left.
    return letters.length > MAX_INDEXED ? [part, `c.search || '' LIKE ${values.add(patternOf(letters))}`] : [part];
  });
}

function patternOf(letters: string[]): string {
  const plain = letters.join("").replace(/[\\%_]/g, "\\$&");
  return letters.length < MIN_ANYWHERE ? `% ${plain}%` : `%${plain}%`;
}

/** Conditions on the columns of `c`: for looking at one row after another. */
export function rowConditions(filter: Filter, values: Values): string[] {
  const is = (wanted: string | undefined, yes: string, condition: string) => (wanted === undefined ? [] : [wanted === yes ? condition : `NOT (${condition})`]);
  return [
    ...common(filter, values),
    ...is(filter.status, "active", `c.active`),
    ...is(filter.access, "on", `c."portalAccess"`),
    ...is(filter.invited, "yes", `c."invitedAt" IS NOT NULL`),
    ...is(filter.signedIn, "yes", `c."firstSignedInAt" IS NOT NULL`),
    ...is(filter.bounced, "yes", `c.bounced`),
  ];
}

/** As in the index "Contact_find", word for word. */
const MARKS = `(ARRAY[
    CASE WHEN c."active" THEN 'active' ELSE 'inactive' END,
    CASE WHEN c."portalAccess" THEN 'access' ELSE 'no_access' END,
    CASE WHEN c."invitedAt" IS NULL THEN 'not_invited' ELSE 'invited' END,
    CASE WHEN c."firstSignedInAt" IS NULL THEN 'never_signed_in' ELSE 'signed_in' END,
    CASE WHEN c."lastSeenAt" IS NULL THEN 'never_seen' ELSE 'seen' END,
    CASE WHEN c."bounced" THEN 'bounced' ELSE 'not_bounced' END
  ])`;

/** What a whole part of a list has in common. */
export type Mark = "seen" | "never_seen";

/** The same conditions for the index that knows them all. */
export function indexConditions(filter: Filter, values: Values, mark?: Mark): string[] {
  const marks = [...marksOf(filter), ...(mark ? [mark] : [])];
  return [...common(filter, values), ...(marks.length ? [`${MARKS} @> ${values.add(marks, "text[]")}`] : [])];
}

function marksOf({ status, access, invited, signedIn, bounced }: Filter): string[] {
  return [
    status,
    access && { on: "access", off: "no_access" }[access],
    invited && { yes: "invited", no: "not_invited" }[invited],
    signedIn && { yes: "signed_in", never: "never_signed_in" }[signedIn],
    bounced && { yes: "bounced", no: "not_bounced" }[bounced],
  ].filter((mark) => mark !== undefined);
}

function common({ search, tags, companyId, seen, ids }: Filter, values: Values): string[] {
  return [
    ...searchConditions(search ?? "", values),
    ...(tags?.length ? [`c."tagIds" @> ${values.add(tags, "uuid[]")}`] : []),
    ...(companyId ? [`c."companyId" = ${values.add(companyId, "uuid")}`] : []),
    ...(ids ? [`c.id = ANY(${values.add(ids, "uuid[]")})`] : []),
    ...(seen ? [seenCondition(seen, values)] : []),
  ];
}

function seenCondition(seen: NonNullable<Filter["seen"]>, values: Values): string {
  if (seen === "never") return `c."lastSeenAt" IS NULL`;
  const before = seen.startsWith("not");
  const at = values.add(ago(Number(seen.replace("not", "")) * DAY_MS), "timestamptz");
  return before ? `c."lastSeenAt" < ${at}` : `c."lastSeenAt" >= ${at}`;
}
