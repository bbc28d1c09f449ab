// .env.local: written once with fresh secrets, then read as Next.js reads it.
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "./steps.mjs";

const FILE = join(ROOT, ".env.local");

/** Gives true when the file was just written. */
export function writeSettingsIfMissing() {
  if (existsSync(FILE)) return false;
  const secret = () => randomBytes(33).toString("base64url");
  writeFileSync(FILE, `# Written at the first start. All settings: .env.example\nAUTH_SECRET=${secret()}\nCRON_SECRET=${secret()}\n`, { mode: 0o600 });
  return true;
}

/** Everything in .env, .env.local and their kind; what the environment says already wins, unless it says nothing. */
export function loadSettings({ dev = false } = {}) {
  for (const [name, value] of Object.entries(process.env)) if (value === "") delete process.env[name];
  createRequire(join(ROOT, "package.json"))("@next/env").loadEnvConfig(ROOT, dev, { info: () => undefined, error: console.error });
}
