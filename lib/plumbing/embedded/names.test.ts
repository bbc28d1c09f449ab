import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Embedded, openEmbedded } from "../embedded";

let folder: string;
let owner: Embedded;
let guest: Embedded;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "foyer-names-"));
  owner = await openEmbedded(join(folder, "pg"));
  guest = await openEmbedded(join(folder, "pg"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("keeps statements of the same name apart, whoever made them first", async () => {
  expect(guest.owner).toBe(false);
  for (let i = 0; i < 3; i++) {
    expect((await owner.pool.query({ name: "one", text: "SELECT $1::int AS x", values: [1] })).rows).toEqual([{ x: 1 }]);
    expect((await guest.pool.query({ name: "one", text: "SELECT $1::text AS y", values: ["a"] })).rows).toEqual([{ y: "a" }]);
  }
});

it("forgets the statements of whoever leaves, and nobody else's", async () => {
  const third = await openEmbedded(join(folder, "pg"));
  await third.pool.query({ name: "two", text: "SELECT 2 AS x" });
  const count = async () => (await owner.pool.query<{ count: number }>("SELECT count(*)::int AS count FROM pg_prepared_statements")).rows[0]?.count;
  expect(await count()).toBe(3);
  await third.close();
  await expect.poll(count).toBe(2);
  expect((await owner.pool.query({ name: "one", text: "SELECT $1::int AS x", values: [5] })).rows).toEqual([{ x: 5 }]);
});

it("closes while others are still there, and tells them", async () => {
  await owner.close();
  await expect(guest.pool.query("SELECT 1")).rejects.toThrow();
  await guest.close();
  const next = await openEmbedded(join(folder, "pg"));
  expect(next.owner).toBe(true);
  await next.close();
});
