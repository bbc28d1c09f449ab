// What PGlite leaves out on disk: real fsync, a folder that is there whole or not at all, and an eye on the room that is left.
import { existsSync, fsyncSync, readdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** PostgreSQL gives up when it can't write its log of 16 MB pieces; below this it is not asked to write any more. */
const ROOM_NEEDED_BYTES = 64 * 2 ** 20;
const LOOK_AGAIN_MS = 100;
const FILES_AT_ONCE = 50;
/** "Input/output error", as WebAssembly programs number it. */
const EIO = 29;

type EmscriptenOptions = Parameters<NodeFS["init"]>[1];
interface NodeFileSystem {
  NODEFS: { stream_ops: { fsync?(stream: { nfd: number }): number } };
}

/** Files of this machine, written through to the disk when PostgreSQL says so: a committed row survives a power cut. */
export class DurableFiles extends NodeFS {
  override async init(pg: PGlite, options: EmscriptenOptions) {
    const { emscriptenOpts } = await super.init(pg, options);
    const beforeRun = [emscriptenOpts.preRun ?? []].flat();
    const writeThrough = (module: unknown) => {
      (module as NodeFileSystem).NODEFS.stream_ops.fsync = ({ nfd }) => (synced(nfd) ? 0 : EIO);
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...beforeRun, writeThrough] } };
  }
}

/** The folder of the data. It is made under another name first: who is killed over it leaves nothing that looks finished. */
export async function wholeFolder(folder: string, make: (at: string) => Promise<void>): Promise<string> {
  const [whole, unfinished] = [join(folder, "base"), join(folder, "base.unfinished")];
  if (existsSync(whole)) return whole;
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  await syncAll(unfinished);
  renameSync(unfinished, whole);
  await syncOne(folder);
  return whole;
}

/** Looked at now and then, not for every query. */
export function watchRoom(folder: string): () => boolean {
  let [lookedAt, tight] = [0, false];
  return () => {
    if (Date.now() - lookedAt < LOOK_AGAIN_MS) return tight;
    lookedAt = Date.now();
    tight = isTight(folder);
    return tight;
  };
}

export function isTight(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < ROOM_NEEDED_BYTES;
}

/** Several at once: the disk writes them down together. */
async function syncAll(folder: string): Promise<void> {
  const inside = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name));
  const paths = [...inside, folder];
  while (paths.length) await Promise.all(paths.splice(0, FILES_AT_ONCE).map(syncOne));
}

/** Windows has no handles on folders; there they are left out. */
async function syncOne(path: string): Promise<void> {
  try {
    const file = await open(path, "r");
    await file.sync().finally(() => file.close());
  } catch (error) {
    if (process.platform !== "win32") throw error;
  }
}

function synced(handle: number): boolean {
  try {
    fsyncSync(handle);
    return true;
  } catch {
    return false;
  }
}
