// What start, build and test share: getting a clone ready without anything but Node.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MIN_NODE = [20, 19];
const STAMPS = join(ROOT, "node_modules", ".foyer");

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

function stamped(name, value, work) {
  const file = join(STAMPS, name);
  if (existsSync(file) && readFileSync(file, "utf8") === value) return false;
  work();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(file, value);
  return true;
}

/** Installs from the lock file when that has not been done yet. */
export function install() {
  stamped("installed", hashOf("package-lock.json"), () => {
    console.log("Installing packages …");
    const npm = process.env.npm_execpath;
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status } = npm
      ? spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, stdio: "inherit" })
      : spawnSync("npm", args, { cwd: ROOT, stdio: "inherit", shell: true });
    if (status !== 0) fail("The packages could not be installed. Is the internet reachable? Then try again.");
  });
}

/** Makes the Prisma client from the schema. */
export function generate() {
  stamped("generated", `${hashOf("prisma/schema.prisma", "package-lock.json")} ${existsSync(join(ROOT, "prisma/generated/client.ts"))}`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/prisma/prisma.mjs"), "generate"], { cwd: ROOT, encoding: "utf8" });
    if (status !== 0) fail(`The database client could not be generated:\n${stdout}${stderr}`);
  });
  writeFileSync(join(STAMPS, "generated"), `${hashOf("prisma/schema.prisma", "package-lock.json")} true`);
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

/** Builds when the build is missing or older than what it was made of. */
export function build() {
  const stamp = join(ROOT, buildDir(), "foyer-sources");
  const sources = hashOf(...SOURCES.flatMap(filesUnder).sort());
  if (existsSync(stamp) && existsSync(join(ROOT, buildDir(), "BUILD_ID")) && readFileSync(stamp, "utf8") === sources) return false;
  console.log("Building …");
  const { status, stdout, stderr } = spawnSync(process.execPath, [nextBin(), "build"], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) fail(`The build failed:\n${stdout}\n${stderr}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
  return true;
}

export const nextBin = () => createRequire(join(ROOT, "package.json")).resolve("next/dist/bin/next");

/** Node's arguments to run one of our TypeScript files. */
export const typescript = (file) => ["--import", createRequire(join(ROOT, "package.json")).resolve("tsx"), join(ROOT, file)];
