// How PostgreSQL would run each statement of the product in a database of some size: no tenant table is read from end to end, and
// nothing is sorted that is much more than a page. The statements are those the tests ran (lib/testing/statements.ts).
//   npm run plans                       as long as the tests on PostgreSQL, and half a minute
//   npm run plans -- lib/companies      what some tests ran
//   npm run plans -- --at postgres://… --workspace club      in a database that is full already, as if its largest workspace asked
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { deserialize } from "node:v8";
import pg from "pg";
import { startPostgres } from "./postgres.mjs";
import { fill, workspaceId } from "./scale/fill.mjs";
import { ROOT } from "./steps.mjs";

const VITEST = join(createRequire(join(ROOT, "package.json")).resolve("vitest/package.json"), "../vitest.mjs");

const WORKSPACES = 20;
const ROWS = 30_000;
/** Rows in a sort that the planner expects at most: a page, and what a filter leaves of a few pages. */
const MAX_SORTED = 500;
/** A limit that ends a scan after a tenth of it has found what it wanted. */
const STOPS_EARLY = 10;
/** Not the product: the demo's data, and tools. */
const OTHERS = /^(?:prisma|scripts)\//;
/** A table with fewer rows is read as it is. */
const SMALL = 2_000;

/** Right as they are. */
const EXCEPTIONS = [
  // The built-in mailbox exists only on localhost, without a provider.
  { where: "lib/", what: "OutboxMail" },
  // An index of nothing but the few that are sealed.
  { where: "lib/mail/retention.ts", what: "Mail_sealed" },
  // One row for each workspace, in a chore that one process does once a minute.
  { where: "lib/activity/archive.ts", what: "sorts" },
  // Looks through 12,000 contacts in the list's order at most, which is more than a workspace has here.
  { where: "lib/contacts/page.ts", what: "sorts" },
];

/** What has to be found; else nothing here means anything. */
const WRONG = [
  { text: 'SELECT id FROM "Contact" WHERE "workspaceId" <> $1::uuid AND note = $2', values: ["x"] },
  { text: 'SELECT id FROM "Contact" WHERE "workspaceId" = $1::uuid AND id::text <> $2 ORDER BY note LIMIT 50', values: ["x"] },
  { text: 'SELECT "contactId", count(*) FROM "Activity" WHERE $1::uuid IS NOT NULL AND action <> $2 GROUP BY 1', values: ["x"] },
];
const FEWEST_STATEMENTS = 500;

const { values: options, positionals: files } = parseArgs({ allowPositionals: true, options: { at: { type: "string" }, workspace: { type: "string" } } });
const postgres = await startPostgres();
if (!postgres) throw new Error("PostgreSQL is needed on this machine: initdb and pg_ctl were not found.");
const folder = mkdtempSync(join(tmpdir(), "foyer-statements-"));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
process.once("exit", () => {
  postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
const { status } = spawnSync(process.execPath, [VITEST, "run", "--reporter=dot", ...files], {
  cwd: ROOT,
  stdio: "inherit",
  env: { ...process.env, TEST_DATABASE_URL: postgres.url, TEST_STATEMENTS: folder },
});
if (status) console.log("Some tests failed; what they ran is looked at all the same.");
if (!(await checkPlans(options.at ?? (await filled(postgres.url)))) || status) process.exitCode = 1;

/** A copy of the migrated template, full of rows. */
async function filled(url) {
  const name = "foyer_plans";
  await once(url, (db) => db.query(`DROP DATABASE IF EXISTS ${name}`).then(() => db.query(`CREATE DATABASE ${name} TEMPLATE foyer_template`)));
  const at = new URL(url);
  at.pathname = `/${name}`;
  await once(at.href, (db) => fill(db, { workspaces: WORKSPACES, rows: ROWS }));
  return at.href;
}

/** Looks at every statement. Says what is wrong; true when nothing is. */
function checkPlans(url) {
  return once(url, async (db) => {
    // Of memory and solid disks, as nearly everybody has.
    await db.query("SET random_page_cost = 1.1");
    const look = await looker(db);
    for (const { text, values } of WRONG)
      if (!(await look({ text, values: [look.own, ...values] })).length) throw new Error(`Nothing wrong was found with ${text}`);
    const statements = readStatements(look.own);
    if (!files.length && statements.length < FEWEST_STATEMENTS)
      throw new Error(`Only ${statements.length} statements were written down: the tests run many more.`);
    const wrong = new Set();
    for (const statement of statements) {
      for (const what of await look(statement))
        if (!EXCEPTIONS.some((e) => statement.where.startsWith(e.where) && what.includes(e.what)))
          wrong.add(`${statement.where}: ${what}\n    ${statement.text.replace(/\s+/g, " ").slice(0, 600)}`);
    }
    console.log([...wrong, `${statements.length} statements on ${look.size}: ${wrong.size} cost more the more there is.`].join("\n"));
    return wrong.size === 0;
  });
}

async function looker(db) {
  const { rows: tables } = await db.query("SELECT relname AS name, reltuples::float8 AS count FROM pg_class WHERE relkind = 'r'");
  const small = new Set(tables.filter(({ count }) => count < SMALL).map(({ name }) => name));
  const { rows } = await db.query(`SELECT id FROM "Workspace" WHERE ${options.at ? "slug = $1" : `id = ${workspaceId("7")} AND $1::text IS NULL`}`, [
    options.workspace,
  ]);
  const [own] = rows;
  if (!own) throw new Error("There is no such workspace: name one of that database with --workspace.");
  const look = async ({ text, values }) => {
    try {
      const explained = await db.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
      return [...faults(explained.rows[0]["QUERY PLAN"][0].Plan, small)];
    } catch (error) {
      return [`could not be explained: ${error.message}`];
    }
  };
  const size = ["Contact", "Session", "Activity"].map((name) => `${Math.round(tables.find((table) => table.name === name).count)} of ${name}`).join(", ");
  return Object.assign(look, { own: own.id, size });
}

async function once(url, work) {
  const db = new pg.Client(url);
  await db.connect();
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}

/** With a workspace of the full database in the place of the tests' own. */
function readStatements(own) {
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").trim().split("\n"));
  const read = lines.filter(Boolean).map((line) => JSON.parse(line));
  const statements = read.filter(({ where }) => !OTHERS.test(where)).map((s) => ({ ...s, values: deserialize(Buffer.from(s.values, "base64")) }));
  const theirs = workspacesIn(statements);
  return statements.map((s) => ({ ...s, values: s.values.map((value) => moved(value, theirs, own)) }));
}

function workspacesIn(statements) {
  const found = new Set();
  for (const { text, values } of statements) {
    for (const [, n] of text.matchAll(/"workspaceId" = \$(\d+)/g)) if (typeof values[n - 1] === "string") found.add(values[n - 1]);
  }
  return found;
}

function moved(value, theirs, own) {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map((v) => moved(v, theirs, own));
  return theirs.has(value) ? own : value;
}

/** `limit`: what is above asks for so little that it costs this much. */
function* faults(node, small, limit = Number.POSITIVE_INFINITY) {
  const { "Node Type": type, "Relation Name": table, "Total Cost": cost, Plans: children = [] } = node;
  const within = type === "Limit" ? Math.min(limit, cost) : limit;
  const whole = within > cost / STOPS_EARLY;
  if (type === "Seq Scan" && !small.has(table) && whole) yield `reads all of ${table}`;
  if (/^Index/.test(type) && table && !small.has(table) && !node["Index Cond"] && whole) yield `reads all of ${table} through ${node["Index Name"]}`;
  if (type === "Sort" && children[0]["Plan Rows"] > MAX_SORTED) yield `sorts ${children[0]["Plan Rows"]} rows by ${node["Sort Key"].join(", ")}`;
  for (const child of children) yield* faults(child, small, within);
}
