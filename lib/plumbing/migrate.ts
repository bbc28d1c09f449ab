// Applies prisma/migrations like `prisma migrate deploy`: same table, same checksums, same advisory lock, so both may be used on one
// database. Needs neither the Prisma CLI nor its schema engine, hence fit for starting the portal anywhere.
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type pg from "pg";

/** The number Prisma Migrate locks. */
const LOCK = 72707369;
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;
const DIR = path.join(process.cwd(), "prisma", "migrations");

/** A migration of a large table, or the wait for another process's, takes longer than any page may. */
const PATIENCE_MS = 24 * 60 * 60_000;
const patiently = (text: string, values?: unknown[]): pg.QueryConfig => ({ text, values, query_timeout: PATIENCE_MS }) as pg.QueryConfig;

/** What can't be part of a transaction, or brings its own. */
const OWN_TRANSACTION = /\bCONCURRENTLY\b|^\s*(?:BEGIN|COMMIT)\b/im;

type Tell = (line: string) => void;

interface Migration {
  name: string;
  script: string;
}

/** Brings the database up to date. Of several processes one does it and the others wait. Gives the names of what was applied. */
export async function migrate(pool: pg.Pool, dir = DIR, tell: Tell = console.log): Promise<string[]> {
  // Most starts find nothing to do, and take no lock: behind a pooler that changes connections it would not be given back.
  const nothing = await pendingMigrations(pool, dir).then(
    (pending) => pending.length === 0,
    () => false,
  );
  const client = await pool.connect();
  try {
    const work = () => applyMissing(client, dir, tell);
    return await (nothing ? work().catch(() => inTurn(client, work)) : inTurn(client, work));
  } finally {
    client.release();
  }
}

async function inTurn<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  try {
    await client.query("SET statement_timeout = 0");
    await client.query(patiently("SELECT pg_advisory_lock($1)", [LOCK]));
    await client.query(TABLE);
    return await work();
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [LOCK]).catch(() => undefined);
    await client.query("RESET statement_timeout").catch(() => undefined);
  }
}

/** The names of those that this version needs and this database has not finished. */
export async function pendingMigrations(pool: pg.Pool, dir = DIR): Promise<string[]> {
  const finished = `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const done = await pool.query<{ name: string }>(finished).catch((error: { code?: string }) => {
    if (error.code !== "42P01") throw error; // no such table: nothing was ever applied
    return { rows: [] };
  });
  const names = new Set(done.rows.map(({ name }) => name));
  return namesIn(dir).filter((name) => !names.has(name));
}

async function applyMissing(client: pg.PoolClient, dir: string, tell: Tell): Promise<string[]> {
  const known = await checksums(client);
  const applied: string[] = [];
  for (const name of namesIn(dir)) {
    const migration = { name, script: fs.readFileSync(/*turbopackIgnore: true*/ path.join(dir, name, "migration.sql"), "utf8") };
    const checksum = known.get(name);
    if (checksum === undefined) {
      await apply(client, migration);
      applied.push(name);
      tell(`Applied migration ${name}`);
    } else if (!isOf(migration, checksum)) tell(`Migration ${name} was changed after it was applied.`);
  }
  return applied;
}

/** Of what was applied before. One that began and never finished may have been done by half: only a person can tell. */
async function checksums(client: pg.PoolClient): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const half = rows.find(({ finished }) => !finished);
  if (half) throw new Error(`the migration ${half.name} began once and did not finish. Mend the database, then: npm run prisma -- migrate resolve --help`);
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    if (OWN_TRANSACTION.test(migration.script)) await applyInSteps(client, migration);
    else await applyWhole(client, migration);
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    const { code, message } = error as { code?: string; message: string };
    throw Object.assign(new Error(`the migration ${migration.name} failed: ${message}`, { cause: error }), { code });
  }
}

/** With its entry in one transaction: whatever kills it, it was done or it was not. */
async function applyWhole(client: pg.PoolClient, { name, script }: Migration): Promise<void> {
  await client.query("BEGIN");
  await client.query(patiently(script));
  await client.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`, [
    randomUUID(),
    sum(script),
    name,
  ]);
  await client.query("COMMIT");
}

async function applyInSteps(client: pg.PoolClient, { name, script }: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)', [id, sum(script), name]);
  try {
    await client.query(patiently(script));
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    await client.query('UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1', [id, String((error as Error).message)]);
    throw error;
  }
  await client.query('UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}

/** A checkout may have changed the ends of lines. */
const isOf = ({ script }: Migration, checksum: string): boolean =>
  [script, script.replaceAll("\r\n", "\n"), script.replaceAll("\n", "\r\n")].some((text) => sum(text) === checksum);

function namesIn(dir: string): string[] {
  return fs
    .readdirSync(/*turbopackIgnore: true*/ dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function sum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
