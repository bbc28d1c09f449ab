import { execFile } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, openDatabase } from "@/lib/plumbing/db";
import { useEnv } from "@/lib/plumbing/env";
import { emptyDatabase } from "@/lib/testing/database";
import { ROOT, typescript } from "./steps.mjs";

let empty: Awaited<ReturnType<typeof emptyDatabase>>;
beforeAll(async () => {
  empty = await emptyDatabase();
  useEnv(empty.env);
  await openDatabase({ migrate: false });
});
afterAll(async () => {
  await closeDatabase();
  await empty.drop();
});

it.each([
  ["through Prisma", ["owner:invite", "club", "olivia@example.com"]],
  ["in SQL of its own", ["maintenance"]],
])("says what to do when it asks %s where nobody has made the tables", async (_, command) => {
  expect(await cli(...command)).toEqual({
    code: 1,
    stdout: "",
    stderr: "The database has not all the tables of this version of Foyer. Make them: npm run cli -- migrate\n",
  });
});

/** Beside us: where the database is embedded it is a guest of this process. */
function cli(...command: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, NODE_ENV: "test", AUTH_SECRET: "only-for-a-test-only-for-a-test-only", LOG_LEVEL: "silent", ...empty.env } as const;
  return new Promise((resolve) =>
    execFile(process.execPath, [...typescript("scripts/cli.ts"), ...command], { cwd: ROOT, env, timeout: 240_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  );
}
