import { expect, it } from "vitest";
import { db } from "@/lib/plumbing/db";
import { useDatabase } from "@/lib/testing/database";
import { loadDemo } from "./demo";

useDatabase();

it("is loaded once by servers that start at the same time", async () => {
  const loaded = await Promise.all([loadDemo(), loadDemo()]);
  expect(loaded.filter(Boolean)).toHaveLength(1);
  expect(await db().workspace.count({ where: {} })).toBe(4);
});
