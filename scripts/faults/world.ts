// The world that is broken: a database behind a line, a mail provider, servers, and people who want to get in.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { closeDatabase, db, isDatabaseDown, openDatabase, useConnection } from "@/lib/plumbing/db";
import { migrate } from "@/lib/plumbing/migrate";
import { cast } from "@/lib/testing/cast";
import { type Provider, startProvider } from "@/lib/testing/provider";
import { newId } from "@/lib/values/id";
import type { Staff } from "@/lib/viewer";
import { type Line, lineTo } from "../../e2e/support/line";
import { startPostgres } from "../postgres.mjs";
import { ROOT } from "../steps.mjs";
import { pause, Server } from "./server";

export type Postgres = NonNullable<Awaited<ReturnType<typeof startPostgres>>>;

export interface World {
  /** null: the embedded database, in a folder that the server has open. */
  postgres: Postgres | null;
  line: Line | null;
  provider: Provider;
  servers: Server[];
  host: string;
  workspaceId: string;
  admin: Staff;
  /** Takes all the room that is left to PostgreSQL, until it is given back; only where it has a small disk. */
  fill(): () => void;
  /** How far the servers' clock runs ahead. */
  ahead: number;
  clockMoves: boolean;
  setClock(ms: number): Promise<void>;
  /** Somebody nobody else is. */
  newMember(): Promise<Person>;
  close(): Promise<void>;
}

export interface Person {
  email: string;
  name: string;
}

export interface WorldOptions {
  port: number;
  servers?: number;
  /** On the embedded database instead of a PostgreSQL server. */
  embedded?: boolean;
  /** The servers' clock can be moved. */
  clock?: boolean;
  /** PostgreSQL keeps its data on a disk of this size, which can be filled; needs the right to mount one. */
  diskMb?: number;
  env?: Record<string, string>;
}

const SECRET = "only-for-breaking-things-only-for-breaking-things";
const ON_SMALL_DISK = { fsync: "off", max_connections: "50", shared_buffers: "64MB", max_wal_size: "64MB", min_wal_size: "32MB" };
const CROWD = 200;
const STEADY_MS = 60_000;

export async function makeWorld({ port, servers: count = 1, embedded = false, clock = false, diskMb, env = {} }: WorldOptions): Promise<World> {
  const scratch = mkdtempSync(join(tmpdir(), "foyer-world-"));
  const folder = embedded ? join(scratch, "data") : null;
  const clockFile = join(scratch, "clock");
  writeFileSync(clockFile, "0");
  Object.assign(process.env, { AUTH_SECRET: SECRET, BASE_URL: `http://localhost:${port}`, LOG_LEVEL: "silent", ...(folder && { DATA_DIR: folder }) });
  const disk = diskMb ? smallDisk(scratch, diskMb) : null;
  const postgres = folder ? null : await startPostgres(disk ? ON_SMALL_DISK : undefined, disk?.path);
  if (!folder && !postgres) throw new Error("PostgreSQL is not installed here.");
  const line = postgres && (await lineTo(Number(new URL(postgres.url).port)));
  const provider = await startProvider();
  const disconnect = await connect(postgres);
  const { workspace, staff } = await cast("club");
  await db().workspace.update({ where: { id: workspace.id }, data: { asksPerIp: 1_000_000 } });
  await db().policy.updateMany({ where: { workspaceId: workspace.id }, data: { rateLimit: 1_000 } });
  if (folder) await closeDatabase(); // the server has it open from now on, and we are its guest
  const url = postgres && line && postgres.url.replace(/:\d+\//, `:${line.port}/`);
  const settings = {
    ...{ AUTH_SECRET: SECRET, LOG_LEVEL: "info", TRUSTED_PROXIES: "1", BASE_URL: `http://localhost:${port}` },
    ...{ RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url, MAIL_FROM: "Foyer <hello@mail.example.com>", RESEND_RATE_PER_SECOND: "200" },
    ...(folder ? { DATA_DIR: folder } : { DATABASE_URL: url ?? "" }),
    ...(clock && { CLOCK_FILE: clockFile, NODE_OPTIONS: `--import=${join(ROOT, "e2e/support/clock.mjs")}` }),
    ...env,
  };
  const servers = Array.from({ length: count }, (_, i) => new Server(port + i, settings));
  await Promise.all(servers.map((server) => server.start()));
  if (folder) await openDatabase({ migrate: false });
  return {
    ...{ postgres, line, provider, servers, workspaceId: workspace.id, admin: staff.admin },
    fill: () => disk?.fill() ?? (() => undefined),
    host: `${workspace.slug}.localhost:${port}`,
    ahead: 0,
    clockMoves: clock,
    async setClock(ms) {
      writeFileSync(clockFile, String(ms));
      while (!existsSync(`${clockFile}.heard`) || Number(readFileSync(`${clockFile}.heard`, "utf8")) !== ms) await pause(10);
    },
    newMember: peopleOf(workspace.id),
    async close() {
      await Promise.all(servers.map((server) => server.kill()));
      await disconnect();
      await line?.close();
      await provider.close();
      postgres?.stop();
      disk?.unmount();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** For our own looks into a database that is broken again and again: what changes nothing the second time. */
export async function steady<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + STEADY_MS; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseDown(error) || Date.now() > until) throw error;
      await pause(100);
    }
  }
}

function smallDisk(scratch: string, megabytes: number) {
  const path = join(scratch, "disk");
  const ballast = join(path, "ballast");
  chmodSync(scratch, 0o711); // PostgreSQL may run as another user
  mkdirSync(path);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=777`, "tmpfs", path]);
  return {
    path,
    fill() {
      spawnSync("sh", ["-c", `cat /dev/zero > ${ballast}`], { stdio: "ignore" });
      return () => rmSync(ballast, { force: true });
    },
    unmount: () => void spawnSync("umount", ["-l", path]),
  };
}

/** Our own way to the database goes round the line. */
async function connect(postgres: Postgres | null): Promise<() => Promise<void>> {
  if (!postgres) {
    await openDatabase();
    return closeDatabase;
  }
  const pool = new pg.Pool({ connectionString: postgres.url, max: 5 });
  pool.on("error", () => undefined);
  await migrate(pool, undefined, () => undefined);
  useConnection({ pool, close: () => pool.end() }, "postgres");
  return closeDatabase;
}

/** Made by the hundred, so that nobody waits for one. */
function peopleOf(workspaceId: string): () => Promise<Person> {
  const waiting: Person[] = [];
  let made = 0;
  let more: Promise<void> | null = null;
  const make = async () => {
    const people = Array.from({ length: CROWD }, () => ({ id: newId(), name: `Person ${++made}`, email: `person${made}@example.com` }));
    const contacts = people.map(({ id, name }) => ({ id, workspaceId, name, nameKey: name.toLowerCase(), portalAccess: true }));
    const addresses = people.map(({ id, email }) => ({ workspaceId, contactId: id, email, emailKey: email }));
    await steady(() => db().contact.createMany({ data: contacts, skipDuplicates: true }));
    await steady(() => db().address.createMany({ data: addresses, skipDuplicates: true }));
    waiting.push(...people);
    more = null;
  };
  return async () => {
    while (waiting.length === 0) await (more ??= make());
    return waiting.pop()!;
  };
}
