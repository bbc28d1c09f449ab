// node scripts/run.mjs scripts/measure/pages.ts [slug]: the same as a browser asks for it, from the server of BASE_URL that is running on this database.
import { LAST_PAGE } from "../../lib/contacts";
import { closeDatabase, db, openDatabase } from "../../lib/plumbing/db";
import { env } from "../../lib/plumbing/env";
import { storeSession } from "../../lib/testing/session";
import { workspaceOf } from "../../lib/viewer";
import { ownerOf } from "./staff";
import { at, ms, printTable, timesOf } from "./times";

const TIMES = 40;

await openDatabase();
const [slug = "club"] = process.argv.slice(2);
const viewer = await ownerOf(slug);
const workspace = workspaceOf(viewer);
const cookie = `foyer.session=${await storeSession(workspace, { kind: "staff", staffId: viewer.staffId })}`;
const people = await db().contact.findMany({ where: { workspaceId: workspace.id }, orderBy: { phone: "asc" }, take: TIMES, select: { id: true, name: true } });
const name = (i: number) => people[i % people.length]!.name;
const q = (text: string) => new URLSearchParams({ q: text });

const PAGES: Record<string, (i: number) => string> = {
  "an empty page (what asking costs)": () => "/dashboard/no-such-page",
  "contacts, first page": () => "/dashboard/contacts",
  "contacts, last page": () => `/dashboard/contacts?from=${LAST_PAGE}`,
  "contacts, last seen": () => "/dashboard/contacts?sort=seen",
  "contacts, bounced": () => "/dashboard/contacts?bounced=yes",
  "search: a first name": (i) => `/dashboard/contacts?${q(name(i).split(" ")[0]!)}`,
  "search: a full name": (i) => `/dashboard/contacts?${q(name(i))}`,
  "search: nobody, and who is near": (i) => `/dashboard/contacts?${q(`${name(i).slice(0, 3)}${name(i).slice(4)}`)}`,
  "one contact": (i) => `/dashboard/contacts/${people[i % people.length]!.id}`,
  "palette: a full name": (i) => `/dashboard/find?${q(name(i))}`,
  "palette: three letters": (i) => `/dashboard/find?${q(name(i).slice(0, 3))}`,
};

const rows = [];
for (const [what, path] of Object.entries(PAGES)) {
  await asked(path(0));
  const sorted = await timesOf(TIMES, (i) => asked(path(i)));
  rows.push([what, ms(at(sorted, 50)), ms(at(sorted, 95))]);
}
printTable(["page", "p50", "p95"], rows);
await closeDatabase();

async function asked(path: string): Promise<void> {
  const response = await fetch(`${env().BASE_URL.origin}${path}`, { headers: { host: new URL(workspace.origin).host, cookie }, redirect: "manual" });
  await response.text();
  if (response.status !== 200 && response.status !== 404) throw new Error(`${response.status} ${path}`);
}
