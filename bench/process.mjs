// The programs that are measured: started, waited for, and what they cost according to the kernel (Linux).
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;
const START_MS = 60_000;

/** `next start` of a built app; resolves when it answers. */
export async function startNext({ name, folder, nextBin, port, env, ready, verbose }) {
  const child = spawn(process.execPath, [nextBin, "start", "-p", String(port)], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
  });
  let said = "";
  let exit;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said = (said + chunk).slice(-8_000);
      if (verbose) process.stderr.write(`[${name}] ${chunk}`);
    });
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve((exit = code ?? signal))));
  const until = Date.now() + START_MS;
  for (;;) {
    const status = await fetch(`http://127.0.0.1:${port}${ready}`, { headers: { host: `localhost:${port}` } }).then(
      (r) => r.status,
      () => 0,
    );
    if (status === 200) break;
    if (exit !== undefined || Date.now() > until) {
      child.kill("SIGKILL");
      throw new Error(`${name} did not start (${status}):\n${said}`);
    }
    await new Promise((again) => setTimeout(again, 100));
  }
  return {
    pid: child.pid,
    said: () => said,
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Everything that descends from this process, and itself. */
function family(pid) {
  const children = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(entry);
    if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(entry)]);
  }
  const all = [pid];
  for (let i = 0; i < all.length; i++) all.push(...(children.get(all[i]) ?? []));
  return all;
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), own: Number(fields[11]) + Number(fields[12]), gone: Number(fields[13]) + Number(fields[14]) };
  } catch {
    return null;
  }
}

/** Seconds of CPU this process and its descendants have used, those that ended included. */
export const cpuSeconds = (pid) =>
  family(pid)
    .map(statOf)
    .reduce((sum, stat) => sum + (stat ? stat.own + stat.gone : 0), 0) / TICKS_PER_SECOND;

/** MB in memory now, and at most so far. */
export function memoryMb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: of("VmRSS"), peak: of("VmHWM") };
}
