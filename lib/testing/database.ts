// A real database for a test file: the embedded one in memory, or a fresh one on the server of TEST_DATABASE_URL.

import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase, database, openDatabase, sql, useConnection } from "../plumbing/db";
import { openEmbeddedInMemory } from "../plumbing/embedded";
import { useEnv } from "../plumbing/env";
import { forgetWorkspaces } from "../workspaces";
import { TEMPLATE, withDatabase } from "./global-setup";
import { recordStatements } from "./statements";

export const onPostgres = Boolean(process.env.TEST_DATABASE_URL);

/** Call it at the top of a test file: `db()`, `sql()` and `transaction()` then work on a database of its own. */
export function useDatabase(): void {
  let drop: () => Promise<void> = async () => undefined;
  beforeAll(async () => {
    const url = process.env.TEST_DATABASE_URL;
    if (url) drop = await useServer(url);
    else useConnection(await openEmbeddedInMemory(readFileSync(inject("image"))), "embedded");
    forgetWorkspaces();
  });
  afterAll(async () => {
    await closeDatabase();
    await drop();
  });
}

/**
 * A database that other processes of ours can open too; gives the settings that lead them there. The embedded one lies in
 * a folder, and this process is the one that has it open.
 */
export function useSharedDatabase(): () => Promise<Record<string, string>> {
  if (onPostgres) {
    useDatabase();
    return async () => {
      const [{ name } = { name: "" }] = await sql<{ name: string }>("SELECT current_database() AS name", []);
      return { DATABASE_URL: withDatabase(process.env.TEST_DATABASE_URL!, name) };
    };
  }
  const folder = mkdtempSync(join(tmpdir(), "foyer-shared-"));
  beforeAll(async () => {
    useEnv({ DATA_DIR: folder });
    await openDatabase();
    forgetWorkspaces();
  });
  afterAll(async () => {
    await closeDatabase();
    rmSync(folder, { recursive: true, force: true });
  });
  return async () => ({ DATA_DIR: folder });
}

/** A database that has seen nothing yet, for processes of their own: the settings that lead to it. */
export async function emptyDatabase(): Promise<{ env: Record<string, string>; drop(): Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) {
    const folder = mkdtempSync(join(tmpdir(), "foyer-empty-"));
    return { env: { DATA_DIR: folder }, drop: async () => rmSync(folder, { recursive: true, force: true }) };
  }
  const name = newName();
  await administer(url, `CREATE DATABASE ${name}`);
  return { env: { DATABASE_URL: withDatabase(url, name) }, drop: () => administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

const newName = () => `foyer_test_${randomBytes(6).toString("hex")}`;

async function useServer(url: string): Promise<() => Promise<void>> {
  const name = newName();
  await administer(url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const pool = new pg.Pool({ connectionString: withDatabase(url, name), max: 30 });
  pool.on("error", () => undefined);
  useConnection({ pool, close: () => pool.end() }, "postgres");
  if (process.env.TEST_STATEMENTS) recordStatements(pool, database(), process.env.TEST_STATEMENTS);
  return () => administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** Two files at once can't both copy the template: the second tries again. */
async function administer(url: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query("SELECT pg_advisory_lock(1)");
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
