// node scripts/run.mjs scripts/measure/archive.ts [entries]: a log of so many entries over 40 months in one workspace, sealed, archived as the
// chore does it, checked and read, on a PostgreSQL of its own.
import { performance } from "node:perf_hooks";
import { entry, recordAll } from "../../lib/activity";
import { archiveDue } from "../../lib/activity/archive";
import { exportActivity, listActivity } from "../../lib/activity/list";
import { sealDue, verifyActivity } from "../../lib/activity/seal";
import { timelineOf } from "../../lib/contacts/timeline";
import { closeDatabase, db, openDatabase, sql } from "../../lib/plumbing/db";
import { useEnv } from "../../lib/plumbing/env";
import { type Cast, cast } from "../../lib/testing/cast";
import { newId } from "../../lib/values/id";
import { ago, DAY_MS, dayOf, MINUTE_MS } from "../../lib/values/time";
import type { Staff } from "../../lib/viewer";
import { startPostgres } from "../postgres.mjs";
import { at, ms, printTable, timesOf } from "./times";

const entries = Number(process.argv[2] ?? 1_000_000);
const AT_ONCE = 5_000;
const SPAN_MS = 1_217 * DAY_MS;
const CONTACTS = 20_000;
const TIMES = 20;
const DEVICES = ["Chrome on Windows", "Safari on iPhone", "Firefox on Linux", "Chrome on Android", "Safari on Mac"];

const postgres = await startPostgres({ fsync: "on", max_connections: "50", shared_buffers: "256MB" });
if (!postgres) throw new Error("No PostgreSQL is installed here.");
useEnv({ DATABASE_URL: postgres.url, AUTH_SECRET: "only-for-measuring-only-for-measuring" });
await openDatabase();
try {
  await measure();
} finally {
  await closeDatabase();
  postgres.stop();
}

async function measure(): Promise<void> {
  const c = await cast();
  const [viewer, workspaceId] = [c.staff.owner, c.workspace.id];
  const people = [c.ada.contactId, c.dora.contactId, ...Array.from({ length: CONTACTS }, newId)];
  for (let from = 0; from < entries; from += AT_ONCE)
    await recordAll(
      db(),
      Array.from({ length: AT_ONCE }, (_, i) => happened(workspaceId, c.staff.agent.staffId, people, from + i)),
    );
  const sealing = await seconds(async () => {
    while (await sealDue());
  });
  await sql("VACUUM ANALYZE", []);
  printTable(
    ["entries", "sealed a second", "bytes an entry, with indexes"],
    [[whole(entries), whole(entries / sealing), whole((await sizeOf("Activity")) / entries)]],
  );
  await measureReading(viewer, c);
  let longest = 0;
  const archiving = await seconds(async () => {
    for (let part = 1; part; ) longest = Math.max(longest, await seconds(async () => void (part = await archiveDue(new Date(), -1))));
  });
  const [found] = await sql<{ parts: number; moved: number; packed: number; marks: number }>(
    `SELECT count(*)::int AS parts, sum(count)::int AS moved, sum(length(entries))::int AS packed, sum(cardinality(marks))::int AS marks FROM "ActivityArchive"`,
    [],
  );
  const { parts, moved, packed, marks } = found!;
  const bytes = (await sizeOf("ActivityArchive")) / moved;
  printTable(
    ["moved", "parts", "moved a second", "longest part", "bytes an entry", "of them packed", "marks", "memory of the process"],
    [
      [
        whole(moved),
        parts,
        whole(moved / archiving),
        `${ms(longest * 1_000)} ms`,
        whole(bytes),
        whole(packed / moved),
        ((marks * 4) / moved).toFixed(1),
      ].concat(`${whole(process.memoryUsage.rss() / 1_048_576)} MB`),
    ],
  );
  await sql("VACUUM ANALYZE", []);
  await measureReading(viewer, c);
}

async function measureReading(viewer: Staff, c: Cast): Promise<void> {
  const deep = { to: dayOf(ago(1_000 * DAY_MS), "UTC") };
  const asked: [string, () => Promise<unknown>][] = [
    ["newest page", () => listActivity(viewer)],
    ["page of a day long ago", () => listActivity(viewer, deep)],
    ["page of one kind nobody did, long ago", () => listActivity(viewer, { ...deep, type: "SECURITY" })],
    ["page of one contact", () => listActivity(viewer, { contactId: c.ada.contactId })],
    ["page of one of the staff", () => listActivity(viewer, { staffId: c.staff.agent.staffId })],
    ["timeline of a contact", () => timelineOf(viewer, c.ada.contactId)],
    ["timeline of one without entries", () => timelineOf(viewer, c.ben.contactId)],
  ];
  const rows = [];
  for (const [name, ask] of asked) {
    const taken = await timesOf(TIMES, ask);
    rows.push([name, ms(at(taken, 50)), ms(at(taken, 95))]);
  }
  printTable(["ms", "p50", "p95"], rows);
  const checking = await seconds(() => verifyActivity(c.workspace.id));
  const exporting = await seconds(async () => {
    for await (const _ of await exportActivity(viewer, { to: dayOf(ago(1_000 * DAY_MS), "UTC") }));
  });
  printTable(["checked a second", "export of what is older than 1,000 days"], [[whole(entries / checking), `${exporting.toFixed(1)} s`]]);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

async function sizeOf(table: string): Promise<number> {
  const [row] = await sql<{ size: string }>("SELECT pg_total_relation_size(quote_ident($1)) AS size", [table]);
  return Number(row!.size);
}

/** What a portal writes down: somebody asks, a link is made and sent, and used; now and then staff do something. */
function happened(workspaceId: string, staffId: string, people: string[], i: number) {
  const contactId = people[(i * 7_919) % people.length]!;
  const email = `user${contactId.slice(-7)}@example.com`;
  const when = ago(SPAN_MS - (SPAN_MS - 2 * MINUTE_MS) * (i / entries));
  const visitor = { workspaceId, actor: "visitor" as const, ip: `203.0.113.${i % 251}`, device: DEVICES[i % DEVICES.length]! };
  const purpose = "portal_login" as const;
  const kinds = [
    () => entry(visitor, "link.asked", { requestId: newId() }, { purpose, typed: email }),
    () => entry({ workspaceId, actor: "system" }, "link.issued", { contactId, linkId: newId(), requestId: newId() }, { purpose, to: email }),
    () => entry({ workspaceId, actor: "system" }, "mail.sent", { contactId, mailId: newId() }, { template: purpose, to: email }),
    () => entry({ workspaceId, actor: "system" }, "webhook.received", { contactId, mailId: newId() }, { event: "delivered", to: email, detail: "" }),
    () => entry({ ...visitor, actor: "member", contactId, sessionId: newId() }, "signin.done", { linkId: newId() }, { purpose, how: "link", to: email }),
    () => entry({ ...visitor, actor: "staff", staffId }, "contact.changed", { contactId }, { changes: { note: ["Before", `After ${i}`] } }),
  ];
  return { ...kinds[i % kinds.length]!(), at: when };
}
