// node scripts/run.mjs scripts/measure/sheets.ts [rows] [slug]: an import of so many new contacts, its undo, and exports, on the database of DATABASE_URL.
import { exportContacts } from "../../lib/contacts/export";
import { type Filter, usualOrder } from "../../lib/contacts/filter";
import { importOf, startImport, undoImport } from "../../lib/imports";
import { receiveImport } from "../../lib/imports/receive";
import { importDue } from "../../lib/imports/work";
import { closeDatabase, openDatabase } from "../../lib/plumbing/db";
import { sheet } from "./sheet";
import { ownerOf } from "./staff";
import { ms, printTable } from "./times";

const SAMPLE_MS = 50;
const BUDGET_MS = 60 * 60_000;

await openDatabase();
const [rows = "100000", slug = "club"] = process.argv.slice(2);
const count = Number(rows);
const viewer = await ownerOf(slug);
const run = Date.now().toString(36);
const table: string[][] = [];
let id = "";

await measured(`upload of ${count} rows`, upload);
await measured(`import of ${count} rows`, start);
await measured(`export of those ${count}`, () => taken({ search: `run-${run}` }));
await measured("export of everybody", () => taken({}));
await measured("undo of the import", undo);
printTable(["what", "took", "first byte", "file", "memory before", "memory at most"], table);
await closeDatabase();

async function upload(): Promise<Measured> {
  const received = await receiveImport(viewer, "people.csv", sheet(count, run));
  if (!received.ok) throw new Error(received.reason);
  id = received.id;
  return {};
}

async function start(): Promise<Measured> {
  const { mapping } = (await importOf(viewer, id))!;
  const started = await startImport(viewer, id, { mapping, duplicates: "skip" });
  if (!started.ok) throw new Error(started.reason);
  await importDue({ budgetMs: BUDGET_MS });
  const { state, created, failed } = (await importOf(viewer, id))!;
  if (state !== "done" || created !== count) throw new Error(`${state}: ${created} created, ${failed} failed`);
  return {};
}

async function undo(): Promise<Measured> {
  await undoImport(viewer, id);
  await importDue({ budgetMs: BUDGET_MS });
  return {};
}

async function taken(filter: Filter): Promise<Measured> {
  const began = performance.now();
  let [bytes, firstByte] = [0, 0];
  for await (const piece of await exportContacts(viewer, { filter, order: usualOrder("name") })) {
    firstByte ||= performance.now() - began;
    bytes += Buffer.byteLength(piece);
  }
  return { firstByte, bytes };
}

interface Measured {
  firstByte?: number;
  bytes?: number;
}

async function measured(name: string, work: () => Promise<Measured>): Promise<void> {
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), SAMPLE_MS);
  const began = performance.now();
  const { firstByte, bytes } = await work();
  const took = performance.now() - began;
  clearInterval(sampling);
  table.push([
    name,
    `${(took / 1_000).toFixed(1)} s`,
    firstByte ? `${ms(firstByte)} ms` : "",
    bytes ? megabytes(bytes) : "",
    megabytes(before),
    megabytes(most),
  ]);
  console.log(table.at(-1)?.join("  "));
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
