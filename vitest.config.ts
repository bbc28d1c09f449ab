import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Begun first: one of them begun last would be waited for by itself. */
const LONGEST = ["embedded/kill", "mail/faults"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

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
    sequence: { sequencer: LongestFirst },
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
