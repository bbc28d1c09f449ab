// The embedded database: PGlite (PostgreSQL in WebAssembly) behind an ordinary pool. The driver speaks its wire protocol to a stream in
// memory, so the adapter, the types and the error codes are those of a PostgreSQL server, and no port is opened.
import { mkdirSync } from "node:fs";
import net from "node:net";
import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import pg from "pg";
import { MemoryStream, OwnersSocket, serveSocket } from "./embedded/channel";
import { DurableFiles, isTight, watchRoom, wholeFolder } from "./embedded/disk";
import { socketPath, takeLock } from "./embedded/lock";
import { type Engine, Session } from "./embedded/session";

export interface Embedded {
  pool: pg.Pool;
  /** true: this process has the files open; false: it talks to the process that has. */
  owner: boolean;
  close(): Promise<void>;
}

const CHORES_EVERY_MS = 15 * 60_000;
const EXTENSIONS = { btree_gin, pg_trgm, unaccent };
// "-F" is PGlite's default and means: never fsync.
const DURABLE = [...PGlite.defaultStartParams.filter((p) => p !== "-F"), "-c", "wal_sync_method=fsync", "-c", "max_wal_size=128MB"];

type Tell = (problem: string) => void;

/** Opens the data in this folder, or, where another process has it open, a line to that process. */
export async function openEmbedded(folder: string, tell: Tell = () => undefined): Promise<Embedded> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = socketPath(folder);
  const { server, serve } = switchboard();
  if (!(await takeLock(at, server))) return callOwner(at);
  server.unref();
  try {
    return await openOwned(folder, server, serve, tell);
  } catch (error) {
    server.close();
    throw isTight(folder) ? Object.assign(new Error("The disk is full."), { code: "ENOSPC" }) : error;
  }
}

/** The same in memory: for tests. `image` is what `dump` gave. */
export async function openEmbeddedInMemory(image?: Uint8Array): Promise<Omit<Embedded, "owner"> & { dump(): Promise<Uint8Array> }> {
  const engine = await start({ ...(image && { loadDataDir: new Blob([Uint8Array.from(image)]) }) });
  const session = new Session({ engine });
  const pool = poolOn(() => new MemoryStream(session));
  return {
    pool,
    async dump() {
      await pool.query("CHECKPOINT");
      return new Uint8Array(await (await engine.db.dumpDataDir("none")).arrayBuffer());
    },
    close: () => closeAll(pool, session),
  };
}

async function openOwned(folder: string, server: net.Server, serve: (session: Session) => void, tell: Tell): Promise<Embedded> {
  const base = await wholeFolder(folder, makeCluster);
  const reopen = () => startOn(base);
  const session = new Session({ engine: await reopen(), reopen, mustNotWrite: watchRoom(folder), tell });
  serve(session);
  const pool = poolOn(() => new MemoryStream(session));
  const chores = setInterval(() => void keepTidy(pool), CHORES_EVERY_MS);
  chores.unref();
  return {
    pool,
    owner: true,
    async close() {
      clearInterval(chores);
      await closeAll(pool, session);
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Who calls while the data is still being opened waits. */
function switchboard() {
  const early: net.Socket[] = [];
  let session: Session | null = null;
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    if (session) serveSocket(session, socket);
    else early.push(socket);
  });
  const serve = (opened: Session) => {
    session = opened;
    for (const socket of early.splice(0)) serveSocket(opened, socket);
  };
  return { server, serve };
}

function callOwner(at: string): Embedded {
  const pool = poolOn(() => new OwnersSocket(at));
  return { pool, owner: false, close: () => pool.end() };
}

const startOn = (folder: string) => start({ fs: new DurableFiles(folder), startParams: DURABLE });

/** Thousands of small writes; they are written through to the disk together, at the end. */
async function makeCluster(folder: string): Promise<void> {
  const { db } = await start({ dataDir: folder });
  await db.close();
}

async function start(options: PGliteOptions): Promise<Engine> {
  const db = await PGlite.create({ extensions: EXTENSIONS, ...options });
  let broken = false;
  // After a PANIC the WebAssembly program is over, but PGlite would go on asking it, for ever.
  const module = db.Module as { onAbort?(): void; onExit?(): void };
  module.onAbort = module.onExit = () => {
    broken = true;
  };
  return { db, isBroken: () => broken };
}

/** One connection: there is one session. */
function poolOn(stream: () => unknown): pg.Pool {
  const pool = new pg.Pool({
    max: 1,
    idleTimeoutMillis: 0,
    user: "postgres",
    database: "postgres",
    password: "unused",
    ssl: false,
    stream: stream as pg.PoolConfig["stream"],
  });
  pool.on("error", () => undefined); // the line was cut: the next query says so
  return pool;
}

/** PGlite has no background workers: this does what autovacuum and the checkpointer would. */
async function keepTidy(pool: pg.Pool): Promise<void> {
  await pool.query("VACUUM (ANALYZE)").catch(() => undefined);
  await pool.query("CHECKPOINT").catch(() => undefined);
}

async function closeAll(pool: pg.Pool, session: Session): Promise<void> {
  await pool.end();
  await new Promise((done) => setImmediate(done));
  await session.close();
}
