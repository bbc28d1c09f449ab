// node scripts/run.mjs scripts/measure/links.ts [seconds] [expired]: one server on the database of DATABASE_URL, with millions of links that
// are over: people finish signing in at a steady pace; they are cleaned up while people ask; and somebody tries out made-up
// links, a thousand a second. Needs `npm run build`.
import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import pg from "pg";
import { PlainBrowser } from "../../e2e/support/form";
import { cleanUp } from "../../lib/maintenance";
import { closeDatabase, openDatabase, sql } from "../../lib/plumbing/db";
import { env } from "../../lib/plumbing/env";
import { keyedHash } from "../../lib/plumbing/secrets";
import { startProvider } from "../../lib/testing/provider";
import { newId } from "../../lib/values/id";
import { newToken } from "../../lib/values/token";
import { Server } from "../faults/server";
import { type Answered, askFor, paced, SPREAD, spread, tally } from "./asking";
import { at, ms, printTable } from "./times";

const PER_SECOND = 50;
const GUESSES_PER_SECOND = 1_000;
/** Beside the guesses, so that those who ask are few: it is their time that counts. */
const ASKED_WHILE_GUESSING = 10;
const UNKNOWN_PERCENT = 40;
const GUESSING_NETWORKS = 20;
const FILLED_AT_ONCE = 500_000;
const PORT = 4180;

const [seconds = "60", expired = "5000000"] = process.argv.slice(2);
await openDatabase();
await fillExpired(Number(expired));
const wanted = Number(seconds) * PER_SECOND;
/** Of all workspaces: one business whom fifty a second ask counts as under attack. */
const people = await sql<{ slug: string; email: string; workspaceId: string; contactId: string; addressId: string }>(
  `SELECT w.slug, a.email, w.id AS "workspaceId", c.id AS "contactId", a.id AS "addressId"
   FROM (SELECT * FROM "Contact" TABLESAMPLE SYSTEM (0.5) WHERE active AND "portalAccess" AND NOT bounced) c JOIN "Workspace" w ON w.id = c."workspaceId"
   JOIN "Address" a ON a."workspaceId" = c."workspaceId" AND a."contactId" = c.id AND a.kind = 'primary' ORDER BY md5(a.email) LIMIT $1::int`,
  [3 * wanted],
);
const provider = await startProvider();
const server = new Server(PORT, {
  ...{ DATABASE_URL: env().DATABASE_URL, AUTH_SECRET: env().AUTH_SECRET, BASE_URL: `http://localhost:${PORT}`, LOG_LEVEL: "error", TRUSTED_PROXIES: "1" },
  ...{ RESEND_API_KEY: "re_links", RESEND_BASE_URL: provider.url, RESEND_RATE_PER_SECOND: "50", MAIL_FROM: "portal@example.com" },
});
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const rows: (string | number)[][] = [];
let asked = 0;

try {
  await server.start();
  const { fields } = await new PlainBrowser(PORT, `${people[0]!.slug}.localhost:${PORT}`).fill("/sign-in", { email: "x" });
  const ask = (i: number) => {
    const n = asked++;
    const somebody = people[n % people.length]!;
    const email = i % 100 < UNKNOWN_PERCENT ? `nobody${n}@example.com` : somebody.email;
    return askFor(agent, PORT, `${somebody.slug}.localhost:${PORT}`, { ...fields, email }, n);
  };
  await phase("warming up", 10, 20, ask);
  rows.length = 0;

  const tokens = await linksFor(people.slice(0, wanted));
  const visit = (i: number) => {
    const browser = new PlainBrowser(PORT, `${people[i]!.slug}.localhost:${PORT}`, { "x-forwarded-for": `198.18.${(i >> 8) & 255}.${i & 255}` });
    return { browser, path: `/magic-login/${tokens[i]}` };
  };
  await phase(`opening links, ${PER_SECOND} a second`, Number(seconds), PER_SECOND, async (i) => {
    const { browser, path } = visit(i);
    const began = performance.now();
    const { status } = await browser.get(path);
    return { took: performance.now() - began, answer: String(status) };
  });
  const first = visit(0);
  const form = await first.browser.fill(first.path, {}, "Continue");
  await phase(`finishing, ${PER_SECOND} a second`, Number(seconds), PER_SECOND, async (i) => {
    const { browser, path } = visit(i);
    const began = performance.now();
    const { status } = await browser.post({ path, fields: { ...form.fields, token: tokens[i]! } });
    return { took: performance.now() - began, answer: `${status}${browser.cookies.has("foyer.session") ? " with a session" : ""}` };
  });

  await phase(`asking, ${PER_SECOND} a second`, Number(seconds), PER_SECOND, ask);
  const batches = timedDeletes();
  let over = false;
  const cleaning = cleanUntil(() => over);
  await phase("asking while links are cleaned up", Number(seconds), PER_SECOND, ask);
  over = true;
  await cleaning;
  batches.sort((a, b) => a - b);
  console.log(`${batches.length} statements of the cleanup: ${[50, 95, 99, 100].map((p) => `${ms(at(batches, p))} ms`).join(", ")} (50, 95, 99, 100 %).`);

  await phase(`asking, ${ASKED_WHILE_GUESSING} a second`, Number(seconds), ASKED_WHILE_GUESSING, ask);
  let stop = false;
  const flood = guess(() => stop);
  await phase("asking while links are guessed", Number(seconds), ASKED_WHILE_GUESSING, ask);
  stop = true;
  console.log(`Guessed: ${await flood}`);
} finally {
  await server.kill();
  await provider.close();
  await closeDatabase();
}
printTable(["milliseconds", ...SPREAD], rows);

async function phase(name: string, lasts: number, perSecond: number, work: (i: number) => Promise<Answered>): Promise<void> {
  const all: Answered[] = [];
  const took = await paced(lasts * perSecond, perSecond, async (i) => void all.push(await work(i)));
  console.log(`${name}: ${(all.length / took).toFixed(0)} a second: ${tally(all.map(({ answer }) => answer))}`);
  rows.push([name, ...spread(all.map((one) => one.took))]);
}

/** Two months old and older, half of them used, of all contacts in turn. */
async function fillExpired(count: number): Promise<void> {
  const db = new pg.Client(env().DATABASE_URL);
  await db.connect();
  const over = await db.query<{ have: number }>(`SELECT count(*)::int AS have FROM "SignInLink" WHERE "expiresAt" < now() - interval '30 days'`);
  for (let have = over.rows[0]!.have; have < count; have += FILLED_AT_ONCE) {
    await db.query(
      `INSERT INTO "SignInLink" (id, "workspaceId", purpose, "tokenHash", "contactId", "addressId", "emailKey", "lifetimeMinutes", "createdAt", "sentAt", "expiresAt", "usedAt", "codeHash")
       SELECT gen_random_uuid(), a."workspaceId", 'portal_login', sha256((random()::text || a.id)::bytea), a."contactId", a.id, a."emailKey", 15, t.at, t.at, t.at + interval '15 minutes',
         CASE WHEN random() < 0.5 THEN t.at + interval '1 minute' END, sha256(a.id::text::bytea)
       FROM (SELECT * FROM "Address" TABLESAMPLE SYSTEM (20) LIMIT $1::int) a, LATERAL (SELECT now() - interval '60 days' - random() * interval '60 days' AS at WHERE a.id IS NOT NULL) t`,
      [Math.min(FILLED_AT_ONCE, count - have)],
    );
    console.log(`${Math.min(have + FILLED_AT_ONCE, count).toLocaleString("en")} links that are over …`);
  }
  await db.query('VACUUM ANALYZE "SignInLink"');
  await db.end();
}

/** As staff's "Copy sign-in link" makes them, without the acts around it. Gives their tokens. */
async function linksFor(whom: typeof people): Promise<string[]> {
  const tokens = whom.map(newToken);
  await sql(
    `INSERT INTO "SignInLink" (id, "workspaceId", purpose, "tokenHash", "contactId", "addressId", "emailKey", "lifetimeMinutes", "sentAt", "expiresAt")
     SELECT i, w, 'portal_login', t, c, a, e, 1440, now(), now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::uuid[], $5::uuid[], $6::text[]) AS v(i, w, t, c, a, e)`,
    [
      tokens.map(() => newId()),
      whom.map(({ workspaceId }) => workspaceId),
      tokens.map((token) => keyedHash("link", token)),
      whom.map(({ contactId }) => contactId),
      whom.map(({ addressId }) => addressId),
      whom.map(({ email }) => email.toLowerCase()),
    ],
  );
  return tokens;
}

async function cleanUntil(over: () => boolean): Promise<void> {
  while (!over()) await cleanUp();
}

/** How long each DELETE of this process takes, from now on. */
function timedDeletes(): number[] {
  const took: number[] = [];
  const query = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [what] = args as [string | { text?: string }];
    const text = typeof what === "string" ? what : (what.text ?? "");
    const answered = args.at(-1);
    if (!text.startsWith("DELETE") || typeof answered !== "function") return query.apply(this, args);
    const began = performance.now();
    return query.apply(this, [
      ...args.slice(0, -1),
      (...answer: unknown[]) => {
        took.push(performance.now() - began);
        answered(...answer);
      },
    ]);
  } as typeof pg.Client.prototype.query;
  return took;
}

/** Gives how many there were a second, and what was answered. */
async function guess(over: () => boolean): Promise<string> {
  const flooding = new Agent({ keepAlive: true, maxSockets: 64 });
  const host = `${people[0]!.slug}.localhost:${PORT}`;
  const answers: string[] = [];
  const began = performance.now();
  let i = 0;
  while (!over()) {
    for (; i < ((performance.now() - began) * GUESSES_PER_SECOND) / 1_000; i++) {
      const headers = { host, "x-forwarded-for": `203.0.113.${i % GUESSING_NETWORKS}` };
      const path = `/magic-login/${randomBytes(32).toString("hex")}`;
      request({ host: "127.0.0.1", port: PORT, path, agent: flooding, headers }, (response) => {
        response.resume();
        answers.push(String(response.statusCode));
      })
        .on("error", (error) => answers.push(error.message))
        .end();
    }
    await new Promise((later) => setTimeout(later, 5));
  }
  const perSecond = answers.length / ((performance.now() - began) / 1_000);
  flooding.destroy();
  return `${perSecond.toFixed(0)} a second: ${tally(answers)}`;
}
