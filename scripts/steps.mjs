// What start, build and test share: getting a clone ready without anything but Node.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MIN_NODE = [20, 19];

/** One readable line, and out. */
export function fail(line) {
  console.error(`\n${line}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]))
    fail(`Foyer needs Node ${MIN_NODE.join(".")} or later; this is ${process.versions.node}. Get one at https://nodejs.org.`);
}

const hashOf = (...files) => files.reduce((hash, file) => hash.update(file).update(readFileSync(join(ROOT, file))), createHash("sha256")).digest("hex");

/** Does the work unless it was done for this very value. Whoever is interrupted begins again. */
function stamped(file, value, work) {
  if (existsSync(file) && readFileSync(file, "utf8") === value) return;
  rmSync(file, { force: true });
  work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}

/** Installs from the lock file when that has not been done yet. */
export function install() {
  if (isInstalled()) return;
  console.log("Installing packages …");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: ROOT, stdio: "inherit", shell: true });
  if (status !== 0) fail("The packages could not be installed. Is the internet reachable? Then try again.");
}

/** npm notes what it has installed; packages for other platforms are never there. */
function isInstalled() {
  const packages = (file) => JSON.parse(readFileSync(join(ROOT, file), "utf8")).packages;
  if (!existsSync(join(ROOT, "node_modules/.package-lock.json"))) return false;
  const there = packages("node_modules/.package-lock.json");
  return Object.entries(packages("package-lock.json")).every(([path, { version, optional }]) => !path || optional || there[path]?.version === version);
}

/** Makes the Prisma client from the schema. */
export function generate() {
  stamped(join(ROOT, "prisma/generated/made-of"), hashOf("prisma/schema.prisma", "package-lock.json"), () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/prisma/prisma.mjs"), "generate"], { cwd: ROOT, encoding: "utf8" });
    if (status !== 0) fail(`The database client could not be generated:\n${stdout}${stderr}`);
  });
}

const SOURCES = [
  "app",
  "components",
  "emails",
  "lib",
  "prisma",
  "public",
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tailwind.config.ts",
  "tsconfig.json",
];

function filesUnder(path) {
  const whole = join(ROOT, path);
  if (!existsSync(whole)) return [];
  if (!statSync(whole).isDirectory()) return [path];
  return readdirSync(whole, { withFileTypes: true }).flatMap((e) =>
    e.name === "generated" || /\.test\.tsx?$/.test(e.name) ? [] : filesUnder(`${path}/${e.name}`),
  );
}

export const buildDir = () => process.env.FOYER_BUILD_DIR || ".next";

/** Builds when the build is missing or was made of something else. */
export function build() {
  stamped(join(ROOT, buildDir(), "made-of"), hashOf(...SOURCES.flatMap(filesUnder).sort()), () => {
    console.log("Building …");
    const { status, stdout, stderr } = spawnSync(process.execPath, [nextBin(), "build"], {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
      maxBuffer: 1 << 26,
    });
    if (status !== 0) fail(`The build failed:\n${stdout}\n${stderr}`);
  });
}

export const nextBin = () => createRequire(join(ROOT, "package.json")).resolve("next/dist/bin/next");

/** Node's arguments to run one of our TypeScript files. */
export const typescript = (file) => ["--import", createRequire(join(ROOT, "package.json")).resolve("tsx"), join(ROOT, file)];
