// node scripts/run.mjs scripts/cli.ts …: runs a TypeScript file of ours with the settings of .env.local.
import { spawnSync } from "node:child_process";
import { loadSettings } from "./settings.mjs";
import { checkNode, generate, install, ROOT, typescript } from "./steps.mjs";

checkNode();
install();
generate();
loadSettings();
const [file, ...args] = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [...typescript(file), ...args], { cwd: ROOT, stdio: "inherit", env: { LOG_LEVEL: "warn", ...process.env } });
process.exit(status ?? 1);
