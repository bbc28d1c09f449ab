// Rows for measuring: every table the product has, as full as asked for, in workspaces of the same size. It reads the columns
// from the database, so a new table is filled as soon as there is one; what a column's name and type don't say is in MEANINGS.

/** Tables with one row or a few for each workspace, or for the whole deployment. */
const FEW = {
  Workspace: 1,
  Policy: 0,
  Field: 3,
  Tag: 10,
  Wording: 2,
  SenderDomain: 1,
  Domain: 1,
  ActivityChain: 1,
  Chore: 0,
  Staff: 5,
  Passkey: 3,
  Import: 20,
  BulkAct: 20,
};

/** Most work is done: what still waits is the exception, and plans depend on it. */
const DONE = (i) => `CASE WHEN ${i} % 5000 <> 0 THEN now() - (${i} % 90) * interval '1 day' END`;
const NOBODY = () => "NULL";
const SOON = (i) => `now() + (${i} % 30 - 15) * interval '1 day' + ${i} * interval '1 millisecond'`;
const MEANINGS = {
  "Mail.state": (i) => `(CASE WHEN ${i} % 5000 = 0 THEN 'queued' WHEN ${i} % 40 = 0 THEN 'bounced' ELSE 'delivered' END)::"MailState"`,
  "Mail.batchKey": NOBODY,
  "Mail.sealed": NOBODY,
  "Mail.claimedUntil": NOBODY,
  "LinkRequest.resolvedAt": DONE,
  "RateLimit.expiresAt": (i) => `now() + (${i} % 100 - 2) * interval '1 minute'`,
  "Import.state": () => `'done'::"ImportState"`,
  "BulkAct.finishedAt": DONE,
  "BulkAct.claimedUntil": NOBODY,
  "ImportRow.result": (i) => `CASE WHEN ${i} % 5000 <> 0 THEN 'created' END`,
  "BulkActRow.result": (i) => `CASE WHEN ${i} % 5000 <> 0 THEN 'changed' ELSE 'refused' END`,
  "Activity.seq": (i) => `CASE WHEN ${i} % 5000 <> 0 THEN ${i} END`,
  "Activity.hash": (i) => `CASE WHEN ${i} % 5000 <> 0 THEN sha256(${i}::text::bytea) END`,
  "Session.previewContactId": NOBODY,
  "Address.contactId": (i) => uuid("'Contact'", i),
  "Address.kind": () => `'primary'::"AddressKind"`,
  "Contact.accessEndsAt": NOBODY,
  "Contact.importId": (i) => `CASE WHEN ${i} % 10 = 0 THEN ${uuid("'Import'", `${i} / 200`)} END`,
  "Company.importId": NOBODY,
  "Tag.importId": NOBODY,
};

/** `rows` in each table that grows, over `workspaces`. Indexes that guard nothing are made afterwards: that is several times faster. */
export async function fill(db, { workspaces, rows }) {
  const columns = await columnsOf(db);
  const { rows: indexes } = await db.query(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relnamespace = 'public'::regnamespace AND NOT i.indisunique`,
  );
  for (const { name } of indexes) await db.query(`DROP INDEX "${name}"`);
  await db.query("SET session_replication_role = replica; SET maintenance_work_mem = '256MB'; SET synchronous_commit = off");
  for (const [table, own] of columns) {
    const count = table in FEW ? FEW[table] * workspaces : rows;
    const values = own.map((column) => expressionOf(table, column, "i", workspaces));
    await db.query(
      `INSERT INTO "${table}" (${own.map(({ name }) => `"${name}"`).join(", ")}) SELECT ${values.join(", ")} FROM generate_series(0, ${count - 1}) i ON CONFLICT DO NOTHING`,
    );
  }
  for (const { text } of indexes) await db.query(text);
  await db.query("RESET session_replication_role");
  await db.query("VACUUM ANALYZE");
}

/** The id of row `i` of a table, in the order of `i` as with version 7. */
function uuid(table, i) {
  return `('0190' || lpad(to_hex(${i}), 8, '0') || '7000' || '8' || substr(md5(${table} || (${i})), 1, 15))::uuid`;
}

export const workspaceId = (n) => uuid("'Workspace'", n);

async function columnsOf(db) {
  const { rows } = await db.query(
    `SELECT c.relname AS table, a.attname AS name, t.typname AS type, t.typtype AS kind, NOT a.attnotnull AS nullable,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY(i.indkey)) AS unique
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname !~ '^_' ORDER BY c.relname, a.attnum`,
  );
  const tables = new Map();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return tables;
}

/** Row `i` belongs to workspace `i % workspaces`, and so does what it points to. */
function expressionOf(table, { name, type, kind, nullable, unique }, i, workspaces) {
  const meaning = MEANINGS[`${table}.${name}`];
  if (meaning) return meaning(i);
  if (name === "workspaceId") return workspaceId(`(${i} % ${workspaces})`);
  if (type === "uuid") return name === "id" ? uuid(`'${table}'`, i) : maybe(nullable, i, pointer(name, i, workspaces));
  if (kind === "e") return `(enum_range(NULL::"${type}"))[1 + (${i} / ${workspaces}) % cardinality(enum_range(NULL::"${type}"))]`;
  if (type.startsWith("_")) return "'{}'";
  if (type === "bool") return `${i} % 10 <> 0`;
  if (type === "jsonb") return "'{}'";
  if (type === "bytea") return `sha256(('${name}' || ${i})::bytea)`;
  if (type === "int4" || type === "int8") return unique || name === "line" ? i : `${i} % 7`;
  if (type === "timestamptz")
    return maybe(
      nullable,
      i,
      name === "expiresAt" || name === "uselessAfter" ? SOON(i) : `now() - (${i} % 90) * interval '1 day' - ${i} * interval '1 millisecond'`,
    );
  return maybe(nullable && !unique, i, textOf(name, i));
}

const maybe = (nullable, i, value) => (nullable ? `CASE WHEN (${i} / 50) % 2 = 0 THEN ${value} END` : value);

/** `contactId` points to a contact, `byStaffId` to staff: several rows to one, and all in the row's own workspace. */
function pointer(name, i, workspaces) {
  const table = name.replace(/Id$/, "").replace(/^.*(?=Staff$)/, "");
  const named = table[0].toUpperCase() + table.slice(1);
  const each = FEW[named];
  const place = each ? `(${i} % ${workspaces * each})` : `(${i} - (${i} / ${workspaces}) % 3 * ${workspaces})`;
  return uuid(`'${named}'`, `greatest(${place}, ${i} % ${workspaces})`);
}

function textOf(name, i) {
  if (/email|^toKey$|^to$|^from$|^typed$/i.test(name)) return `'user' || ${i} || '@example.com'`;
  if (/name|search/i.test(name)) return `(ARRAY['ada','ben','cleo','dora','emil','fred','gina'])[1 + ${i} % 7] || ' ' || md5(${i}::text)`;
  if (name === "domain" || /host/i.test(name)) return `'d' || ${i} || '.example.com'`;
  return `'${name} ' || ${i}`;
}
