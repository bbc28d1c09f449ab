// Finds a browser: an explicit path, Playwright's own, one of the system, else Playwright downloads its own.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const runnable = (p: string | undefined): p is string => {
  if (!p) return false;
  try {
    accessSync(p, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

function onPath(...names: string[]): string | undefined {
  const exts = process.platform === "win32" ? [".exe"] : [""];
  for (const dir of (process.env.PATH ?? "").split(delimiter))
    for (const n of names)
      for (const e of exts) {
        const p = join(dir, n + e);
        if (runnable(p)) return p;
      }
  return undefined;
}

const installed: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
    .filter((d) => d !== undefined)
    .flatMap((d) => [join(d, "Google/Chrome/Application/chrome.exe"), join(d, "Microsoft/Edge/Application/msedge.exe")]),
};

function download(): string | undefined {
  try {
    execFileSync(process.execPath, [createRequire(import.meta.url).resolve("@playwright/test/cli"), "install", "chromium", "--only-shell"], {
      stdio: "inherit",
      timeout: 300_000,
    });
  } catch {
    return undefined;
  }
  return runnable(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

/**
 * undefined means "let Playwright use the browser it installed itself".
 * Resolved once in the runner; the workers inherit PLAYWRIGHT_CHROMIUM.
 */
export function chromiumPath(): string | undefined {
  const wanted = process.env.PLAYWRIGHT_CHROMIUM;
  if (wanted) {
    if (!runnable(wanted)) throw new Error(`PLAYWRIGHT_CHROMIUM=${wanted} is not an executable file`);
    return wanted;
  }
  if (existsSync(chromium.executablePath())) return undefined;
  const found =
    onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge") ??
    installed[process.platform]?.find(runnable) ??
    download();
  if (!found)
    throw new Error(
      "No Chromium found. Install one (Debian: apt-get install -y chromium; elsewhere: npx playwright install chromium) or set PLAYWRIGHT_CHROMIUM.",
    );
  process.env.PLAYWRIGHT_CHROMIUM = found;
  return found;
}

const root = typeof process.getuid === "function" && process.getuid() === 0;
export const chromiumArgs = [
  ...(root || process.env.CI ? ["--no-sandbox"] : []),
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
