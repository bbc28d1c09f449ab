// node scripts/run.mjs scripts/measure/steady.ts [seconds] [slug] [servers] [asking]: what members feel of one server, or of some in turns, on the database of
// DATABASE_URL, at a steady pace: people ask for links; the same while a large import runs; and who is signed in opens pages. With `asking` only the
// first of them, for a long time, told in parts of ten minutes: what a server holds is told every minute. Needs `npm run build`.
import { readdirSync, readFileSync } from "node:fs";
import { Agent } from "node:http";
import { performance } from "node:perf_hooks";
import { PlainBrowser } from "../../e2e/support/form";
import { importOf, startImport } from "../../lib/imports";
import { receiveImport } from "../../lib/imports/receive";
import { closeDatabase, openDatabase, sql } from "../../lib/plumbing/db";
import { env } from "../../lib/plumbing/env";
import { startProvider } from "../../lib/testing/provider";
import { storeSession } from "../../lib/testing/session";
import { workspaceOf } from "../../lib/viewer";
import { Server } from "../faults/server";
import { askFor, paced, SPREAD, spread, tally } from "./asking";
import { sheet } from "./sheet";
import { ownerOf } from "./staff";
import { printTable } from "./times";

const ASKED_PER_SECOND = 50;
const PAGES_PER_SECOND = 100;
const UNKNOWN_PERCENT = 40;
const IMPORTED_ROWS = 100_000;
const MEMBERS = 500;
const PORT = 4180;
const PART_SECONDS = 600;

const [seconds = "120", slug = "club", count = "1", only] = process.argv.slice(2);
await openDatabase();
const owner = await ownerOf(slug);
const workspace = workspaceOf(owner);
const host = `${slug}.localhost:${PORT}`;
/** Of all workspaces: one business whom fifty a second ask counts as under attack. So many that nobody is asked for more than three times an hour. */
const percent = Number(seconds) > 1_200 ? 1 : 0.3;
const people = await sql<{ slug: string; email: string }>(
  `SELECT w.slug, a.email FROM (SELECT * FROM "Contact" TABLESAMPLE SYSTEM (${percent}) WHERE active AND "portalAccess" AND NOT bounced) c JOIN "Workspace" w ON w.id = c."workspaceId"
   JOIN "Address" a ON a."workspaceId" = c."workspaceId" AND a."contactId" = c.id AND a.kind = 'primary' ORDER BY md5(a.email) LIMIT $1::int`,
  [2 * Number(seconds) * ASKED_PER_SECOND],
);
const members = await sql<{ contactId: string; addressId: string }>(
  `SELECT c.id AS "contactId", a.id AS "addressId" FROM "Contact" c JOIN "Address" a ON a."workspaceId" = c."workspaceId" AND a."contactId" = c.id AND a.kind = 'primary'
   WHERE c."workspaceId" = $1::uuid AND c.active AND c."portalAccess" LIMIT ${MEMBERS}`,
  [workspace.id],
);
const provider = await startProvider();
const ports = Array.from({ length: Number(count) }, (_, i) => PORT + i);
const portOf = (i: number) => ports[i % ports.length]!;
const settings = {
  ...{ DATABASE_URL: env().DATABASE_URL, AUTH_SECRET: env().AUTH_SECRET, BASE_URL: `http://localhost:${PORT}`, LOG_LEVEL: "error", TRUSTED_PROXIES: "1" },
  ...{ RESEND_API_KEY: "re_steady", RESEND_BASE_URL: provider.url, RESEND_RATE_PER_SECOND: "50", MAIL_FROM: "portal@example.com" },
};
const servers = ports.map((port) => new Server(port, settings));
const rows: (string | number)[][] = [];

try {
  await Promise.all(servers.map((server) => server.start()));
  const { fields } = await new PlainBrowser(PORT, host).fill("/sign-in", { email: "x" });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let asked = 0;
  const ask = async (i: number) => {
    const n = asked++;
    const somebody = people[n % people.length]!;
    const email = i % 100 < UNKNOWN_PERCENT ? `nobody${n}@example.com` : somebody.email;
    return askFor(agent, portOf(n), `${somebody.slug}.localhost:${PORT}`, { ...fields, email }, n);
  };
  const began = performance.now();
  const telling = only === "asking" && setInterval(() => tellHeld(servers, began), 60_000);
  for (let left = Number(seconds), part = 1; left > 0; left -= PART_SECONDS, part++)
    await phase(`asking, ${ASKED_PER_SECOND} a second, part ${part}`, ASKED_PER_SECOND, ask, Math.min(left, PART_SECONDS));
  if (telling) clearInterval(telling);
  else await others(ask);
} finally {
  await Promise.all(servers.map((server) => server.kill()));
  await provider.close();
  await closeDatabase();
}
printTable(["milliseconds", ...SPREAD], rows);

type Work = (i: number) => Promise<{ took: number; answer: string }>;

async function others(ask: Work): Promise<void> {
  const done = importing();
  await phase(`asking while ${IMPORTED_ROWS.toLocaleString("en")} rows are imported`, ASKED_PER_SECOND, ask);
  console.log(`The import took ${((await done) / 1_000).toFixed(0)} s.`);
  const browsers: PlainBrowser[] = [];
  for (const [i, member] of members.entries()) browsers.push(await browserOf(member, portOf(i)));
  await phase(`the portal's first page, ${PAGES_PER_SECOND} a second`, PAGES_PER_SECOND, async (i) => {
    const began = performance.now();
    const { status } = await browsers[i % browsers.length]!.get("/");
    return { took: performance.now() - began, answer: String(status) };
  });
}

async function phase(name: string, perSecond: number, work: Work, lasts = Number(seconds)): Promise<void> {
  const all: Awaited<ReturnType<Work>>[] = [];
  const took = await paced(lasts * perSecond, perSecond, async (i) => void all.push(await work(i)));
  console.log(`${name}: ${(all.length / took).toFixed(0)} a second: ${tally(all.map(({ answer }) => answer))}`);
  rows.push([name, ...spread(all.map((one) => one.took))]);
  console.log(rows.at(-1)!.join(" | "));
}

/** Memory and open files, as the system counts them. */
function tellHeld(servers: Server[], began: number): void {
  const minutes = Math.round((performance.now() - began) / 60_000);
  for (const { pid } of servers) {
    const [, kB] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    console.log(`After ${minutes} minutes: ${Math.round(Number(kB) / 1_000)} MB, ${readdirSync(`/proc/${pid}/fd`).length} open files.`);
  }
  // Two hours of mails are more than this process should hold.
  provider.sent.length = 0;
  provider.calls.length = 0;
}

/** The server does the work; gives how long it took. */
async function importing(): Promise<number> {
  const received = await receiveImport(owner, "people.csv", sheet(IMPORTED_ROWS, Date.now().toString(36)));
  if (!received.ok) throw new Error(received.reason);
  const began = performance.now();
  const { mapping } = (await importOf(owner, received.id))!;
  await startImport(owner, received.id, { mapping, duplicates: "skip" });
  while ((await importOf(owner, received.id))!.state === "running") await new Promise((later) => setTimeout(later, 500));
  return performance.now() - began;
}

async function browserOf({ contactId, addressId }: { contactId: string; addressId: string }, port: number): Promise<PlainBrowser> {
  const browser = new PlainBrowser(port, host);
  browser.cookies.set("foyer.session", await storeSession(workspace, { kind: "member", contactId, addressId }));
  return browser;
}
