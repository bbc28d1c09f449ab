// npm start and npm run dev: from a fresh clone to a running portal. Needs Node and nothing else.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { loadSettings, writeSettingsIfMissing } from "./settings.mjs";
import { build, checkNode, fail, generate, install, nextBin, ROOT, typescript } from "./steps.mjs";

const dev = process.argv.includes("--dev");
checkNode();
const port = Number(process.env.PORT || 3000);
if (!Number.isInteger(port) || port < 1 || port > 65535) fail(`PORT is ${process.env.PORT}: it must be a number between 1 and 65535.`);
await mustBeFree(port);
install();
if (writeSettingsIfMissing()) console.log("Wrote .env.local with fresh secrets.");
loadSettings();
process.env.PORT = String(port);
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.NODE_ENV = dev ? "development" : "production";
generate();
prepareDatabase();
if (!dev) build();
serve();

async function mustBeFree(wanted) {
  const problem = await new Promise((resolve) => {
    const probe = createServer()
      .once("error", (error) => resolve(error.code))
      .once("listening", () => probe.close(() => resolve(null)));
    probe.listen(wanted);
  });
  if (problem === "EADDRINUSE")
    fail(`Port ${wanted} is in use by another program. Stop it, or choose another: PORT=${wanted + 1} npm ${dev ? "run dev" : "start"}`);
  if (problem) fail(`Port ${wanted} can't be used (${problem}). Choose another: PORT=3001 npm ${dev ? "run dev" : "start"}`);
}

/** Opens it once before the server does: everything that can be wrong is said here, in one line. */
function prepareDatabase() {
  const { status } = spawnSync(process.execPath, [...typescript("scripts/prepare.ts")], {
    cwd: ROOT,
    stdio: "inherit",
    env: { LOG_LEVEL: "warn", ...process.env },
  });
  if (status !== 0) process.exit(1);
}

function serve() {
  const child = spawn(process.execPath, [nextBin(), dev ? "dev" : "start", "-p", String(port)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NEXT_MANUAL_SIG_HANDLE: "true" },
  });
  let ready = false;
  child.stdout.on("data", (bytes) => {
    process.stdout.write(bytes);
    if (!ready && bytes.includes("Ready in")) {
      ready = true;
      sayWhereToGo();
    }
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
  process.on("exit", () => child.kill("SIGKILL"));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function sayWhereToGo() {
  const base = new URL(process.env.BASE_URL || `http://localhost:${port}`);
  if (base.hostname !== "localhost") {
    console.log(`\n  Foyer is at ${base.origin}\n`);
    return;
  }
  const at = (slug) => `${base.protocol}//${slug}.${base.host}`.padEnd(34);
  console.log(`
  Foyer is ready: ${base.origin}

  ${at("club")} members' club, no passwords ever
  ${at("agency")} agency
  ${at("builder")} builder
  ${at("desk")} support desk

  Sign in as a member:  ada@example.com
  As staff:             owner@example.com at /dashboard/sign-in
  Mails land in         ${base.origin}/outbox
`);
}
