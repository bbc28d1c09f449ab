// node scripts/run.mjs scripts/measure/burst.ts [seconds] [asked a second] [invitations] [calls a second]: a Monday morning. People of a thousand
// workspaces ask two servers for links while one workspace has its invitations waiting. Everything of its own; needs `npm run build`.
import { Agent } from "node:http";
import { PlainBrowser } from "../../e2e/support/form";
import { enqueue } from "../../lib/mail";
import { closeDatabase, db, openDatabase, sql, transaction } from "../../lib/plumbing/db";
import { useEnv } from "../../lib/plumbing/env";
import { keyedHash } from "../../lib/plumbing/secrets";
import { presetPolicies } from "../../lib/policies";
import { type SentMail, startProvider } from "../../lib/testing/provider";
import { seeded } from "../../lib/testing/random";
import { newId } from "../../lib/values/id";
import { HOUR_MS } from "../../lib/values/time";
import { newToken } from "../../lib/values/token";
import { makeContacts } from "../../prisma/demo-contacts";
import { Server } from "../faults/server";
import { startPostgres } from "../postgres.mjs";
import { type Answered, askFor, paced, SPREAD, spread, tally } from "./asking";
import { printTable } from "./times";

const [seconds = 600, rate = 60, invitations = 18_000, callsPerSecond = 5] = process.argv.slice(2).map(Number);
const WORKSPACES = 1_000;
/** So many that hardly anybody asks more than twice. */
const PEOPLE_EACH = Math.max(10, Math.ceil((seconds * rate) / WORKSPACES / 2));
/** The one with the invitations also asks more than all others: every so many-th asker is of it, but fewer than the 600 a minute that look like an attack. */
const BUSY = "demo-1";
const BUSY_EVERY = Math.max(10, Math.ceil(rate / 8));
/** Of a hundred who ask, so many have an address nobody knows. */
const UNKNOWN_PERCENT = 40;
const OPENED = 200;
const PATIENCE_MS = 120_000;
const PORT = 4170;
const SECRET = "only-for-a-burst-only-for-a-burst-only-for-a-burst";
const random = seeded(20261121);

interface Asked extends Answered {
  slug: string;
  email: string;
  known: boolean;
  /** When it was answered. */
  at: number;
}

const postgres = await startPostgres({ fsync: "on", max_connections: "100", shared_buffers: "512MB" });
if (!postgres) throw new Error("No PostgreSQL is installed here.");
useEnv({ DATABASE_URL: postgres.url, AUTH_SECRET: SECRET, BASE_URL: `http://localhost:${PORT}` });
await openDatabase();
const provider = await startProvider();
provider.always({ slow: 80 });
const settings = {
  ...{ DATABASE_URL: postgres.url, AUTH_SECRET: SECRET, BASE_URL: `http://localhost:${PORT}`, LOG_LEVEL: "error", TRUSTED_PROXIES: "1" },
  ...{ RESEND_API_KEY: "re_burst", RESEND_BASE_URL: provider.url, RESEND_RATE_PER_SECOND: String(callsPerSecond), MAIL_FROM: "portal@example.com" },
};
const servers = [PORT, PORT + 1].map((port) => new Server(port, settings));
try {
  const people = await fill();
  await Promise.all(servers.map((server) => server.start()));
  await measure(people);
} finally {
  await Promise.all(servers.map((server) => server.kill()));
  await provider.close();
  await closeDatabase();
  postgres.stop();
}

/** Who may get a link, by workspace. */
async function fill(): Promise<Map<string, string[]>> {
  await sql(
    `INSERT INTO "Workspace" (id, slug, name, preset) SELECT gen_random_uuid(), 'demo-' || i, 'Demo ' || i, 'club' FROM generate_series(1, ${WORKSPACES}) i`,
    [],
  );
  const workspaces = await db().workspace.findMany({ select: { id: true, slug: true } });
  await db().policy.createMany({ data: workspaces.flatMap(({ id }) => presetPolicies("club").map((policy) => ({ ...policy, workspaceId: id }))) });
  for (const { id } of workspaces) await makeContacts(id, PEOPLE_EACH);
  await sql(`UPDATE "Contact" SET active = true, "portalAccess" = true, bounced = false`, []);
  await sql("ANALYZE", []);
  const rows = await sql<{ slug: string; email: string }>(
    `SELECT w.slug, a.email FROM "Workspace" w JOIN "Address" a ON a."workspaceId" = w.id AND a.kind = 'primary'`,
    [],
  );
  const people = new Map<string, string[]>();
  for (const { slug, email } of rows) people.set(slug, [...(people.get(slug) ?? []), email]);
  await invite(workspaces.find(({ slug }) => slug === BUSY)!.id);
  return people;
}

/** Invitations that wait already, each with its link. */
async function invite(workspaceId: string): Promise<void> {
  const somebody = await db().address.findFirstOrThrow({ where: { workspaceId }, select: { id: true, contactId: true, emailKey: true } });
  const each = 100;
  for (let from = 0; from < invitations; from += each)
    await transaction(async (tx) => {
      for (let i = from; i < Math.min(from + each, invitations); i++) {
        const [linkId, token] = [newId(), newToken()];
        const expiresAt = new Date(Date.now() + 72 * HOUR_MS);
        const whose = { contactId: somebody.contactId, addressId: somebody.id, emailKey: somebody.emailKey };
        await tx.signInLink.create({
          data: {
            id: linkId,
            workspaceId,
            purpose: "portal_invitation",
            tokenHash: Uint8Array.from(keyedHash("link", token)),
            ...whose,
            lifetimeMinutes: 72 * 60,
            expiresAt,
          },
        });
        const to = `guest${i}@example.com`;
        await enqueue(tx, {
          ...{ workspaceId, template: "portal_invitation", to, toKey: to, lane: "bulk", contactId: somebody.contactId, linkId },
          ...{ data: { name: `Guest ${i}` }, secret: { path: `/magic-login/${token}` }, uselessAfter: expiresAt },
        });
      }
    });
}

async function measure(people: Map<string, string[]>): Promise<void> {
  const filled = await new PlainBrowser(PORT, `${BUSY}.localhost:${PORT}`).fill("/sign-in", { email: "x" });
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const total = seconds * rate;
  const asked: Asked[] = [];
  const turn = new Map<string, number>();
  const took = await paced(total, rate, async (i) => {
    const slug = i % BUSY_EVERY === 0 ? BUSY : `demo-${1 + Math.floor(random() * WORKSPACES)}`;
    const known = random() * 100 >= UNKNOWN_PERCENT && slug !== BUSY;
    const place = turn.get(slug) ?? 0;
    if (known) turn.set(slug, place + 1);
    const all = people.get(slug)!;
    const email = known ? all[place % all.length]! : `nobody${i}@example.com`;
    const answered = await askFor(agent, PORT + (i % 2), `${slug}.localhost:${PORT}`, { ...filled.fields, email }, i);
    asked.push({ slug, email, known, at: Date.now(), ...answered });
  });
  const wanted = asked.filter(({ known }) => known).length;
  const until = Date.now() + PATIENCE_MS;
  while (signIns().length < wanted && Date.now() < until) await new Promise((later) => setTimeout(later, 200));
  report(asked, took, wanted);
  await openSome(signIns().slice(-OPENED));
}

function isInvitation({ to }: SentMail): boolean {
  return to[0]!.startsWith("guest");
}

function signIns(): SentMail[] {
  return provider.sent.filter((mail) => !isInvitation(mail));
}

function report(asked: Asked[], took: number, wanted: number): void {
  console.log(`${asked.length} asked in ${took.toFixed(0)} s, ${(asked.length / took).toFixed(0)} a second: ${tally(asked.map(({ answer }) => answer))}`);
  const last = Math.max(...asked.map(({ at }) => at));
  const invited = provider.sent.filter((mail) => isInvitation(mail) && mail.at <= last).length;
  console.log(`${signIns().length} of ${wanted} sign-in mails arrived; ${invited} of ${invitations} invitations while people asked.`);

  const known = (yes: boolean) => asked.filter((each) => each.known === yes && each.slug !== BUSY).map((each) => each.took);
  printTable(
    ["milliseconds", ...SPREAD],
    [
      ["answer to somebody known", ...spread(known(true))],
      ["answer to somebody unknown", ...spread(known(false))],
      ["answer in the workspace with the invitations", ...spread(asked.filter(({ slug }) => slug === BUSY).map((each) => each.took))],
      ["from the answer to the mail's arrival", ...spread(agesOf(asked))],
    ],
  );
  const perSecond = new Map<number, number>();
  for (const call of provider.calls) perSecond.set(Math.floor(call.at / 1_000), (perSecond.get(Math.floor(call.at / 1_000)) ?? 0) + 1);
  console.log(`At most ${Math.max(...perSecond.values())} calls to the provider in a second (allowed: ${callsPerSecond}); ${provider.calls.length} in all.`);
}

/** How long each promised mail took: the first mail to whoever asked first, and so on. */
function agesOf(asked: Asked[]): number[] {
  const waiting = new Map<string, number[]>();
  for (const { email, at: when, known } of asked.sort((a, b) => a.at - b.at)) if (known) waiting.set(email, [...(waiting.get(email) ?? []), when]);
  return signIns().flatMap((mail) => {
    const began = waiting.get(mail.to[0]!)?.shift();
    return began === undefined ? [] : [mail.at - began];
  });
}

/** Whether the newest links are alive. */
async function openSome(mails: SentMail[]): Promise<void> {
  let alive = 0;
  for (const { text } of mails) {
    const url = new URL(text.match(/http\S+\/magic-login\/\w+/)![0]);
    const page = await new PlainBrowser(PORT, url.host).get(url.pathname);
    if (page.status === 200 && page.body.includes('name="token"')) alive++;
  }
  console.log(`${alive} of the last ${mails.length} links can be used.`);
}
