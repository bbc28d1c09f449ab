// node scripts/run.mjs scripts/measure/contacts.ts [slug] [only]: how long staff wait for a list of contacts, on the database of DATABASE_URL.
import { countContactsExactly, LAST_PAGE, listContacts } from "../../lib/contacts";
import { type Filter, type Order, SORTS, type Sort, usualOrder } from "../../lib/contacts/filter";
import { contactsNear } from "../../lib/contacts/near";
import { findAnything } from "../../lib/palette";
import { closeDatabase, openDatabase, sql } from "../../lib/plumbing/db";
import { workspaceOf } from "../../lib/viewer";
import { ownerOf } from "./staff";
import { at, ms, printTable, timesOf } from "./times";

const TIMES = 40;
const PEOPLE = 60;
/** So many pages are turned, one after the other. */
const TURNS = 40;

await openDatabase();
const [slug = "club", only = ""] = process.argv.slice(2);
const viewer = await ownerOf(slug);
const { id: workspaceId } = workspaceOf(viewer);

interface Somebody {
  name: string;
  email: string;
  company: string | null;
  companyId: string | null;
}

// From all over the table, so that not everything asked for lies in the same pages of it.
const people = await sql<Somebody>(
  `SELECT c.name, a.email, o.name AS company, c."companyId" FROM "Contact" c TABLESAMPLE SYSTEM (1)
   JOIN "Address" a ON a."workspaceId" = c."workspaceId" AND a."contactId" = c.id AND a.kind = 'primary'
   LEFT JOIN "Company" o ON o."workspaceId" = c."workspaceId" AND o.id = c."companyId" WHERE c."workspaceId" = $1::uuid ORDER BY md5(c.id::text) LIMIT ${PEOPLE}`,
  [workspaceId],
);
const employed = people.filter(({ companyId }) => companyId);
const tags = await sql<{ id: string }>(`SELECT id FROM "Tag" WHERE "workspaceId" = $1::uuid ORDER BY name`, [workspaceId]);
const person = (i: number) => people[i % people.length]!;
const worker = (i: number) => employed[i % employed.length]!;
const word = (text: string, n: number) => text.split(/[ .@]/)[n] ?? "smith";
const local = (i: number) => person(i).email.split("@")[0]!;
const tag = (i: number) => tags[i % tags.length]!.id;

/** One letter left out, or two swapped. */
const mistyped = (text: string, i: number) => (i % 2 ? text.slice(0, 3) + text.slice(4) : text.slice(0, 2) + text[3] + text[2] + text.slice(4));

const byName = usualOrder("name");
const sortOf = (i: number): Sort => SORTS[i % SORTS.length]!;
const turned = ({ sort, descending }: Order): Order => ({ sort, descending: !descending });

const SEARCHES: Record<string, (i: number) => string> = {
  "one letter": (i) => word(person(i).name, 0).slice(0, 1),
  "two letters": (i) => word(person(i).name, 1).slice(0, 2),
  "three letters": (i) => word(person(i).name, 1).slice(0, 3),
  "a first name (common)": (i) => word(person(i).name, 0),
  "a surname (common)": (i) => word(person(i).name, 1),
  "a full name": (i) => person(i).name,
  "surname and company": (i) => `${word(worker(i).name, 1)} ${word(worker(i).company!, 0)}`,
  "a company": (i) => worker(i).company!,
  "a whole address (rare)": (i) => person(i).email,
  "the middle of an address (rare)": (i) => local(i).slice(3),
  "a number in an address": (i) => word(person(i).email, 2),
  "a domain (common)": (i) => `@${person(i).email.split("@")[1]}`,
  "a tag's name": (i) => ["newsletter", "vip", "board", "alumni"][i % 4]!,
  "nothing like it": (i) => `${word(person(i).name, 0)}xq`,
  nonsense: (i) => ["qqqq", "zxzx", "1a2b3c", "ö?ü", "...", "%_%", "' OR 1=1"][i % 7]!,
};

const FILTERS: Record<string, (i: number) => Filter> = {
  everybody: () => ({}),
  "status: active": () => ({ status: "active" }),
  "status: inactive": () => ({ status: "inactive" }),
  "access: on": () => ({ access: "on" }),
  "access: off": () => ({ access: "off" }),
  "invited: yes": () => ({ invited: "yes" }),
  "invited: not yet": () => ({ invited: "no" }),
  "signed in: yes": () => ({ signedIn: "yes" }),
  "signed in: never": () => ({ signedIn: "never" }),
  "mail: bounced": () => ({ bounced: "yes" }),
  "mail: arrives": () => ({ bounced: "no" }),
  "seen: 7 days": () => ({ seen: "7" }),
  "seen: 30 days": () => ({ seen: "30" }),
  "seen: 90 days": () => ({ seen: "90" }),
  "seen: not for 30 days": () => ({ seen: "not30" }),
  "seen: not for 90 days": () => ({ seen: "not90" }),
  "seen: not for a year": () => ({ seen: "not365" }),
  "seen: never": () => ({ seen: "never" }),
  "one tag": (i) => ({ tags: [tag(i)] }),
  "two tags": (i) => ({ tags: [tag(i), tag(i + 3)] }),
  "a company": (i) => ({ companyId: worker(i).companyId! }),
  "bounced and inactive": () => ({ bounced: "yes", status: "inactive" }),
  "invited, never signed in": () => ({ invited: "yes", signedIn: "never" }),
  "bounced, and a surname": (i) => ({ bounced: "yes", search: word(person(i).name, 1) }),
  "all at once": (i) => ({
    status: "active",
    access: "on",
    invited: "yes",
    signedIn: "yes",
    bounced: "no",
    seen: "90",
    tags: [tag(0)],
    search: word(person(i).name, 0),
  }),
};

const list = async (filter: Filter, order: Order, from: string | null = null) => {
  const listed = await listContacts(viewer, filter, order, from);
  if (!listed.ok) throw new Error(listed.reason);
  return listed;
};

if ("searches".includes(only)) await searches();
if ("filters".includes(only)) await filters();
if ("turning".includes(only)) await turning();
if ("other".includes(only)) await other();
await closeDatabase();

async function searches(): Promise<void> {
  const rows = [];
  for (const [name, text] of Object.entries(SEARCHES)) {
    const first = await timesOf(TIMES, (i) => list({ search: text(i) }, byName));
    const seen = await timesOf(TIMES, (i) => list({ search: text(i) }, usualOrder("seen")));
    const last = await timesOf(TIMES, (i) => list({ search: text(i) }, byName, LAST_PAGE));
    rows.push([name, ...[first, seen, last].flatMap(both)]);
  }
  printTable(["search", "by name p50", "p95", "by last seen p50", "p95", "last page p50", "p95"], rows);
}

async function filters(): Promise<void> {
  const rows = [];
  for (const [name, filter] of Object.entries(FILTERS)) {
    const { count, exact } = (await list(filter(0), byName)).count;
    const row: (string | number)[] = [name, `${exact ? "" : "about "}${count.toLocaleString("en")}`];
    for (const sort of SORTS) row.push(...both(await timesOf(TIMES, (i) => list(filter(i), usualOrder(sort)))));
    row.push(both(await timesOf(TIMES, (i) => list(filter(i), turned(usualOrder(sortOf(i))))))[1]!);
    row.push(both(await timesOf(TIMES, (i) => list(filter(i), usualOrder(sortOf(i)), LAST_PAGE)))[1]!);
    rows.push(row);
  }
  printTable(["filter", "matches", "by name p50", "p95", "newest p50", "p95", "last seen p50", "p95", "other way round p95", "last page p95"], rows);
}

/** From the first page on, and back from the last one. */
async function turning(): Promise<void> {
  const rows = [];
  for (const [name, filter] of Object.entries({ everybody: {}, inactive: { status: "inactive" }, anna: { search: "anna" } } satisfies Record<string, Filter>))
    for (const sort of SORTS) {
      const order = usualOrder(sort);
      let from = (await list(filter, order)).next;
      const next = await timesOf(TURNS, async () => (from = (await list(filter, order, from)).next));
      from = (await list(filter, order, LAST_PAGE)).previous;
      const previous = await timesOf(TURNS, async () => (from = (await list(filter, order, from)).previous));
      rows.push([`${name}, by ${sort}`, ...both(next), ...both(previous)]);
    }
  printTable(["list", "next page p50", "p95", "back from the last p50", "p95"], rows);
}

async function other(): Promise<void> {
  const palette = (text: (i: number) => string) => () => timesOf(TIMES, (i) => findAnything(viewer, text(i)));
  const QUESTIONS: Record<string, () => Promise<number[]>> = {
    "palette: two letters": palette((i) => word(person(i).name, 1).slice(0, 2)),
    "palette: three letters": palette((i) => word(person(i).name, 1).slice(0, 3)),
    "palette: a first name": palette((i) => word(person(i).name, 0)),
    "palette: a full name": palette((i) => person(i).name),
    "palette: a company": palette((i) => worker(i).company!),
    "palette: an address": palette((i) => person(i).email),
    "palette: a mistyped name": palette((i) => mistyped(person(i).name, i)),
    "palette: nobody": palette((i) => `${word(person(i).name, 0)}xq`),
    "did you mean: a mistyped name": () => timesOf(TIMES, (i) => contactsNear(viewer, mistyped(person(i).name, i))),
    "did you mean: a mistyped address": () => timesOf(TIMES, (i) => contactsNear(viewer, mistyped(person(i).email, i))),
    "exact count before an act: inactive": () => timesOf(TIMES, () => countContactsExactly(viewer, { status: "inactive" })),
    "exact count before an act: a first name": () => timesOf(TIMES, (i) => countContactsExactly(viewer, { search: word(person(i).name, 0) })),
    "exact count before an act: everybody": () => timesOf(8, () => countContactsExactly(viewer, {})),
  };
  const rows = [];
  for (const [name, ask] of Object.entries(QUESTIONS)) rows.push([name, ...both(await ask())]);
  printTable(["what", "p50", "p95"], rows);
}

function both(sorted: number[]): string[] {
  return [ms(at(sorted, 50)), ms(at(sorted, 95))];
}
