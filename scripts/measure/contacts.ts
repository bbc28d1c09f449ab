// node scripts/run.mjs scripts/measure/contacts.ts [slug]: how long staff wait for a list of contacts, on the database of DATABASE_URL.
import { LAST_PAGE, listContacts } from "../../lib/contacts";
import { type Filter, type Order, usualOrder } from "../../lib/contacts/filter";
import { closeDatabase, openDatabase, sql } from "../../lib/plumbing/db";
import { newId } from "../../lib/values/id";
import { makeViewer, type Staff } from "../../lib/viewer";
import { workspaceById } from "../../lib/workspaces";

await openDatabase();
const slug = process.argv[2] ?? "club";
const [row] = await sql<{ id: string }>(`SELECT id FROM "Workspace" WHERE slug = $1`, [slug]);
const workspace = await workspaceById(row?.id ?? newId());
if (!workspace) throw new Error(`There is no workspace ${slug}.`);
const viewer = makeViewer<Staff>(workspace, {
  kind: "staff",
  staffId: newId(),
  role: "viewer",
  sessionId: newId(),
  name: "",
  email: "",
  freshAt: new Date(),
  passkeyAt: null,
  ip: "",
  userAgent: "",
  device: "",
});

const people = await sql<{ name: string; email: string; company: string | null; tagIds: string[]; companyId: string | null }>(
  `SELECT c.name, a.email, o.name AS company, c."tagIds", c."companyId" FROM "Contact" c TABLESAMPLE SYSTEM (0.05) JOIN "Address" a ON a."workspaceId" = c."workspaceId" AND a."contactId" = c.id AND a.kind = 'primary'
   LEFT JOIN "Company" o ON o.id = c."companyId" WHERE c."workspaceId" = $1::uuid LIMIT 60`,
  [workspace.id],
);
const tags = await sql<{ id: string }>(`SELECT id FROM "Tag" WHERE "workspaceId" = $1::uuid`, [workspace.id]);
const person = (i: number) => people[i % people.length]!;
const word = (text: string | null | undefined, n: number) => text?.split(/[ .@]/)[n] ?? "smith";

const byName = usualOrder("name");
const search =
  (of: (i: number) => string): ((i: number) => [Filter, Order, string?]) =>
  (i) => [{ search: of(i) }, byName];
const filtered =
  (filter: Filter, order = byName) =>
  (): [Filter, Order] => [filter, order];

const QUESTIONS: Record<string, (i: number) => [Filter, Order, string?]> = {
  "first page, by name": filtered({}),
  "first page, newest": filtered({}, usualOrder("created")),
  "first page, last seen": filtered({}, usualOrder("seen")),
  "first page, longest not seen": filtered({}, { sort: "seen", descending: false }),
  "last page, by name": () => [{}, byName, LAST_PAGE],
  "last page, newest": () => [{}, usualOrder("created"), LAST_PAGE],
  "last page, last seen": () => [{}, usualOrder("seen"), LAST_PAGE],
  "search: one letter": search((i) => word(person(i).name, 0).slice(0, 1)),
  "search: two letters": search((i) => word(person(i).name, 1).slice(0, 2)),
  "search: three letters": search((i) => word(person(i).name, 1).slice(0, 3)),
  "search: four letters": search((i) => word(person(i).name, 0).slice(0, 4)),
  "search: first name": search((i) => word(person(i).name, 0)),
  "search: full name": search((i) => person(i).name),
  "search: name and company": search((i) => `${word(person(i).name, 1)} ${word(person(i).company, 0)}`),
  "search: whole address": search((i) => person(i).email),
  "search: part of an address": search((i) => person(i).email.split("@")[0]!.slice(3)),
  "search: number in an address": search((i) => word(person(i).email, 2)),
  "search: domain": search((i) => `@${person(i).email.split("@")[1]}`),
  "search: company": search((i) => person(i).company ?? "Joinery"),
  "search: tag": search((i) => ["newsletter", "vip", "board", "alumni"][i % 4]!),
  "search: nothing like it": search((i) => `${word(person(i).name, 0)}xq`),
  "search: nonsense": search((i) => ["qqqq", "zxzx", "1a2b3c", "ö?ü", "...", "%_%", "' OR 1=1"][i % 7]!),
  "search by last seen": (i) => [{ search: word(person(i).name, 1) }, usualOrder("seen")],
  "search, last page": (i) => [{ search: word(person(i).name, 0) }, byName, LAST_PAGE],
  "filter: inactive": filtered({ status: "inactive" }),
  "filter: inactive, last page": () => [{ status: "inactive" }, byName, LAST_PAGE],
  "filter: bounced": filtered({ bounced: "yes" }),
  "filter: bounced, last seen": filtered({ bounced: "yes" }, usualOrder("seen")),
  "filter: bounced and inactive": filtered({ bounced: "yes", status: "inactive" }),
  "filter: no access": filtered({ access: "off" }),
  "filter: invited, never signed in": filtered({ invited: "yes", signedIn: "never" }),
  "filter: never signed in, last seen": filtered({ signedIn: "never" }, usualOrder("seen")),
  "filter: invited, not signed in, newest": filtered({ invited: "yes", signedIn: "never" }, usualOrder("created")),
  "filter: seen within 7 days": filtered({ seen: "7" }),
  "filter: not seen for a year": filtered({ seen: "not365" }),
  "filter: not seen for a year, last seen": filtered({ seen: "not365" }, usualOrder("seen")),
  "filter: tag": (i) => [{ tags: [tags[i % tags.length]!.id] }, byName],
  "filter: two tags": (i) => [{ tags: [tags[i % tags.length]!.id, tags[(i + 3) % tags.length]!.id] }, byName],
  "filter: company": (i) => [{ companyId: person(i).companyId ?? person(i + 1).companyId ?? undefined }, byName],
  "filter: bounced and search": (i) => [{ bounced: "yes", search: word(person(i).name, 1) }, byName],
  "filter: all at once": (i) => [
    { status: "active", access: "on", invited: "yes", signedIn: "yes", bounced: "no", seen: "90", search: word(person(i).name, 0), tags: [tags[i % 3]!.id] },
    byName,
  ],
};

const TIMES = Number(process.env.TIMES ?? 40);
const only = process.argv[3];
const table: Record<string, Record<string, number | string>> = {};
for (const [name, ask] of Object.entries(QUESTIONS)) {
  if (only && !name.includes(only)) continue;
  const times: number[] = [];
  let rows = 0;
  for (let i = 0; i < TIMES; i++) {
    const [filter, order, from] = ask(i);
    times.push(await timed(async () => (rows = await length(listContacts(viewer, filter, order, from ?? null)))));
  }
  table[name] = { rows, p50: at(times, 50), p95: at(times, 95), max: at(times, 100) };
}
console.table(table);
await closeDatabase();

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function length(listed: ReturnType<typeof listContacts>): Promise<number> {
  const found = await listed;
  return found.ok ? found.contacts.length : -1;
}

function at(times: number[], percent: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))]!) / 10;
}
