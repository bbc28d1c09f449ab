// A server of the product as a process that can be killed and started again at the same address.
import { type ChildProcess, spawn } from "node:child_process";
import { nextBin, ROOT } from "../steps.mjs";

const START_TIMEOUT_MS = 60_000;

export class Server {
  private child: ChildProcess | null = null;
  /** Everything it has printed, over all its lives. */
  output = "";

  constructor(
    readonly port: number,
    private readonly env: Record<string, string | undefined>,
  ) {}

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [nextBin(), "start", "-p", String(this.port)], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        NEXT_MANUAL_SIG_HANDLE: "true",
        ...this.env,
      },
    } as const);
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (this.output += chunk.toString("utf8")));
    const until = Date.now() + START_TIMEOUT_MS;
    for (let up = false; !up; await pause(20)) {
      up = await this.answers("/api/health");
      // whoever answers may be another that has the port
      if (child.exitCode !== null || Date.now() > until) throw new Error(`The server did not come up: ${this.output.slice(-2_000)}`);
    }
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await gone;
  }

  /** Whether it can do its work: it lives, and the database is there. */
  ready = (): Promise<boolean> => this.answers("/api/health/ready");

  private answers(path: string): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { signal: AbortSignal.timeout(3_000) }).then(
      (response) => response.ok,
      () => false,
    );
  }
}

export const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
