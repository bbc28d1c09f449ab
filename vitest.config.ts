import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: { alias: { "@": here("."), "server-only": here("./lib/testing/nothing.ts") } },
  test: {
    environment: "node",
    include: [
      "lib/**/*.test.{ts,tsx}",
      "emails/**/*.test.{ts,tsx}",
      "components/**/*.test.{ts,tsx}",
      "prisma/**/*.test.ts",
      "scripts/**/*.test.ts",
      "app/**/*.test.{ts,tsx}",
    ],
    // the embedded database has no second kind to be tried on, and what knows no database needs none
    exclude: process.env.TEST_DATABASE_URL ? ["lib/plumbing/embedded/**", "lib/values/**", "components/**", "emails/**"] : [],
    pool: "forks",
    maxWorkers: 3, // on two cores: some wait for a clock, a disk or another process
    globalSetup: ["lib/testing/global-setup.ts"],
    setupFiles: ["lib/testing/setup.ts"],
    // Only whoever hangs is told: the slowest take half a minute here, and other machines are five times slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    // next-auth imports "next/server" without an extension, which only a bundler resolves
    server: { deps: { inline: ["next-auth", "@auth/core", "@auth/prisma-adapter"] } },
  },
});
