import { execFile } from "node:child_process";
import { expect, it } from "vitest";

const DIFF = ["migrate", "diff", "--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma", "--exit-code"];

it("the migrations lead exactly to the schema", async () => {
  const env = { ...process.env, NODE_ENV: "development" } as const;
  // Not waiting for it with everything else: the runner gives up on a process that does not answer for a minute.
  const { code, said } = await new Promise<{ code: unknown; said: string }>((done) =>
    execFile(process.execPath, ["scripts/prisma/prisma.mjs", ...DIFF], { env }, (error, stdout, stderr) =>
      done({ code: error?.code ?? 0, said: `${stdout}${stderr}` }),
    ),
  );
  expect(said).toContain("No difference detected");
  expect(code).toBe(0);
});
