// node scripts/run.mjs scripts/measure/growth.ts [slug]: what the everyday things cost on the database of DATABASE_URL, which becomes a point in
// docs/growth.json, and all points a picture in docs/growth.svg. In the server's own functions, one after another.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listActivity } from "../../lib/activity/list";
import { listContacts } from "../../lib/contacts";
import { contactOf } from "../../lib/contacts/contact";
import { usualOrder } from "../../lib/contacts/filter";
import { timelineOf } from "../../lib/contacts/timeline";
import { examine } from "../../lib/doctor";
import { cleanUp } from "../../lib/maintenance";
import { closeDatabase, openDatabase, sql } from "../../lib/plumbing/db";
import { viewerOf } from "../../lib/sessions";
import { TestBrowser } from "../../lib/testing/cast";
import { askAs, forgetLimits, press } from "../../lib/testing/door";
import { workspaceOf } from "../../lib/viewer";
import { ROOT } from "../steps.mjs";
import { type Point, plot } from "./plot";
import { ownerOf } from "./staff";
import { at, ms, printTable, timesOf } from "./times";

const PEOPLE = 100;
const CLEANINGS = 10;
const [JSON_FILE, SVG_FILE] = [join(ROOT, "docs/growth.json"), join(ROOT, "docs/growth.svg")];

await openDatabase();
const [slug = "club"] = process.argv.slice(2);
const owner = await ownerOf(slug);
const workspace = workspaceOf(owner);
// From all over the table.
const people = await sql<{ id: string; name: string; email: string }>(
  `SELECT DISTINCT ON (c.id) c.id, c.name, a.email FROM (SELECT min("createdAt") AS first, max("createdAt") AS last FROM "Contact" WHERE "workspaceId" = $1::uuid) span,
     generate_series(1, ${PEOPLE}) i, LATERAL (
       SELECT * FROM "Contact" c WHERE c."workspaceId" = $1::uuid AND c."createdAt" >= span.first + (span.last - span.first) * i / ${PEOPLE + 1}
         AND c.active AND c."portalAccess" AND NOT c.bounced ORDER BY c."createdAt" LIMIT 1
     ) c JOIN "Address" a ON a."workspaceId" = c."workspaceId" AND a."contactId" = c.id AND a.kind = 'primary'`,
  [workspace.id],
);
const person = (i: number) => people[i % people.length]!;
const browsers = people.map((_, i) => new TestBrowser(`198.51.100.${i}`));
const tokens: string[] = [];
await forgetLimits();

const WORK: Record<string, (i: number) => Promise<unknown>> = {
  "asking, and its mail written": async (i) => {
    tokens[i] = (await askAs({ workspace }, browsers[i]!, person(i).email)).token!;
  },
  redeeming: async (i) => {
    const done = await press({ workspace }, browsers[i]!, tokens[i]!);
    if (!done.ok) throw new Error(`A link could not be redeemed: ${done.reason}.`);
  },
  "who is signed in": (i) => viewerOf(workspace, browsers[i]!.visitor),
  "list of contacts": () => listContacts(owner, {}, usualOrder("name")),
  "search for a full name": (i) => listContacts(owner, { search: person(i).name }, usualOrder("name")),
  "a contact and their story": (i) => Promise.all([contactOf(owner, person(i).id), timelineOf(owner, person(i).id)]),
  "activity log": () => listActivity(owner),
  "sign-in doctor": (i) => examine(owner, person(i).email),
};

const times: Record<string, { p50: number; p95: number }> = {};
const note = (what: string, sorted: number[]) => (times[what] = { p50: at(sorted, 50), p95: at(sorted, 95) });
for (const [what, work] of Object.entries(WORK)) note(what, await timesOf(people.length, work));
// Made-up sessions are up to a year old: that is behind us once.
do await cleanUp();
while ((await sql(`SELECT FROM "Session" WHERE "expiresAt" < now() - interval '91 days' LIMIT 1`, [])).length);
note("cleaning up, nothing to do", await timesOf(CLEANINGS, cleanUp));

// By the statistics of the database: counting tens of millions takes longer than a statement may.
const [size] = await sql<{ contacts: number; sessions: number; entries: number; bytes: number }>(
  `SELECT rows('Contact') AS contacts, rows('Session') AS sessions, rows('Activity') AS entries, pg_database_size(current_database())::float8 AS bytes`.replace(
    /rows\('(\w+)'\)/g,
    "(SELECT round(reltuples::numeric, -3)::int FROM pg_class WHERE relname = '$1')",
  ),
  [],
);
const points = existsSync(JSON_FILE) ? (JSON.parse(readFileSync(JSON_FILE, "utf8")) as Point[]) : [];
const all = [...points.filter(({ contacts }) => contacts !== size!.contacts), { ...size!, times }].sort((a, b) => a.contacts - b.contacts);
writeFileSync(JSON_FILE, `${JSON.stringify(all, null, 2)}\n`);
writeFileSync(SVG_FILE, plot(all));
printTable(
  ["what", ...all.flatMap(({ contacts }) => [`${contacts.toLocaleString("en")}: p50`, "p95"])],
  Object.keys(times).map((what) => [what, ...all.flatMap((point) => [ms(point.times[what]?.p50 ?? 0), ms(point.times[what]?.p95 ?? 0)])]),
);
await closeDatabase();
