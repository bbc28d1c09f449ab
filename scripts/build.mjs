// npm run build: for hosts that build once and start elsewhere.
import { spawnSync } from "node:child_process";
import { checkNode, generate, nextBin, ROOT } from "./steps.mjs";

checkNode();
generate();
const { status } = spawnSync(process.execPath, [nextBin(), "build"], { cwd: ROOT, stdio: "inherit", env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } });
process.exit(status ?? 1);
