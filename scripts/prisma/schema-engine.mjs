#!/usr/bin/env node
import { readFileSync } from "node:fs";
// Drop-in replacement for Prisma's native `schema-engine` binary.
// The Prisma CLI spawns whatever PRISMA_SCHEMA_ENGINE_BINARY points to and talks JSON-RPC over stdio to it.
// Here the very same engine runs from WebAssembly (npm: @prisma/schema-engine-wasm), so nothing is downloaded.
// Databases: postgres(ql)://… and pglite:<directory>, the app's embedded database.
// The shadow database is always an in-memory PGlite: no CREATEDB right needed.
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse as parseArray } from "postgres-array";

const require = createRequire(import.meta.url);
const wasmDir = path.dirname(require.resolve("@prisma/schema-engine-wasm"));

async function loadEngineClass() {
  const glue = await import(pathToFileURL(path.join(wasmDir, "schema_engine_bg.js")).href);
  const module = new WebAssembly.Module(readFileSync(path.join(wasmDir, "schema_engine_bg.wasm")));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

async function makePglite() {
  const { PGlite } = await import("@electric-sql/pglite");
  const { pg_trgm } = await import("@electric-sql/pglite/contrib/pg_trgm");
  const { unaccent } = await import("@electric-sql/pglite/contrib/unaccent");
  const { btree_gin } = await import("@electric-sql/pglite/contrib/btree_gin");
  return PGlite.create({ extensions: { btree_gin, pg_trgm, unaccent } });
}

// --- One small adapter for both drivers. The stock adapters no longer know the "char" and name[] types of the
// --- catalogs, and their executeScript splits on ";" (pg) or swallows errors (PGlite).
const C = {
  Int32: 0,
  Int64: 1,
  Float: 2,
  Double: 3,
  Numeric: 4,
  Boolean: 5,
  Character: 6,
  Text: 7,
  Date: 8,
  Time: 9,
  DateTime: 10,
  Json: 11,
  Bytes: 13,
  Uuid: 15,
};
const ARRAY = { Int32: 64, Int64: 65, Boolean: 69, Character: 70, Text: 71 };
const num = Number,
  str = (v) => v,
  bool = (v) => v === "t" || v === true,
  ts = (v) => `${v.replace(" ", "T").replace(/[+-]\d{2}(:\d{2})?$/, "")}+00:00`;
const list = (f) => (v) => parseArray(v, f);
const TYPES = {
  16: [C.Boolean, bool],
  17: [C.Bytes, (v) => Uint8Array.from(Buffer.from(v.slice(2), "hex"))],
  18: [C.Character, str],
  19: [C.Text, str],
  20: [C.Int64, str],
  21: [C.Int32, num],
  23: [C.Int32, num],
  25: [C.Text, str],
  26: [C.Int64, str],
  114: [C.Json, str],
  700: [C.Float, num],
  701: [C.Double, num],
  1042: [C.Text, str],
  1043: [C.Text, str],
  1082: [C.Date, str],
  1083: [C.Time, str],
  1114: [C.DateTime, ts],
  1184: [C.DateTime, ts],
  1700: [C.Numeric, str],
  2950: [C.Uuid, str],
  3802: [C.Json, str],
  1000: [ARRAY.Boolean, list(bool)],
  1002: [ARRAY.Character, list(str)],
  1003: [ARRAY.Text, list(str)],
  1005: [ARRAY.Int32, list(num)],
  1007: [ARRAY.Int32, list(num)],
  1009: [ARRAY.Text, list(str)],
  1015: [ARRAY.Text, list(str)],
  1016: [ARRAY.Int64, list(str)],
  1028: [ARRAY.Int64, list(str)],
};
const typeOf = (oid) => TYPES[oid] ?? [C.Text, str];

function toResult({ fields, rows }) {
  const types = fields.map((f) => typeOf(f.dataTypeID));
  return {
    columnNames: fields.map((f) => f.name),
    columnTypes: types.map((t) => t[0]),
    rows: rows.map((r) => r.map((v, i) => (v === null ? null : types[i][1](v)))),
  };
}

async function guard(fn) {
  try {
    return await fn();
  } catch (e) {
    const { DriverAdapterError } = await import("@prisma/driver-adapter-utils");
    const base = { originalCode: e?.code, originalMessage: e?.message };
    if (e?.code === "3D000") throw new DriverAdapterError({ ...base, kind: "DatabaseDoesNotExist", db: e.message.match(/"(.*?)"/)?.[1] });
    if (e?.code === "28P01" || e?.code === "28000")
      throw new DriverAdapterError({ ...base, kind: "AuthenticationFailed", user: e.message.match(/"(.*?)"/)?.[1] });
    if (e?.code === "ECONNREFUSED" || e?.code === "ENOTFOUND" || e?.code === "ENOENT")
      throw new DriverAdapterError({ ...base, kind: "DatabaseNotReachable", host: e.address, port: e.port });
    if (e?.code && e?.severity)
      throw new DriverAdapterError({
        ...base,
        kind: "postgres",
        code: e.code,
        severity: e.severity,
        message: e.message,
        detail: e.detail,
        column: e.column,
        hint: e.hint,
      });
    if (process.env.SCHEMA_ENGINE_DEBUG) process.stderr.write(`\n${e?.stack}\n`);
    throw new DriverAdapterError({ ...base, kind: "postgres", code: String(e?.code ?? "XX000"), severity: "ERROR", message: e?.message ?? String(e) });
  }
}

// `run(sql, args)` gives { fields, rows, count } with every value as PostgreSQL's text; `script(sql)` runs many statements.
function makeAdapter({ run, script, close, schema, keep = false }) {
  const queryable = {
    provider: "postgres",
    adapterName: "schema-engine-shim",
    queryRaw: (q) => guard(async () => toResult(await run(q.sql, q.args))),
    executeRaw: (q) => guard(async () => (await run(q.sql, q.args)).count ?? 0),
    executeScript: (sql) =>
      guard(async () => {
        await script(sql);
      }),
    getConnectionInfo: () => ({ schemaName: schema, supportsRelationJoins: true }),
  };
  return {
    ...queryable,
    // One connection only, so a transaction is BEGIN on it; the engine sends COMMIT/ROLLBACK itself.
    async startTransaction() {
      await queryable.executeScript("BEGIN");
      return { ...queryable, options: { usePhantomQuery: false }, commit: async () => {}, rollback: async () => {} };
    },
    close,
    dispose: keep ? async () => {} : close,
  };
}

/** The app's embedded database, opened as the app does: also while the app is running, through its socket. */
async function embeddedAdapter(dir) {
  const { openEmbedded } = await import("../../lib/plumbing/embedded.ts");
  const e = await openEmbedded(path.resolve(dir));
  const client = await e.pool.connect();
  return clientAdapter(client, undefined, async () => {
    client.release();
    await e.close();
  });
}

async function memoryAdapter() {
  const db = await makePglite();
  const parsers = Object.fromEntries(Object.keys(TYPES).map((oid) => [oid, str])); // PGlite spreads it: a Proxy would vanish
  return makeAdapter({
    run: async (sql, args) => {
      const opts = { rowMode: "array", parsers };
      const r = args.length ? await db.query(sql, args, opts) : ((await db.exec(sql, opts)).at(-1) ?? { fields: [], rows: [] });
      return { fields: r.fields, rows: r.rows, count: r.affectedRows };
    },
    script: (sql) => db.exec(sql),
    keep: true,
    close: async () => {},
  });
}

async function pgAdapter(url) {
  const pg = (await import("pg")).default;
  const u = new URL(url);
  const schema = u.searchParams.get("schema") ?? undefined;
  u.searchParams.delete("schema");
  const client = new pg.Client({ connectionString: u.toString(), ...(schema ? { options: `-c search_path=${schema}` } : {}) });
  await guard(() => client.connect());
  return clientAdapter(client, schema, () => client.end());
}

function clientAdapter(client, schema, close) {
  const types = { getTypeParser: () => (v) => v };
  return makeAdapter({
    schema,
    keep: true,
    close,
    run: async (text, values) => {
      const r = await client.query({ text, values, rowMode: "array", types });
      const last = Array.isArray(r) ? r.at(-1) : r; // many statements give many results
      return { fields: last.fields ?? [], rows: last.rows ?? [], count: last.rowCount };
    },
    script: (sql) => client.query(sql),
  });
}

const MEMORY = "pglite:memory";
const live = new Map(); // one connection for each URL, kept until the CLI closes our stdin
function connect(url) {
  if (!live.has(url)) {
    // A diff of files asks the live side for its version only: the shadow database can answer that too.
    live.set(url, url === MEMORY ? shadow() : url.startsWith("pglite:") ? embeddedAdapter(url.slice("pglite:".length)) : pgAdapter(url));
  }
  return live.get(url);
}
async function closeAll() {
  for (const a of live.values())
    await a.then(
      (x) => x.close(),
      () => {},
    );
}

// One in-memory PGlite serves as every shadow database of this run; it is emptied before each use.
let shadowDb;
async function shadow() {
  shadowDb ??= memoryAdapter();
  const adapter = await shadowDb;
  await adapter.executeScript(EMPTY);
  return adapter;
}
const EMPTY = `DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', r.extname); END LOOP;
  FOR r IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', r.nspname); END LOOP;
  CREATE SCHEMA public;
END $$;`;

export function adapterFactory(url) {
  return {
    provider: "postgres",
    adapterName: "schema-engine-shim",
    connect: () => connect(url),
    connectToShadowDb: shadow,
  };
}

let glue;
export async function createEngine(url, datamodels, log = () => {}) {
  const { bindMigrationAwareSqlAdapterFactory } = await import("@prisma/driver-adapter-utils");
  glue ??= await loadEngineClass();
  return glue.SchemaEngine.new({ datamodels }, log, bindMigrationAwareSqlAdapterFactory(adapterFactory(url)));
}

function parseArgs(argv) {
  const out = { datamodels: [], datasource: undefined, cli: undefined, version: false };
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === "--version") out.version = true;
    else if (argv[i] === "--datamodels") out.datamodels.push(argv[++i]);
    else if (argv[i] === "--datasource") out.datasource = JSON.parse(argv[++i]);
    else if (argv[i] === "--enabled-preview-features" || argv[i] === "--extension-types") i++;
    else if (argv[i] === "cli") out.cli = argv[++i];
  }
  return out;
}

function logError(code, message) {
  const fields = { message, ...(code ? { error_code: code } : {}), is_panic: false };
  process.stderr.write(`\n${JSON.stringify({ timestamp: new Date().toISOString(), level: "ERROR", fields, target: "schema_engine::logger" })}\n`);
}

async function main() {
  const args = parseArgs(process.argv.slice(2));
  if (args.version) {
    const { version } = await loadEngineClass();
    console.log(`schema-engine-cli (wasm) ${version()}`);
    return;
  }
  const url = args.datasource?.url;

  if (args.cli === "can-connect-to-database" || args.cli === "create-database") {
    if (url?.startsWith("pglite:")) return;
    const pg = (await import("pg")).default;
    const u = new URL(url);
    const dbName = decodeURIComponent(u.pathname.slice(1)) || "postgres";
    u.searchParams.delete("schema");
    if (args.cli === "create-database") u.pathname = "/postgres";
    const client = new pg.Client({ connectionString: u.toString() });
    try {
      await client.connect();
      if (args.cli === "create-database") await client.query(`CREATE DATABASE "${dbName.replaceAll('"', '""')}"`);
      else {
        const schema = new URL(url).searchParams.get("schema");
        if (schema) await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema.replaceAll('"', '""')}"`);
      }
      await client.end();
    } catch (e) {
      if (e.code === "3D000") logError("P1003", `Database \`${dbName}\` does not exist`);
      else if (e.code === "42P04") logError("P1009", `Database \`${dbName}\` already exists`);
      else if (e.code === "28P01" || e.code === "28000") logError("P1000", e.message);
      else logError("P1001", `Can't reach database server at \`${u.host}\`: ${e.message}`);
      process.exit(1);
    }
    return;
  }

  const datamodels = args.datamodels.map((file) => [file, readFileSync(file, "utf8")]);
  const send = (o) => process.stdout.write(`${JSON.stringify(o)}\n`);
  let queue = Promise.resolve();
  let printId = 1_000_000;

  async function handle(req) {
    if (!req.method) return; // the CLI's answer to a `print`
    try {
      if (req.method === "createDatabase") return send({ jsonrpc: "2.0", id: req.id, result: { databaseName: "" } });
      // A diff between files only needs no live database.
      const offline = req.method === "diff" && ![req.params.from?.tag, req.params.to?.tag].some((t) => t === "url" || t === "schemaDatasource");
      // A new engine for each request: after applyMigrations an engine has lost its shadow database factory.
      const engine = await createEngine(offline || !url ? MEMORY : url, datamodels.length ? datamodels : undefined);
      // An engine knows how to reach the shadow database only after a devDiagnostic of its own.
      if (req.method === "evaluateDataLoss" || req.method === "createMigration")
        await engine.devDiagnostic({ migrationsList: req.params.migrationsList, filters: req.params.filters });
      const method = req.method === "getDatabaseVersion" ? "version" : req.method;
      if (typeof engine[method] !== "function") throw Object.assign(new Error(`Method not found: ${req.method}`));
      let result = await engine[method](req.params);
      if (req.method === "diff" && result?.stdout != null) {
        send({ jsonrpc: "2.0", id: printId++, method: "print", params: { content: result.stdout } });
        result = { ...result, stdout: null };
      }
      send({ jsonrpc: "2.0", id: req.id, result: result ?? {} });
    } catch (e) {
      send({
        jsonrpc: "2.0",
        id: req.id,
        error: {
          code: 4466,
          message: "An error happened. Check the data field for details.",
          data: { is_panic: false, message: e?.message ?? String(e), error_code: e?.code, meta: e?.meta ?? null },
        },
      });
    }
  }

  const rl = createInterface({ input: process.stdin, crlfDelay: Infinity });
  rl.on("line", (line) => {
    if (!line.trim()) return;
    const req = JSON.parse(line);
    queue = queue.then(() => handle(req));
  });
  rl.on("close", () => queue.then(closeAll).then(() => process.exit(0)));
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((e) => {
    logError(undefined, e?.stack ?? String(e));
    process.exit(1);
  });
}
