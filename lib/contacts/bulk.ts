// Acts on many contacts at once (SPEC D2): asked for here, done in the background (lib/contacts/bulk/work.ts), told per contact.
import type { Prisma } from "@/prisma/generated/client";
import { record } from "../activity";
import { db, sql, type Tx, transaction } from "../plumbing/db";
import { fold } from "../values/fold";
import { newId, parseId } from "../values/id";
import { ago, MINUTE_MS } from "../values/time";
import { isTooLong, type NoRoom, noRoom, typedLine } from "../values/typed";
import { type Actor, allow, type Staff } from "../viewer";
import { type BulkAct, isBulkAct, NEEDED, type Reason } from "./bulk/acts";
import { exactCountOf } from "./count";
import { type Filter, parseFilter } from "./filter";
import { MAX_TAG } from "./room";

const REPORT_ROWS = 100;
/** Shown beside the list for so long after the end. */
const SHOWN_MS = 2 * MINUTE_MS;
const MAX_SHOWN = 3;
const MAX_LISTED = 50;

export interface Asked {
  act: unknown;
  /** For `tag` and `untag`: its name. */
  tag?: unknown;
  filter: unknown;
  /** How many were announced: when it is others by now, nothing begins. */
  announced?: number;
}

export type Started = { ok: true; id: string } | { ok: false; reason: "act" | "tag" | "nobody" | "others" } | NoRoom<"tag">;

/** Begins it; whoever it may touch is fixed by the filter, and by being here already. */
export async function startBulkAct(viewer: Staff, asked: Asked): Promise<Started> {
  const by = allow(viewer, "contacts.edit");
  const { act } = asked;
  const filter = parseFilter(asked.filter);
  if (!isBulkAct(act) || !filter) return { ok: false, reason: "act" };
  for (const permission of NEEDED[act]) allow(viewer, permission);
  const name = act === "tag" || act === "untag" ? typedLine(asked.tag, MAX_TAG) : undefined;
  if (isTooLong(name)) return noRoom("tag", name);
  // Commas stand between the tags of one contact.
  if (name === "" || name?.includes(",")) return { ok: false, reason: "tag" };
  const total = await exactCountOf(by.workspaceId, filter);
  if (!total) return { ok: false, reason: "nobody" };
  if (asked.announced !== undefined && asked.announced !== total) return { ok: false, reason: "others" };
  return transaction(async (tx) => {
    const tag = name === undefined ? undefined : await tagNamed(tx, by.workspaceId, name, act === "tag");
    if (tag === null) return { ok: false, reason: "tag" };
    const id = await write(tx, by, act, filter, total, tag);
    return { ok: true, id };
  });
}

interface NamedTag {
  id: string;
  name: string;
}

/** Made where it is first used; there has to be one before it can be taken off. */
async function tagNamed(tx: Tx, workspaceId: string, name: string, make: boolean): Promise<NamedTag | null> {
  const where = { workspaceId_nameKey: { workspaceId, nameKey: fold(name) } };
  const select = { id: true, name: true };
  if (!make) return tx.tag.findUnique({ where, select });
  return tx.tag.upsert({ where, create: { workspaceId, name, nameKey: fold(name) }, update: {}, select });
}

async function write(tx: Tx, by: Actor, act: BulkAct, filter: Filter, total: number, tag?: NamedTag): Promise<string> {
  const id = newId();
  const args = { tag, from: { sessionId: by.sessionId, ip: by.ip, device: by.device } };
  await tx.bulkAct.create({
    data: { id, workspaceId: by.workspaceId, staffId: by.staffId!, act, args: args as Prisma.InputJsonObject, filter: filter as Prisma.InputJsonObject, total },
  });
  await record(tx, by, "contacts.bulk_started", {}, { act, count: total, tag: tag?.name ?? null });
  return id;
}

export interface BulkActView {
  id: string;
  act: BulkAct;
  tag: string | null;
  by: string;
  total: number;
  done: number;
  changed: number;
  refused: number;
  createdAt: Date;
  finishedAt: Date | null;
  /** Why it ended early. */
  problem: "stopped" | "not_allowed" | null;
}

/** null: there is none, or not in this workspace. */
export async function bulkActOf(viewer: Staff, id: unknown): Promise<BulkActView | null> {
  const { workspaceId } = allow(viewer, "contacts.read");
  const [view] = await views(workspaceId, "b.id = $2::uuid", parseId(id) ?? newId(), 1);
  return view ?? null;
}

/** What is under way, or was until a moment ago. */
export async function bulkActsNow(viewer: Staff): Promise<BulkActView[]> {
  const { workspaceId } = allow(viewer, "contacts.read");
  return views(workspaceId, `(b."finishedAt" IS NULL OR b."finishedAt" > $2::timestamptz)`, ago(SHOWN_MS), MAX_SHOWN);
}

/** All of the last weeks, the newest first. */
export async function listBulkActs(viewer: Staff): Promise<BulkActView[]> {
  const { workspaceId } = allow(viewer, "contacts.read");
  return views(workspaceId, `b."createdAt" <= $2::timestamptz`, new Date(), MAX_LISTED);
}

const views = (workspaceId: string, condition: string, value: unknown, limit: number): Promise<BulkActView[]> =>
  sql<BulkActView>(
    `SELECT b.id, b.act, b.args->'tag'->>'name' AS tag, coalesce(s.name, 'Somebody') AS by, b.total, b.done, b.changed, b.refused, b."createdAt", b."finishedAt", b.problem
     FROM "BulkAct" b LEFT JOIN "Staff" s ON s."workspaceId" = b."workspaceId" AND s.id = b."staffId"
     WHERE b."workspaceId" = $1::uuid AND ${condition} ORDER BY b."createdAt" DESC LIMIT ${limit}`,
    [workspaceId, value],
  );

const RESULTS = ["changed", "unchanged", "refused"] as const;
export type Result = (typeof RESULTS)[number];

export const isResult = (value: unknown): value is Result => (RESULTS as readonly unknown[]).includes(value);

interface ReportedContact {
  contactId: string;
  name: string;
  result: Result;
  reason: Reason | null;
}

/** What became of each, in the order they were taken; `next` is where the following page begins. */
export async function bulkReport(
  viewer: Staff,
  id: unknown,
  result: Result | null,
  after: unknown,
): Promise<{ contacts: ReportedContact[]; next: string | null }> {
  const { workspaceId } = allow(viewer, "contacts.read");
  const rows = await db().bulkActRow.findMany({
    where: { workspaceId, bulkActId: parseId(id) ?? newId(), result: result ?? { in: [...RESULTS] }, contactId: { gt: parseId(after) ?? undefined } },
    orderBy: { contactId: "asc" },
    take: REPORT_ROWS + 1,
    select: { contactId: true, name: true, result: true, reason: true },
  });
  const shown = rows.slice(0, REPORT_ROWS) as ReportedContact[];
  return { contacts: shown, next: rows.length > REPORT_ROWS ? shown.at(-1)!.contactId : null };
}

/** What is done stays done; nobody else is touched. */
export async function stopBulkAct(viewer: Staff, id: unknown): Promise<boolean> {
  const by = allow(viewer, "contacts.edit");
  const { workspaceId } = by;
  return transaction(async (tx) => {
    const stopped = await tx.bulkAct.updateManyAndReturn({
      where: { workspaceId, id: parseId(id) ?? newId(), finishedAt: null },
      data: { finishedAt: new Date(), problem: "stopped" },
    });
    for (const { act, done, total } of stopped) await record(tx, by, "contacts.bulk_stopped", {}, { act: act as BulkAct, done, count: total });
    return stopped.length > 0;
  });
}
