import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Child, startChild } from "../testing/child";
import { emptyDatabase, useDatabase } from "../testing/database";
import { database, pool, sql } from "./db";
import { migrate, pendingMigrations } from "./migrate";

useDatabase();
const folder = mkdtempSync(join(tmpdir(), "foyer-migrate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
let dir: string;
beforeEach(() => {
  dir = join(folder, String(++made));
});

function write(name: string, script: string) {
  mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, name, "migration.sql"), script);
}
const run = async () => {
  const told: string[] = [];
  return { applied: await migrate(database().pool, dir, (line) => told.push(line)), told };
};
const exists = async (table: string) => (await sql<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [table]))[0]?.there;

describe("migrations", () => {
  it("are all applied to the database every test starts from", async () => {
    expect(await pendingMigrations(pool())).toEqual([]);
  });

  it("are applied in order, once", async () => {
    write("1_one", "CREATE TABLE first_one (id int)");
    write("2_two", "ALTER TABLE first_one ADD COLUMN text text; INSERT INTO first_one VALUES (1, 'a')");
    expect((await run()).applied).toEqual(["1_one", "2_two"]);
    expect((await run()).applied).toEqual([]);
    expect(await sql("SELECT * FROM first_one", [])).toEqual([{ id: 1, text: "a" }]);
  });

  it("that fail leave nothing behind, say why, and are tried again", async () => {
    write("3_bad", "CREATE TABLE half_made (id int); SELECT 1 / 0");
    await expect(run()).rejects.toThrow("the migration 3_bad failed: division by zero");
    expect(await exists("half_made")).toBe(false);
    write("3_bad", "CREATE TABLE half_made (id int)");
    expect((await run()).applied).toEqual(["3_bad"]);
  });

  it("that need to be outside of a transaction are", async () => {
    write("4_table", "CREATE TABLE indexed_later (id int)");
    write("5_index", 'CREATE INDEX CONCURRENTLY "indexed_later_id" ON indexed_later (id)');
    expect((await run()).applied).toEqual(["4_table", "5_index"]);
  });

  it("that were changed afterwards are told of", async () => {
    write("6_changed", "CREATE TABLE changed_later (id int)");
    await run();
    write("6_changed", "CREATE TABLE changed_later (id int)\r\n");
    expect((await run()).told).toEqual([expect.stringContaining("6_changed was changed")]);
  });

  it("that began and never finished are left to a person", async () => {
    await sql(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ('half', 'x', '7_half')`, []);
    await expect(run()).rejects.toThrow(/7_half began once and did not finish/);
    await sql(`DELETE FROM "_prisma_migrations" WHERE id = 'half'`, []);
  });

  it("are applied once by three servers that start at once, and none goes on before they are done", async () => {
    const { env, drop } = await emptyDatabase();
    const children: Child[] = [1, 2, 3].map(() => startChild("lib/testing/opener.ts", [], { ...env, LOG_LEVEL: "info" }));
    try {
      for (const child of children) expect(await child.says(/^(OPEN|REFUSED)/)).toMatch(/^OPEN owner=\w+ pending=0$/);
      const migrated = children.filter((child) => child.lines.some((line) => line.includes("Applied migration")));
      expect(migrated).toHaveLength(1);
    } finally {
      await Promise.all(children.map((child) => child.kill()));
      await drop();
    }
  });
});
