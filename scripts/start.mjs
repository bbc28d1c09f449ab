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
loadSettings({ dev });
process.env.PORT = String(port);
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.NODE_ENV = dev ? "development" : "production";
generate();
const places = prepareDatabase();
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

/** Opens it once before the server does: everything that can be wrong is said here, in one line. Gives where to go. */
function prepareDatabase() {
  const { status, stdout } = spawnSync(process.execPath, [...typescript("scripts/prepare.ts")], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    env: { LOG_LEVEL: "warn", ...process.env },
  });
  const lines = stdout.trim().split("\n");
  if (status !== 0) process.exit(1);
  const last = lines.pop();
  if (lines.length) console.log(lines.join("\n"));
  return JSON.parse(last);
}

function serve() {
  const child = spawn(process.execPath, [nextBin(), dev ? "dev" : "start", "-p", String(port)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NEXT_MANUAL_SIG_HANDLE: "true" },
  });
  child.stdout.pipe(process.stdout);
  child.stdout.once("data", () => void sayWhereToGo());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
  process.on("exit", () => child.kill("SIGKILL"));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** Once it answers: then the database is open too. */
async function sayWhereToGo() {
  while (!(await answers())) await new Promise((again) => setTimeout(again, 100));
  const { home, workspaces, member, staff, outbox } = places;
  const rows = [
    ...workspaces.map(({ name, origin }) => [name, origin]),
    [],
    ...(member ? [["Sign in as a member", member]] : []),
    ...(staff ? [["As staff, at /dashboard/sign-in", staff]] : []),
    ...(outbox ? [["Mails land in", outbox]] : []),
  ];
  console.log(`\n  Foyer is ready: ${home}\n\n${rows.map(([what = "", where = ""]) => `  ${what.padEnd(34)}${where}`.trimEnd()).join("\n")}\n`);
}

const answers = () =>
  fetch(`http://localhost:${port}/api/health`).then(
    () => true,
    () => false,
  );
