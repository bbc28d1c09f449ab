import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { chromiumArgs, chromiumPath } from "./e2e/support/chromium";
import { JOURNEY_SECRETS } from "./e2e/support/secrets";

const port = Number(process.env.E2E_PORT ?? 3917);
process.env.E2E_DATA ??= mkdtempSync(join(tmpdir(), "foyer-e2e-"));
process.env.E2E_LOGS ??= mkdtempSync(join(tmpdir(), "foyer-e2e-logs-"));

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  globalTeardown: "./e2e/support/after-all.ts",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 30_000 }, // for a machine five times slower than ours
  reporter: [["line"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    baseURL: `http://club.localhost:${port}`,
    contextOptions: { reducedMotion: "reduce" }, // what is still moving is pressed beside, and looked at half faded in
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off", // recording slows every step
    screenshot: "only-on-failure",
    launchOptions: { executablePath: chromiumPath(), args: chromiumArgs },
  },
  projects: [
    { name: "desktop", use: { ...devices["Desktop Chrome"] }, grepInvert: /@nojs/ },
    { name: "phone", use: { ...devices["Pixel 7"] }, grep: /@phone/ },
    { name: "no-script", use: { ...devices["Desktop Chrome"], javaScriptEnabled: false }, grep: /@nojs/ },
  ],
  webServer: {
    command: "node e2e/support/serve.mjs",
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 240_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 8_000 },
    stdout: process.env.E2E_LOG ? "pipe" : "ignore",
    env: {
      PORT: String(port),
      BASE_URL: `http://localhost:${port}`,
      DATA_DIR: process.env.E2E_DATA,
      E2E_LOGS: process.env.E2E_LOGS,
      ...JOURNEY_SECRETS,
      LOG_LEVEL: "info",
      TRUSTED_PROXIES: "1",
    },
  },
});
