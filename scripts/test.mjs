// npm test: everything that has to be true, as named steps with their times. One failure fails the whole.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { startPostgres } from "./postgres.mjs";
import { build, checkNode, generate, install, nextBin, ROOT } from "./steps.mjs";

checkNode();
const RESULTS = join(ROOT, "test-results");
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
process.env.NEXT_TELEMETRY_DISABLED = "1";

const only = process.argv.slice(2);
const done = [];

async function step(name, work) {
  if (only.length && !only.includes(name)) return;
  const began = Date.now();
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 60 - name.length))}`);
  let outcome;
  try {
    outcome = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    outcome = false;
  }
  const word = outcome === false ? "FAILED" : typeof outcome === "string" ? outcome : "ok";
  done.push({ name, failed: outcome === false, line: `${name.padEnd(34)} ${word.padEnd(8)} ${((Date.now() - began) / 1000).toFixed(1)} s` });
}

const require = createRequire(join(ROOT, "package.json"));
const bin = (name, file) => join(require.resolve(`${name}/package.json`), "..", file);
function run(args, env = {}) {
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } }).status === 0;
}
const vitest = (report, env = {}) =>
  run([bin("vitest", "vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${join(RESULTS, report)}`], env);

await step("install", install);
await step("generate", generate);
await step("format and lint", () => run([bin("@biomejs/biome", "bin/biome"), "check", "--error-on-warnings", "."]));
await step("types", () => run([nextBin(), "typegen"]) && run([bin("typescript", "bin/tsc"), "--noEmit"]));
await step("tests on the embedded database", () => vitest("embedded.json"));
await step("tests on PostgreSQL", async () => {
  const postgres = await startPostgres();
  if (!postgres) {
    console.log("No PostgreSQL is installed here (initdb and pg_ctl were not found): these tests are left out.");
    return "left out";
  }
  try {
    return vitest("postgres.json", { TEST_DATABASE_URL: postgres.url });
  } finally {
    postgres.stop();
  }
});
await step("build", () => void build());
await step("journeys in a browser", () => run([bin("@playwright/test", "cli.js"), "test"]));

console.log(`\n${"─".repeat(64)}\n${done.map((d) => d.line).join("\n")}\n`);
console.log(summary());
process.exit(done.some((d) => d.failed) ? 1 : 0);

/** The sum of what the runners reported, as their own closing line. */
function summary() {
  const read = (file) => (existsSync(join(RESULTS, file)) ? JSON.parse(readFileSync(join(RESULTS, file), "utf8")) : undefined);
  const units = ["embedded.json", "postgres.json"].map(read).filter(Boolean);
  const browser = read("e2e.json")?.stats;
  const sum = (pick) => units.reduce((n, u) => n + pick(u), 0);
  const passed = sum((u) => u.numPassedTests) + (browser?.expected ?? 0);
  const failed = Math.max(sum((u) => u.numFailedTests) + (browser ? browser.unexpected + browser.flaky : 0), done.some((d) => d.failed) ? 1 : 0);
  const skipped = sum((u) => u.numPendingTests) + (browser?.skipped ?? 0);
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}
