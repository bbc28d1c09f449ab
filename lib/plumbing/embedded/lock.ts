// Who has the data folder: the process that listens on the socket in it. A socket can't outlive its process, so neither can the lock.
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync, statSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Operating systems cut the names of sockets at 104 to 108 bytes. */
const MAX_NAME_BYTES = 100;
const ATTEMPTS = 200;
const BETWEEN_ATTEMPTS_MS = 50;
/** Who has just bound the socket may not listen yet: between the two its process may have to wait for the processor. */
const BEFORE_CLEARING_MS = 300;
/** Clearing away takes milliseconds; who takes longer has died over it. */
const CLEARING_LASTS_MS = 10_000;

/** Where the owner of a folder can be reached: a socket in the folder, or a named pipe on Windows. */
export function socketPath(folder: string): string {
  const whole = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  const id = createHash("sha256").update(whole).digest("hex").slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\foyer-${id}`;
  const inside = join(whole, ".s.lock");
  const short = [inside, relative(process.cwd(), inside)].find((path) => Buffer.byteLength(path) < MAX_NAME_BYTES);
  return short ?? join(tmpdir(), `foyer-${id}.sock`);
}

/** Takes the folder for this process; false when another live process has it. A dead one's socket is cleared away. */
export async function takeLock(at: string, server: net.Server): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await listen(server, at)) return true;
    if (await isAlive(at)) return false;
    const taken = process.platform === "win32" ? null : await clearAndTake(server, at);
    if (taken !== null) return taken;
    await pause(BETWEEN_ATTEMPTS_MS);
  }
  throw new Error(`The data folder can't be taken: ${at} is neither free nor answering.`);
}

function listen(server: net.Server, at: string): Promise<boolean> {
  return new Promise((done, reject) => {
    const failed = (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? done(false) : reject(error));
    server.once("error", failed);
    server.listen(at, () => {
      server.removeListener("error", failed);
      if (process.platform !== "win32") chmodSync(at, 0o600);
      done(true);
    });
  });
}

/** Only "nobody listens" means dead: an owner too busy to answer is alive. */
function isAlive(at: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = net.connect(at);
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => done(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"));
  });
}

/** Only who made the directory beside it may remove a dead socket. null: somebody else is at it. */
async function clearAndTake(server: net.Server, at: string): Promise<boolean | null> {
  const clearing = `${at}.clearing`;
  if (!makeDirectory(clearing)) return null;
  try {
    await pause(BEFORE_CLEARING_MS);
    if (await isAlive(at)) return false;
    rmSync(at, { force: true });
    return (await listen(server, at)) || null;
  } finally {
    rmSync(clearing, { recursive: true, force: true });
  }
}

function makeDirectory(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > CLEARING_LASTS_MS) rmSync(path, { recursive: true, force: true });
    return false;
  }
}
