// npm run bench: Foyer, better-auth and Auth.js in turns on one PostgreSQL; what comes out is in RESULTS.md.
//   --quick        a minute or two, to see that everything works; writes nothing
//   --no-build     take the builds that are there
//   --only=foyer   some of them (comma between)
//   --profile      a CPU profile of each row, in bench/profiles
//   --keep=<file>  in parts, like --people=1000 and then --people=1000000: the page is of all parts in this file
//   --verbose      what the servers say
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { startPostgres } from "../scripts/postgres.mjs";
import { Client, load, mustBe } from "./client.mjs";
import { cpuSeconds, memoryMb, startNext } from "./process.mjs";
import { report } from "./report.mjs";
import { startSink } from "./sink.mjs";
import { authjs } from "./subjects/authjs.mjs";
import { betterAuth } from "./subjects/better-auth.mjs";
import { foyer } from "./subjects/foyer.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    "no-build": { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
    people: { type: "string" },
    connections: { type: "string" },
    ms: { type: "string" },
    keep: { type: "string" },
    port: { type: "string", default: "4201" },
  },
});
const list = (text) => text?.split(",").map(Number);
const PLAN = {
  people: list(options.people) ?? (options.quick ? [1_000] : [1_000, 1_000_000]),
  connections: list(options.connections) ?? (options.quick ? [1, 16] : [1, 16, 64]),
  rounds: Number(options.rounds ?? (options.quick ? 1 : 5)),
  ms: Number(options.ms ?? (options.quick ? 500 : 1_200)),
};
const SUBJECTS = [foyer, betterAuth, authjs].filter(({ name }) => !options.only || options.only.split(",").includes(name));
/** As in production, but for its memory: this server has no other use. */
const POSTGRES = { fsync: "on", shared_buffers: "1GB", max_wal_size: "4GB", max_connections: "100" };
const WARM_UP_MS = 1_500;
const WARM_UP_CONNECTIONS = 8;
const SIGNED_IN = 300;
const REST_MS = 150;
/** Neighbours in the table do not come one after the other. */
const STRIDE = 7_919;
const personOf = (i, people) => (i * STRIDE) % people;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const profileOf = ({ name }) => here(`profiles/${name}`);
const profiled = (subject) => options.profile && { NODE_OPTIONS: `--require ${here("profile.cjs")}`, PROFILE_TO: profileOf(subject) };
if (options.profile) mkdirSync(here("profiles"), { recursive: true });

const startedAt = Date.now();
const say = (line) => console.log(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(5)} s  ${line}`);
const rest = () => new Promise((done) => setTimeout(done, REST_MS));

const postgres = await startPostgres(POSTGRES);
if (!postgres) throw new Error("PostgreSQL is needed on this machine: initdb and pg_ctl were not found.");
const sink = await startSink();
const running = [];
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void tidy().then(() => process.exit(1)));

try {
  for (const subject of SUBJECTS) {
    if (options["no-build"] && existsSync(`${subject.folder}/.next/BUILD_ID`)) continue;
    say(`Building ${subject.title} …`);
    subject.build();
  }
  const measured = [];
  for (const people of PLAN.people) measured.push(...(await measureWith(people)));
  const all = withEarlierParts(measured);
  const plan = { ...PLAN, people: [...new Set(all.map((m) => m.people))].sort((a, b) => a - b) };
  const text = await report({ measured: all, plan, subjects: SUBJECTS, postgres: POSTGRES, version: await serverVersion() });
  if (options.quick || options.only) console.log(text);
  else writeFileSync(here("RESULTS.md"), text);
  // Aligned like every other page here.
  if (!options.quick && !options.only) spawnSync(process.execPath, [here("../node_modules/@biomejs/biome/bin/biome"), "format", "--write", here("RESULTS.md")]);
  say(options.quick || options.only ? "Done." : "Written to bench/RESULTS.md.");
} finally {
  await tidy();
}

function withEarlierParts(measured) {
  if (!options.keep) return measured;
  const earlier = existsSync(options.keep) ? JSON.parse(readFileSync(options.keep, "utf8")) : [];
  const all = [...earlier.filter(({ people }) => !PLAN.people.includes(people)), ...measured];
  writeFileSync(options.keep, JSON.stringify(all));
  return all;
}

async function stopAll() {
  for (const { clients } of running) for (const client of Object.values(clients)) client.close();
  await Promise.all(running.splice(0).map(({ server }) => server.stop()));
}

async function tidy() {
  await stopAll();
  postgres.stop();
  sink.stop();
}

async function serverVersion() {
  const db = new pg.Client(postgres.url);
  await db.connect();
  const { rows } = await db.query("SHOW server_version");
  await db.end();
  return rows[0].server_version;
}

/** All rows at one size of the database. */
async function measureWith(people) {
  const measured = [];
  for (const [i, subject] of SUBJECTS.entries()) running.push(await startSubject(subject, Number(options.port) + i, people));
  for (const turn of running) await warmUp(turn);
  for (let round = 0; round < PLAN.rounds; round++) {
    for (const connections of PLAN.connections) {
      say(`${people} people, round ${round + 1} of ${PLAN.rounds}, ${connections} connections`);
      // Nobody is always first.
      const turns = running.map((_, i) => running[(i + round) % running.length]);
      const about = { people, connections, round };
      for (const turn of turns) measured.push(...(await signIns(turn, about)));
      for (const row of Object.keys(foyer.rows)) for (const turn of turns) if (turn.subject.rows[row]) measured.push(await reads(turn, row, about));
    }
  }
  for (const { subject, server } of running) measured.push({ people, subject: subject.name, row: "memory", ...memoryMb(server.pid) });
  await stopAll();
  return measured;
}

async function startSubject(subject, port, people) {
  say(`${subject.title}: ${people} people …`);
  const databaseUrl = await newDatabase(`${subject.name.replace("-", "_")}_${people}`);
  const db = new pg.Client(databaseUrl);
  await db.connect();
  await subject.seed(db, people, databaseUrl);
  await db.query("CHECKPOINT");
  await db.end();
  const env = { ...subject.env({ databaseUrl, port, mailUrl: sink.url(subject.name) }), ...profiled(subject) };
  const server = await startNext({ ...subject, port, env, verbose: options.verbose });
  const clients = Object.fromEntries([WARM_UP_CONNECTIONS, ...PLAN.connections].map((n) => [n, new Client(port, n)]));
  return { subject, server, clients, people, next: 0, signedIn: [] };
}

async function newDatabase(name) {
  const db = new pg.Client(postgres.url);
  await db.connect();
  await db.query(`CREATE DATABASE ${name}`);
  await db.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

/** Every page and endpoint has been asked, and some hundred people are signed in. */
async function warmUp(turn) {
  const { subject, clients } = turn;
  const client = clients[WARM_UP_CONNECTIONS];
  await subject.prepare(client);
  while (turn.signedIn.length < Math.min(SIGNED_IN, turn.people)) {
    const asked = await askAll(turn, client, WARM_UP_CONNECTIONS, WARM_UP_MS);
    const links = asked.links.slice();
    await load(
      WARM_UP_CONNECTIONS,
      Number.POSITIVE_INFINITY,
      () => links.pop(),
      async (link) => {
        if (subject.open) await subject.open(client, link);
        turn.signedIn.push(await subject.settle(client, await subject.redeem(client, link)));
      },
    );
  }
  for (const row of Object.keys(subject.rows)) await reads(turn, row, { connections: WARM_UP_CONNECTIONS }, WARM_UP_MS / 3);
}

/** Links are asked for, arrive, and are redeemed. */
async function signIns(turn, about) {
  const { subject, clients } = turn;
  const client = clients[about.connections];
  const asked = await askAll(turn, client, about.connections, PLAN.ms);
  await rest();
  const measured = [{ ...about, subject: subject.name, row: "ask", ...asked.figures }];
  // Where a browser opens a page first, half of the links show what the press alone costs.
  const parts = subject.open
    ? { redeem: asked.links.slice(asked.links.length / 2), sign_in: asked.links.slice(0, asked.links.length / 2) }
    : { redeem: asked.links };
  for (const [row, links] of Object.entries(parts)) {
    const figures = await priced(turn, row, () =>
      load(
        about.connections,
        Number.POSITIVE_INFINITY,
        () => links.pop(),
        async (link) => {
          if (row === "sign_in") await subject.open(client, link);
          await subject.redeem(client, link);
        },
      ),
    );
    measured.push({ ...about, subject: subject.name, row, ...figures });
    await rest();
  }
  return measured;
}

/** Done when the last mail has arrived, not when the last answer has. */
async function askAll(turn, client, connections, ms) {
  const { subject, people } = turn;
  sink.open(subject.name);
  const asked = [];
  const figures = await priced(turn, "ask", async () => {
    const done = await load(
      connections,
      ms,
      () => (asked.length < people * 0.9 ? turn.next++ % people : undefined),
      async (i) => {
        asked.push(await subject.ask(client, personOf(i, people)));
      },
    );
    const { lastAt } = await sink.filled(subject.name, asked.length);
    return { ...done, ms: Math.max(done.ms, lastAt - done.startedAt) };
  });
  const { links } = await sink.filled(subject.name, asked.length);
  return { figures, links: asked.map((link) => ({ ...link, url: links.get(link.to) })) };
}

/** A path, asked again and again by people who are signed in. */
async function reads(turn, row, about, ms = PLAN.ms) {
  const { subject, clients, signedIn } = turn;
  const client = clients[about.connections];
  const path = subject.rows[row];
  let i = 0;
  const figures = await priced(turn, row, () =>
    load(
      about.connections,
      ms,
      () => signedIn[i++ % signedIn.length],
      async (headers) => {
        mustBe(await client.ask(path, { headers }), 200, `${subject.title}: ${path}`);
      },
    ),
  );
  await rest();
  return { ...about, subject: subject.name, row, ...figures };
}

/** What it took: time of each, and CPU of the server and of PostgreSQL. */
async function priced({ subject, server }, row, work) {
  if (options.profile) process.kill(server.pid, "SIGUSR2");
  const before = [cpuSeconds(server.pid), cpuSeconds(postgres.pid)];
  const { count, took, ms } = await work();
  const [own, database] = [cpuSeconds(server.pid) - before[0], cpuSeconds(postgres.pid) - before[1]];
  if (options.profile) await keepProfile(subject, server.pid, row);
  const sorted = took.sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return {
    count,
    perSecond: (count / ms) * 1_000,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cpuMs: (own / count) * 1_000,
    databaseCpuMs: (database / count) * 1_000,
  };
}

async function keepProfile(subject, pid, row) {
  process.kill(pid, "SIGUSR2");
  while (!existsSync(profileOf(subject))) await rest();
  renameSync(profileOf(subject), `${profileOf(subject)}-${row}.cpuprofile`);
}
