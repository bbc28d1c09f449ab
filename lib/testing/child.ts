// Another process of ours, for tests of what processes do to each other.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Child {
  process: ChildProcess;
  /** What it has said so far, line by line. */
  lines: string[];
  errors(): string;
  /** The first line that matches; null when it ended without one. */
  says(pattern: RegExp): Promise<string | null>;
  /** Kills it the hard way, and waits until it is gone. */
  kill(): Promise<void>;
  ended: Promise<number | null>;
}

/** Runs one of our TypeScript files. */
export function startChild(file: string, args: string[] = [], env: Record<string, string | undefined> = {}): Child {
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk));
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const ended = new Promise<number | null>((done) => child.on("close", done));
  return {
    process: child,
    lines,
    ended,
    errors: () => errors,
    says: (pattern) =>
      new Promise((found) => {
        const look = (line: string) => pattern.test(line) && found(line);
        lines.forEach(look);
        reader.on("line", look);
        void ended.then(() => found(null));
      }),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
