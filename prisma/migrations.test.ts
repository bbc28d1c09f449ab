import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("the migrations lead exactly to the schema", () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["scripts/prisma/prisma.mjs", "migrate", "diff", "--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma", "--exit-code"],
    { encoding: "utf8", env: { ...process.env, NODE_ENV: "development" } },
  );
  expect(`${stdout}${stderr}`).toContain("No difference detected");
  expect(status).toBe(0);
}, 60_000);
