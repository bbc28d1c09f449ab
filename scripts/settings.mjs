// .env.local: written once with fresh secrets, then only read.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
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

/** What the environment says already wins. */
export function loadSettings() {
  if (!existsSync(FILE)) return;
  for (const line of readFileSync(FILE, "utf8").split(/\r?\n/)) {
    const match = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match && process.env[match[1]] === undefined) process.env[match[1]] = match[2].replace(/^(["'])(.*)\1$/, "$2");
  }
}
