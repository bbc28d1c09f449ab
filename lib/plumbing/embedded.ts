/**
 * The embedded database: PGlite (PostgreSQL in WebAssembly) behind an ordinary `pg.Pool`.
 *
 * pg.Client speaks its wire protocol to an in-memory stream that feeds PGlite, so the app uses the very same
 * adapter, types and error codes (@prisma/adapter-pg) as with a PostgreSQL server, and no port is opened.
 */

import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Duplex } from "node:stream";
import { PGlite } from "@electric-sql/pglite";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import pg from "pg";

const TERMINATE = 0x58,
  READY = 0x5a;
const SYNC = Uint8Array.of(0x53, 0, 0, 0, 4);

function simpleQuery(sql: string): Uint8Array {
  const body = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5);
  head[0] = 0x51;
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

const PARSE = 0x50,
  BIND = 0x42,
  DESCRIBE = 0x44,
  CLOSE = 0x43;

/** Prepared statements belong to the session, and there is one for everybody: each channel's names get a prefix of their own. */
function withOwnNames(message: Buffer, prefix: string, made: Set<string>): Buffer {
  const type = message[0];
  if (type !== PARSE && type !== BIND && type !== DESCRIBE && type !== CLOSE) return message;
  // Bind has the portal's name first; Describe and Close say by one letter whether they mean a statement.
  if ((type === DESCRIBE || type === CLOSE) && message[5] !== 0x53) return message;
  const at = type === PARSE ? 5 : type === BIND ? message.indexOf(0, 5) + 1 : 6;
  if (message[at] === 0) return message; // the unnamed one lives no longer than its query
  if (type === PARSE) made.add(prefix + message.toString("utf8", at, message.indexOf(0, at)));
  const named = Buffer.concat([message.subarray(0, at), Buffer.from(prefix), message.subarray(at)]);
  named.writeInt32BE(named.length - 1, 1);
  return named;
}

/** The one session of a PGlite, shared by many streams. A stream owns it from its first message until it is idle again. */
class Session {
  private owner: Channel | null = null;
  private waiting: Channel[] = [];
  private scheduled = false;
  private status = "I";
  readonly channels = new Set<Channel>();
  private leftBehind: string[] = [];
  constructor(private readonly db: PGlite) {}

  submit(channel: Channel) {
    if (!this.waiting.includes(channel)) this.waiting.push(channel);
    this.schedule();
  }

  private schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    // Not a microtask: a busy loop of queries must not starve timers and sockets.
    setImmediate(() => {
      this.scheduled = false;
      this.turn();
    });
  }

  private turn() {
    if (!this.owner) for (const name of this.leftBehind.splice(0)) this.exec(simpleQuery(`DEALLOCATE "${name}"`));
    const channel = this.owner ?? this.waiting[0];
    if (!channel) return;
    let message: Uint8Array | undefined;
    while ((message = channel.inbox.shift())) {
      if (message[0] === TERMINATE) {
        this.leave(channel);
        break;
      }
      this.owner = channel;
      if (!channel.greeted) {
        channel.greeted = true;
        this.channels.add(channel);
        if (this.channels.size === 1) {
          this.leftBehind = [];
          this.exec(simpleQuery("DISCARD ALL"));
        }
      }
      const out = this.exec(message);
      if (out.length) channel.reply(out);
      if (this.owner === null) break; // idle: let the others have their turn
    }
    if (!channel.inbox.length) this.waiting = this.waiting.filter((c) => c !== channel);
    if (this.owner ? this.owner.inbox.length : this.waiting.length) this.schedule();
  }

  private exec(message: Uint8Array): Uint8Array {
    const out = this.db.execProtocolRawSync(new Uint8Array(message));
    const n = out.length; // ReadyForQuery, always last: 'Z' 0 0 0 5 status
    if (n >= 6 && out[n - 6] === READY && out[n - 2] === 5) {
      this.status = String.fromCharCode(out[n - 1]!);
      if (this.status === "I") this.owner = null;
    } else {
      this.status = "?";
    }
    return out;
  }

  /** A stream is gone: nothing of an unfinished transaction may stay behind. */
  leave(channel: Channel) {
    channel.inbox.length = 0;
    this.waiting = this.waiting.filter((c) => c !== channel);
    if (this.channels.delete(channel) && this.channels.size) this.leftBehind.push(...channel.names);
    if (this.owner === channel && !this.db.closed) {
      if (this.status === "?") this.exec(SYNC);
      if (this.status !== "I") this.exec(simpleQuery("ROLLBACK"));
      this.owner = null;
    }
    this.schedule();
  }
}

/** Cuts a byte stream of frontend messages into messages. */
class Channel {
  private static made = 0;
  readonly inbox: Uint8Array[] = [];
  readonly names = new Set<string>();
  greeted = false;
  private readonly prefix = `c${++Channel.made}_`;
  private buffer: Buffer = Buffer.alloc(0);
  private started = false;
  constructor(
    private readonly session: Session,
    readonly reply: (bytes: Uint8Array) => void,
  ) {}

  receive(chunk: Buffer) {
    this.buffer = this.buffer.length ? Buffer.concat([this.buffer, chunk]) : chunk;
    for (;;) {
      const left = this.buffer.length;
      if (left < 5) break;
      const length = this.started ? 1 + this.buffer.readInt32BE(1) : this.buffer.readInt32BE(0);
      if (left < length) break;
      const message = this.buffer.subarray(0, length);
      this.buffer = this.buffer.subarray(length);
      if (!this.started && length === 8 && message.readInt32BE(4) === 80877103) {
        this.reply(Buffer.from("N"));
        continue;
      } // SSLRequest
      if (!this.started && length === 16 && message.readInt32BE(4) === 80877102) continue; // CancelRequest
      this.inbox.push(this.started ? withOwnNames(message, this.prefix, this.names) : message);
      this.started = true;
    }
    if (this.inbox.length) this.session.submit(this);
  }
  close() {
    this.session.leave(this);
  }
}

/** What pg.Connection needs of a net.Socket. */
class PGliteStream extends Duplex {
  private readonly channel: Channel;
  constructor(session: Session) {
    super({ allowHalfOpen: false });
    this.channel = new Channel(session, (bytes) => this.push(Buffer.from(bytes)));
  }
  connect() {
    setImmediate(() => this.emit("connect"));
    return this;
  }
  setNoDelay() {
    return this;
  }
  setKeepAlive() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  override _read() {}
  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.channel.receive(chunk);
    done();
  }
  override _final(done: () => void) {
    this.push(null);
    done();
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.channel.close();
    done(error);
  }
}

/** Where the process that has the directory open can be reached: a socket in the directory, or a named pipe on Windows. */
export function socketPath(dir: string): string {
  const abs = fs.existsSync(dir) ? fs.realpathSync(dir) : path.resolve(dir);
  const id = createHash("sha256").update(abs).digest("hex").slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\portal-${id}`;
  const inside = path.join(abs, ".s.lock");
  return inside.length < 100 ? inside : path.join(os.tmpdir(), `portal-${process.getuid?.()}-${id}.sock`);
}

const tryConnect = (at: string) =>
  new Promise<boolean>((resolve) => {
    const s = net.connect(at);
    s.once("connect", () => {
      s.destroy();
      resolve(true);
    });
    s.once("error", () => resolve(false));
  });

/** Takes the directory for this process; false when another live process has it. A dead one's socket is cleared away. */
async function takeLock(at: string, server: net.Server): Promise<boolean> {
  const listen = () =>
    new Promise<boolean>((resolve, reject) => {
      const failed = (e: NodeJS.ErrnoException) => (e.code === "EADDRINUSE" ? resolve(false) : reject(e));
      server.once("error", failed);
      server.listen(at, () => {
        server.removeListener("error", failed);
        resolve(true);
      });
    });
  const clearing = `${at}.clearing`; // only who made this directory may remove a dead socket
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await listen()) return true;
    if (await tryConnect(at)) return false;
    if (process.platform !== "win32") {
      try {
        fs.mkdirSync(clearing);
      } catch {
        if (Date.now() - (fs.statSync(clearing, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 10_000)
          fs.rmSync(clearing, { recursive: true, force: true });
        await new Promise((r) => setTimeout(r, 50));
        continue;
      }
      try {
        if (await tryConnect(at)) return false;
        fs.rmSync(at, { force: true });
        if (await listen()) return true;
      } finally {
        fs.rmSync(clearing, { recursive: true, force: true });
      }
    } else await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error(`Cannot take ${at}`);
}

export interface Embedded {
  pool: pg.Pool;
  /** true: this process has the files open; false: it talks to the process that has. */
  owner: boolean;
  close(): Promise<void>;
}

const base = { max: 1, idleTimeoutMillis: 0, user: "postgres", database: "postgres", password: "unused", ssl: false } as const;

export async function openEmbedded(dir: string): Promise<Embedded> {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const at = socketPath(dir);
  let session: Session | null = null;
  const early: net.Socket[] = [];
  const guests = new Set<net.Socket>();
  const serve = (socket: net.Socket) => {
    guests.add(socket);
    socket.once("close", () => guests.delete(socket));
    if (!session) {
      early.push(socket);
      return;
    }
    const channel = new Channel(session, (bytes) => socket.write(bytes));
    socket.on("data", (d) => channel.receive(d as Buffer));
    socket.on("error", () => {});
    socket.on("close", () => channel.close());
    socket.resume();
  };
  const server = net.createServer({ pauseOnConnect: true }, serve);

  if (!(await takeLock(at, server))) {
    const pool = new pg.Pool({
      ...base,
      stream: () =>
        Object.assign(new net.Socket(), {
          connect(this: net.Socket) {
            return net.Socket.prototype.connect.call(this, at as never);
          },
        }) as never,
    });
    pool.on("error", () => {}); // the owner ended: the next query says so
    return { pool, owner: false, close: () => pool.end() };
  }
  server.unref();
  if (process.platform !== "win32") fs.chmodSync(at, 0o600);

  // PGlite turns fsync off by default; a committed row shall survive a power cut.
  const startParams = [...PGlite.defaultStartParams.filter((p) => p !== "-F"), "-c", "wal_sync_method=fsync", "-c", "max_wal_size=128MB"];
  const db = await PGlite.create({ dataDir: path.join(dir, "base"), extensions: { btree_gin, pg_trgm, unaccent }, startParams });
  const nodefs = (db.Module.FS as unknown as { filesystems?: { NODEFS?: { stream_ops: Record<string, unknown> } } }).filesystems?.NODEFS;
  if (nodefs)
    nodefs.stream_ops.fsync = (stream: { nfd: number }) => {
      fs.fsyncSync(stream.nfd);
      return 0;
    };

  session = new Session(db);
  early.splice(0).forEach(serve);
  const pool = new pg.Pool({ ...base, stream: () => new PGliteStream(session!) as never });
  // No background workers in there: do what autovacuum and the checkpointer would do.
  const chores = setInterval(() => {
    pool
      .query("VACUUM (ANALYZE)")
      .then(() => pool.query("CHECKPOINT"))
      .catch(() => {});
  }, 15 * 60_000);
  chores.unref();
  return {
    pool,
    owner: true,
    async close() {
      clearInterval(chores);
      const gone = new Promise((r) => server.close(r)); // nobody new
      for (const guest of guests) guest.destroy();
      await pool.end();
      await gone;
      await new Promise((r) => setImmediate(r));
      await db.close();
    },
  };
}

/** The same in memory: for tests. `image` is what `dump` gave. */
export async function openEmbeddedInMemory(image?: Uint8Array): Promise<{ pool: pg.Pool; dump(): Promise<Uint8Array>; close(): Promise<void> }> {
  const db = await PGlite.create({ extensions: { btree_gin, pg_trgm, unaccent }, ...(image && { loadDataDir: new Blob([Uint8Array.from(image)]) }) });
  const session = new Session(db);
  const pool = new pg.Pool({ ...base, stream: () => new PGliteStream(session) as never });
  return {
    pool,
    async dump() {
      await pool.query("CHECKPOINT");
      return new Uint8Array(await (await db.dumpDataDir("none")).arrayBuffer());
    },
    async close() {
      await pool.end();
      await new Promise((done) => setImmediate(done));
      await db.close();
    },
  };
}
