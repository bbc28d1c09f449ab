// node scripts/run.mjs scripts/measure/pages.ts [slug]: the same as a browser asks for it, from the server of BASE_URL that is running on this database.
import { PlainBrowser } from "../../e2e/support/form";
import { LAST_PAGE } from "../../lib/contacts";
import { closeDatabase, db, openDatabase } from "../../lib/plumbing/db";
import { env } from "../../lib/plumbing/env";
import { storeSession } from "../../lib/testing/session";
import { workspaceOf } from "../../lib/viewer";
import { ownerOf } from "./staff";
import { at, ms, printTable, timesOf } from "./times";

const TIMES = 40;
const NOWHERE = "/dashboard/no-such-page";

await openDatabase();
const [slug = "club"] = process.argv.slice(2);
const viewer = await ownerOf(slug);
const workspace = workspaceOf(viewer);
const browser = new PlainBrowser(Number(env().BASE_URL.port), new URL(workspace.origin).host);
browser.cookies.set("foyer.session", await storeSession(workspace, { kind: "staff", staffId: viewer.staffId }));
const found = await db().contact.findMany({
  where: { workspaceId: workspace.id },
  orderBy: { phone: "asc" },
  take: TIMES,
  select: { id: true, name: true, addresses: { where: { kind: "primary" }, select: { email: true } } },
});
const people = found.map(({ addresses, ...contact }) => ({ ...contact, email: addresses[0]!.email }));
const name = (i: number) => people[i % people.length]!.name;
const q = (text: string) => new URLSearchParams({ q: text });

const PAGES: Record<string, (i: number) => string> = {
  "an empty page (what asking costs)": () => NOWHERE,
  "contacts, first page": () => "/dashboard/contacts",
  "contacts, last page": () => `/dashboard/contacts?from=${LAST_PAGE}`,
  "contacts, last seen": () => "/dashboard/contacts?sort=seen",
  "contacts, bounced": () => "/dashboard/contacts?bounced=yes",
  "search: a first name": (i) => `/dashboard/contacts?${q(name(i).split(" ")[0]!)}`,
  "search: a full name": (i) => `/dashboard/contacts?${q(name(i))}`,
  "search: nobody, and who is near": (i) => `/dashboard/contacts?${q(`${name(i).slice(0, 3)}${name(i).slice(4)}`)}`,
  "one contact": (i) => `/dashboard/contacts/${people[i % people.length]!.id}`,
  "palette: a full name": (i) => `/dashboard/find?${q(name(i))}`,
  activity: () => "/dashboard/activity",
  "activity: sign-ins": () => "/dashboard/activity?type=SIGN_IN",
  "activity: a type nothing is of": () => "/dashboard/activity?type=SECURITY",
  "activity of a day, long ago": (i) => `/dashboard/activity?from=2025-0${1 + (i % 9)}-11&to=2025-0${1 + (i % 9)}-11`,
  "activity of one contact": (i) => `/dashboard/activity?contact=${people[i % people.length]!.email}`,
  companies: () => "/dashboard/companies",
  mail: () => "/dashboard/mail",
  "doctor: about an address": (i) => `/dashboard/doctor?${new URLSearchParams({ about: people[i % people.length]!.email })}`,
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
  const { status } = await browser.get(path);
  if (status !== (path === NOWHERE ? 404 : 200)) throw new Error(`${status} ${path}`);
}
