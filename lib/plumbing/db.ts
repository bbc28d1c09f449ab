// The database: one pool and one Prisma client per process, on PostgreSQL or on the embedded default.
import { resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/prisma/generated/client";
import { openEmbedded } from "./embedded";
import { env } from "./env";
import { log } from "./log";
import { migrate, pendingMigrations } from "./migrate";

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  kind: "postgres" | "embedded";
  /** false: another process has the embedded folder open and this one talks to it; they share one session, so only the owner names statements. */
  owner: boolean;
  close(): Promise<void>;
}

/** The client inside a transaction. */
export type Tx = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;

/** A visitor is told within three seconds that the database is away. */
const CONNECT_TIMEOUT_MS = 2_500;
const STATEMENT_TIMEOUT_MS = 8_000;
const INSIST_MS = 20_000;
const INSIST_AGAIN_MS = 250;
const OLDEST_SERVER = 150_000;
const GUEST_PATIENCE_MS = 20_000;
const GUEST_LOOKS_AGAIN_MS = 100;

// Next bundles modules more than once; the database must be one.
const shared = globalThis as { foyerDatabase?: Promise<Database>; foyerOpened?: Database };

/** Opens the database once per process, and brings it up to date unless told not to. */
export function openDatabase(options: { migrate?: boolean } = {}): Promise<Database> {
  shared.foyerDatabase ??= open(options.migrate ?? true).then(
    (opened) => (shared.foyerOpened = opened),
    (error) => {
      shared.foyerDatabase = undefined;
      throw error;
    },
  );
  return shared.foyerDatabase;
}

export async function closeDatabase(): Promise<void> {
  const opened = shared.foyerOpened;
  shared.foyerDatabase = shared.foyerOpened = undefined;
  await opened?.close();
}

/** For servers: only the process that has the embedded folder itself may be one. Others would end with it. */
export async function openOwnDatabase(): Promise<Database> {
  const found = await openDatabase();
  if (found.owner) return found;
  await closeDatabase();
  throw new Error(`another Foyer has the data in ${env().DATA_DIR} open. Stop that one, or give this one a DATA_DIR of its own.`);
}

function opened(): Database {
  if (!shared.foyerOpened) throw new Error("The database is not open yet: call openDatabase() first.");
  return shared.foyerOpened;
}

export const db = (): PrismaClient => opened().prisma;
export const pool = (): pg.Pool => opened().pool;
export const database = opened;

/** Rows of one hand-written statement; for the few that must be one statement or one round trip. */
export async function sql<Row extends object>(text: string, values: unknown[], name?: string): Promise<Row[]> {
  return (await pool().query<Row>({ text, values, ...(name && opened().owner && { name }) })).rows;
}

/** One transaction. Inside it use only `tx`: on the embedded database everybody else waits meanwhile. */
export function transaction<T>(work: (tx: Tx) => Promise<T>, timeoutMs = 10_000): Promise<T> {
  return db().$transaction(work, { timeout: timeoutMs, maxWait: 10_000 });
}

/**
 * For what only this process knows and has to write down: while the database is away it tries again. The work must change
 * nothing the second time, because only its answer may have been lost.
 */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + INSIST_MS; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseDown(error) || Date.now() > until) throw error;
      await new Promise((wake) => setTimeout(wake, INSIST_AGAIN_MS));
    }
  }
}

/** Somebody else has that value already (PostgreSQL 23505, through Prisma or bare). */
export function isTaken(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "P2002" || code === "23505";
}

/** PostgreSQL's and the network's words for "nobody there", "going down", "no more connections", "no room", "only to be read now". */
const DOWN = /^(?:08...|57P0[1-5]|53[1-4]00|25006|25P03|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024)$/;
const DOWN_TEXTS =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|Query read timeout|database .*not reachable|can't reach database|server has closed the connection/i;

/** What Prisma says of a transaction that took too long, or did not begin. */
const TOO_SLOW = /on an expired transaction|Unable to start a transaction in the given time/;

/** Nobody's mistake: the database can't be reached at the moment. The answer to the visitor is 503 (lib/plumbing/fault.ts). */
export function isDatabaseDown(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 5) return false;
  const { code, originalCode, severity, syscall, message, cause, meta, kind } = error as Record<string, unknown>;
  if (kind === "DatabaseNotReachable" || kind === "ConnectionClosed" || kind === "SocketTimeout" || kind === "TooManyConnections") return true;
  if (severity === "FATAL" || severity === "PANIC") return true; // it ended the connection, or never let us in: a full disk says XX000
  if ([code, originalCode].some((c) => typeof c === "string" && DOWN.test(c))) return true;
  if (code === "ENOENT" && syscall === "connect") return true; // the process that had the embedded folder is gone
  if (typeof message === "string" && (DOWN_TEXTS.test(message) || TOO_SLOW.test(message))) return true;
  return isDatabaseDown(cause, depth + 1) || isDatabaseDown((meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError, depth + 1);
}

async function open(applyMigrations: boolean): Promise<Database> {
  const connection = await connect();
  try {
    if (applyMigrations) await bringUpToDate(connection);
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
  return databaseOn(connection, env().DATABASE_URL ? "postgres" : "embedded");
}

async function bringUpToDate({ pool, owner }: Connection): Promise<void> {
  await mustBeRecent(pool);
  if (owner) await migrate(pool, undefined, (line) => log.info(line));
  else await awaitMigrations(pool);
}

async function mustBeRecent(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ number: number; name: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name",
  );
  if (rows[0]!.number < OLDEST_SERVER) throw new Error(`PostgreSQL 15 or later is needed, and DATABASE_URL leads to ${rows[0]!.name}.`);
}

/** A guest leaves the migrations to the process that has the folder open, which may still be at them. */
async function awaitMigrations(pool: pg.Pool): Promise<void> {
  const until = Date.now() + GUEST_PATIENCE_MS;
  while ((await pendingMigrations(pool)).length) {
    if (Date.now() > until) throw new Error("the portal that has the data folder open is of another version. Start it again first.");
    await new Promise((again) => setTimeout(again, GUEST_LOOKS_AGAIN_MS));
  }
}

/** Works on this connection from now on: for tests, which bring a database of their own. */
export function useConnection(connection: Omit<Connection, "owner">, kind: Database["kind"]): void {
  shared.foyerOpened = databaseOn({ ...connection, owner: true }, kind);
  shared.foyerDatabase = Promise.resolve(shared.foyerOpened);
}

interface Connection {
  pool: pg.Pool;
  owner: boolean;
  close(): Promise<void>;
}

function databaseOn({ pool: opened, owner, close }: Connection, kind: Database["kind"]): Database {
  const prisma = new PrismaClient({ adapter: new PrismaPg(opened, { statementNameGenerator: statementNames() }) });
  return {
    prisma,
    pool: opened,
    kind,
    owner,
    async close() {
      await prisma.$disconnect();
      await close();
    },
  };
}

async function connect(): Promise<Connection> {
  const url = env().DATABASE_URL;
  if (!url) return openEmbedded(resolve(/* turbopackIgnore: true */ env().DATA_DIR, "pg"), (problem) => log.warn(problem));
  const opened = new pg.Pool({
    connectionString: url,
    max: env().DATABASE_POOL,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
  });
  opened.on("error", (error) => log.warn("A database connection was lost.", { error: error.message }));
  return { pool: opened, owner: true, close: () => opened.end() };
}

/** More values than that are a list, of another length each time. */
const MAX_NAMED_VALUES = 40;

/**
 * A name for each query text, so PostgreSQL parses and plans it once per connection. Not where it compares with a list: after a few times
 * a named statement gets a plan for any workspace, and for hundreds of values that may be to read the workspace from end to end.
 */
function statementNames(max = 500) {
  const names = new Map<string, string>();
  return ({ sql: text, args }: { sql: string; args: unknown[] }) => {
    if (args.length > MAX_NAMED_VALUES) return "";
    let name = names.get(text);
    if (!name && names.size < max) names.set(text, (name = `p${names.size}`));
    return name ?? ""; // without a name: too many different texts to keep them all prepared
  };
}
