// npm test: everything that has to be true, as named steps with their times. One failure fails the whole.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { startPostgres } from "./postgres.mjs";
import { build, checkNode, generate, install, nextBin, ROOT } from "./steps.mjs";

checkNode();
const RESULTS = join(ROOT, "test-results");
const UNITS = ["embedded.json", "postgres.json"];
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
const vitest = (file, env = {}) =>
  run([bin("vitest", "vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${join(RESULTS, file)}`], env);

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
const told = failures();
for (const name of told) console.log(`failed: ${name}`);
if (!told.length) for (const { name, failed } of done) if (failed) console.log(`failed: ${name}: none of its tests; the reason stands above`);
console.log(summary());
process.exit(done.some((d) => d.failed) ? 1 : 0);

/** Which tests failed, and why in a line each: the end of a long output is what is read first. */
function failures() {
  const first = (text = "") => stripVTControlCharacters(text).split("\n")[0];
  const units = UNITS.flatMap((file) =>
    (report(file)?.testResults ?? []).flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === "failed");
      const where = `${file.replace(".json", "")}: ${relative(ROOT, name)}`;
      return failed.length || !message
        ? failed.map((test) => `${where}: ${test.fullName}: ${first(test.failureMessages[0])}`)
        : [`${where}: ${first(message)}`];
    }),
  );
  const specs = ({ suites = [], specs: own = [] }) => [...own, ...suites.flatMap(specs)];
  const browser = specs(report("e2e.json") ?? {})
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => `browser: ${file}: ${title}: ${first(tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message)}`);
  // What no test owns: a server that did not start, a secret in a log.
  const outside = (report("e2e.json")?.errors ?? []).map(({ message }) => `browser: ${first(message)}`);
  return [...units, ...browser, ...outside];
}

/** None where a runner was ended before it had written it, or in the middle. */
function report(file) {
  try {
    return JSON.parse(readFileSync(join(RESULTS, file), "utf8"));
  } catch {
    return undefined;
  }
}

/** The sum of what the runners reported, as their own closing line. */
function summary() {
  const units = UNITS.map(report).filter(Boolean);
  const browser = report("e2e.json")?.stats;
  const sum = (pick) => units.reduce((n, u) => n + pick(u), 0);
  const passed = sum((u) => u.numPassedTests) + (browser?.expected ?? 0);
  const failed = Math.max(sum((u) => u.numFailedTests) + (browser ? browser.unexpected + browser.flaky : 0), done.some((d) => d.failed) ? 1 : 0);
  const skipped = sum((u) => u.numPendingTests) + (browser?.skipped ?? 0);
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}
