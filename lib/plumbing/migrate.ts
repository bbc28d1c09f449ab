/**
 * Applies prisma/migrations like `prisma migrate deploy`: same table, same checksums, same advisory lock, so both may be
 * used on one database. Needs neither the Prisma CLI nor its schema engine, hence fit for starting the app anywhere.
 */

import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type pg from "pg";

const LOCK = 72707369; // the number Prisma Migrate locks
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;
const sum = (text: string) => createHash("sha256").update(text).digest("hex");

/** A migration of a large table, or the wait for another process's, takes longer than any page may. */
const PATIENCE_MS = 24 * 60 * 60_000;
const patiently = (text: string, values?: unknown[]): pg.QueryConfig => ({ text, values, query_timeout: PATIENCE_MS }) as pg.QueryConfig;

const DIR = path.join(process.cwd(), "prisma", "migrations");

const migrationNames = (dir: string): string[] =>
  fs
    .readdirSync(/*turbopackIgnore: true*/ dir, { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => e.name)
    .sort();

/** The names of those that this version needs and this database has not finished. */
export async function pendingMigrations(pool: pg.Pool, dir = DIR): Promise<string[]> {
  const finished = `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const done = await pool.query<{ name: string }>(finished).catch((error: { code?: string }) => {
    if (error.code !== "42P01") throw error; // no such table: nothing was ever applied
    return { rows: [] };
  });
  const names = new Set(done.rows.map(({ name }) => name));
  return migrationNames(dir).filter((name) => !names.has(name));
}

export async function migrate(pool: pg.Pool, dir = DIR, log: (line: string) => void = console.log): Promise<string[]> {
  const names = migrationNames(dir);
  const client = await pool.connect();
  try {
    await client.query("SET statement_timeout = 0");
    await client.query(patiently("SELECT pg_advisory_lock($1)", [LOCK]));
    await client.query(TABLE);
    const rows = (
      await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
        'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at',
      )
    ).rows;
    const failed = rows.find((r) => !r.finished_at);
    if (failed) throw new Error(`Migration ${failed.migration_name} failed earlier. Mend the database, then: npm run prisma -- migrate resolve`);
    const applied = new Map(rows.map((r) => [r.migration_name, r.checksum]));
    const done: string[] = [];
    for (const name of names) {
      const sql = fs.readFileSync(/*turbopackIgnore: true*/ path.join(dir, name, "migration.sql"), "utf8");
      const checksum = sum(sql);
      const known = applied.get(name);
      if (known !== undefined) {
        if (known !== checksum && known !== sum(sql.replaceAll("\r\n", "\n")) && known !== sum(sql.replaceAll("\n", "\r\n")))
          log(`Migration ${name} was changed after it was applied.`);
        continue;
      }
      const id = randomUUID();
      await client.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)', [id, checksum, name]);
      try {
        await client.query(patiently(sql)); // one simple query: PostgreSQL makes it one transaction, unless the script says otherwise
      } catch (e) {
        await client.query("ROLLBACK").catch(() => {});
        await client.query('UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1', [id, String((e as Error).message)]);
        throw new Error(`Migration ${name} failed: ${(e as Error).message}`, { cause: e });
      }
      await client.query('UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
      done.push(name);
      log(`Applied migration ${name}`);
    }
    return done;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [LOCK]).catch(() => {});
    await client.query("RESET statement_timeout").catch(() => {});
    client.release();
  }
}
