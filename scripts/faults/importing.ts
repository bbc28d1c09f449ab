// A file of contacts that is imported while something breaks: in the end every row was done once, and nobody is there by half.
import { importOf, startImport } from "@/lib/imports";
import { receiveImport } from "@/lib/imports/receive";
import { sql } from "@/lib/plumbing/db";
import type { Random } from "@/lib/testing/random";
import { csvLines } from "@/lib/values/csv";
import { pause } from "./server";
import { type Person, steady, type World } from "./world";

/** Two batches and the beginning of a third, and one that only says that it is done. */
const ROWS = 1_100;
const BATCH_ROWS = 500;
/** Of them, contacts who are there already and get another name. */
const KNOWN = 20;
const COMPANIES = 10;

export interface Imported {
  finishedAt: number;
  wrong: string[];
}

/** `begin` is told when as many batches are written as chance wants. */
export async function importing(world: World, random: Random, begin: () => unknown, until: number): Promise<Imported> {
  const known = await Promise.all(Array.from({ length: KNOWN }, () => world.newMember()));
  const id = await start(world, known);
  const strikeAt = Math.floor(random() * (ROWS / BATCH_ROWS + 1)) * BATCH_ROWS;
  for (let struck = false; Date.now() < until; await pause(5)) {
    const [row] = await steady(() => sql<{ state: string; done: number }>(`SELECT state, done FROM "Import" WHERE id = $1::uuid`, [id]));
    if (!struck && row && (row.done >= Math.min(strikeAt, ROWS) || row.state !== "running")) {
      struck = true;
      begin();
    }
    if (row?.state === "done") return { finishedAt: Date.now(), wrong: await wrongIn(world, id) };
    if (row?.state === "failed") break;
    if (struck) await pause(50);
  }
  return { finishedAt: Date.now(), wrong: ["12.6 the import was not finished"] };
}

let files = 0;

async function start({ admin }: World, known: Person[]): Promise<string> {
  const mark = ++files;
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const person = known[i % Math.ceil(ROWS / KNOWN) === 0 ? Math.floor(i / Math.ceil(ROWS / KNOWN)) : -1];
    return [`Somebody ${mark} ${i}`, person?.email ?? `row${i}.${mark}@example.com`, `Company ${mark} ${i % COMPANIES}`];
  });
  const received = await receiveImport(admin, "people.csv", bytesOf(csvLines([["Name", "Email", "Company"], ...rows])));
  if (!received.ok) throw new Error(`The file was not read: ${received.reason}`);
  const details = await importOf(admin, received.id);
  const started = await startImport(admin, received.id, { mapping: details?.mapping, duplicates: "update", tag: "From a file" });
  if (!started.ok) throw new Error(`The import did not start: ${started.reason}`);
  return received.id;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Each finds what must not be, for the workspace `$1` and the import `$2`. */
const RULES: Record<string, string> = {
  "12.6 a row was forgotten or failed": `SELECT line::text AS id FROM "ImportRow" WHERE "workspaceId" = $1::uuid AND "importId" = $2::uuid AND result IS DISTINCT FROM 'created' AND result IS DISTINCT FROM 'updated'`,
  "12.6 the counts of the import are not those of its rows": `
    SELECT i.id FROM "Import" i WHERE i.id = $2::uuid AND i."workspaceId" = $1::uuid AND (i.done, i.created, i.updated) <>
      (SELECT count(*)::int, (count(*) FILTER (WHERE result = 'created'))::int, (count(*) FILTER (WHERE result = 'updated'))::int FROM "ImportRow" r WHERE r."importId" = i.id AND i.total = ${ROWS})`,
  "12.6 a row's contact is not there, is there by half, or twice": `
    SELECT r.line::text AS id FROM "ImportRow" r LEFT JOIN "Contact" c ON c.id = r."contactId" AND c."workspaceId" = $1::uuid LEFT JOIN "Company" o ON o.id = c."companyId"
    WHERE r."importId" = $2::uuid AND (c.id IS NULL OR c.name <> r.cells[1] OR c."nameKey" <> lower(r.cells[1]) OR o.name IS DISTINCT FROM r.cells[3]
      OR position(lower(r.cells[1]) IN c.search) = 0 OR (SELECT array_agg(a."emailKey") FROM "Address" a WHERE a."contactId" = c.id) IS DISTINCT FROM ARRAY[r.cells[2]])`,
  "12.6 a contact came of the file and of none of its rows": `
    SELECT c.id FROM "Contact" c WHERE c."workspaceId" = $1::uuid AND c."importId" = $2::uuid AND NOT EXISTS (SELECT FROM "ImportRow" r WHERE r."importId" = $2::uuid AND r."contactId" = c.id AND r.result = 'created')`,
  "12.6 a company was made twice": `SELECT min(id::text) AS id FROM "Company" WHERE "workspaceId" = $1::uuid AND $2::uuid IS NOT NULL GROUP BY name HAVING count(*) > 1`,
  "12.5 a row is not in the log once": `
    SELECT r.line::text AS id FROM "ImportRow" r LEFT JOIN "Activity" a ON a."workspaceId" = $1::uuid AND a."contactId" = r."contactId"
      AND a.action = CASE r.result WHEN 'created' THEN 'import.contact_created' ELSE 'import.contact_updated' END AND a.data->>'importId' = $2::uuid::text
    WHERE r."importId" = $2::uuid GROUP BY r.line HAVING count(a.id) <> 1`,
  "12.5 the beginning or the end is not in the log once": `
    SELECT $2::uuid::text AS id FROM "Activity" a WHERE a."workspaceId" = $1::uuid AND a.data->>'importId' = $2::uuid::text
    HAVING count(*) FILTER (WHERE action = 'import.started') <> 1 OR count(*) FILTER (WHERE action = 'import.finished') <> 1`,
};

async function wrongIn({ workspaceId }: World, importId: string): Promise<string[]> {
  const found: string[] = [];
  for (const [rule, query] of Object.entries(RULES)) {
    const rows = await steady(() => sql<{ id: string }>(query, [workspaceId, importId]));
    if (rows.length) found.push(`${rule}: ${rows.length}, ${rows[0]?.id}`);
  }
  return found;
}
