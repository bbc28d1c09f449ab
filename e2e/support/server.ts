// A server of a test's own, started as operators start it, with settings the shared one does not have.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepLog } from "./logs";

/** Hooks that start one wait a little longer. */
const START_TIMEOUT_MS = 150_000;
/** A port that was free a moment ago may be somebody else's by now. */
const TRIES = 3;
export const OWN_AUTH_SECRET = "only-for-a-test-of-its-own-only-for-a-test";

export interface OwnServer {
  port: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Of the process that answers. */
  pid: number;
  stop(): Promise<void>;
}

export async function startServer(settings: Record<string, string | undefined>, tries = TRIES): Promise<OwnServer> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), "foyer-own-"));
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      FOYER_BUILD_DIR: process.env.FOYER_BUILD_DIR,
      BASE_URL: `http://localhost:${port}`,
      AUTH_SECRET: OWN_AUTH_SECRET,
      DATA_DIR: data,
      ...settings,
      PORT: String(port),
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const stop = async () => {
    await end(child);
    keepLog(port, said, { AUTH_SECRET: OWN_AUTH_SECRET, ...settings });
    rmSync(data, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await answers(child, port, () => said);
  } catch (error) {
    await stop();
    if (tries > 1 && /is in use|EADDRINUSE/.test(said)) return startServer(settings, tries - 1);
    throw error;
  }
  return { port, output: () => said, pid: child.pid ?? 0, stop };
}

async function answers(child: ChildProcess, port: number, said: () => string): Promise<void> {
  for (const began = Date.now(); Date.now() - began < START_TIMEOUT_MS; ) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${said()}`);
    const up = await fetch(`http://127.0.0.1:${port}/api/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`The server did not come up: ${said()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const hurry = setTimeout(() => child.kill("SIGKILL"), 60_000);
  await ended;
  clearTimeout(hurry);
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
