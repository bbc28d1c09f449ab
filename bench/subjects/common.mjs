// What the subjects share: building, filling tables, and the secret of them all.
import { spawnSync } from "node:child_process";

export const SECRET = "bench-bench-bench-bench-bench-bench-0";

export function nextBuild({ title, folder, nextBin }) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [nextBin, "build"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", AUTH_SECRET: SECRET, DATABASE_URL: "postgres://127.0.0.1:1/none" },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${title} could not be built:\n${stdout}\n${stderr}`);
}

/** Rows for so many people. Indexes that guard nothing are made afterwards: that is several times faster. */
export async function loadTables(db, tables, people, statements) {
  const { rows } = await db.query(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relname = ANY($1) AND NOT i.indisunique`,
    [tables],
  );
  for (const { name } of rows) await db.query(`DROP INDEX "${name}"`);
  // Whom they belong to was made just before.
  await db.query("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'");
  await db.query(`CREATE TEMPORARY VIEW people AS SELECT i FROM generate_series(0, ${people - 1}) i`);
  for (const statement of statements) await db.query(statement);
  for (const { text } of rows) await db.query(text);
  await db.query("RESET session_replication_role; DROP VIEW people");
  await db.query(`VACUUM ANALYZE ${tables.map((t) => `"${t}"`).join(", ")}`);
}
