// Runs the Prisma CLI with its schema engine taken from npm (WebAssembly) rather than downloaded.
// Works on every platform: where a script cannot be spawned like a program (Windows), Node is put before it.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loadSettings } from "../settings.mjs";

loadSettings();

const require = createRequire(import.meta.url);
const here = (f) => fileURLToPath(new URL(f, import.meta.url));
const r = spawnSync(
  process.execPath,
  ["--import", new URL("./spawn-scripts.mjs", import.meta.url).href, require.resolve("prisma/build/index.js"), ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: { PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1", ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: here("./schema-engine.mjs") },
  },
);
process.exit(r.status ?? 1);
