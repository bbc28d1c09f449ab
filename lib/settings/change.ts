// One page of settings, changed as a whole or not at all. Two staff who edit at once both keep their changes; where both
// changed the same thing, the second is told before anything is replaced (SPEC 6, "stale pages").
import { createHash } from "node:crypto";
import { record } from "../activity";
import { db, type Tx, transaction } from "../plumbing/db";
import { type Actor, allow, type Staff } from "../viewer";
import { forgetWorkspaces } from "../workspaces";

type Scalar = string | number | boolean | null;
export type Changes = Record<string, [before: Scalar, after: Scalar]>;
export type Values<F extends string> = Record<F, unknown>;

export interface Area<F extends string> {
  /** As the log says it: "Sam changed the limits: …". */
  words: string;
  names: Record<F, string>;
  /** How a value reads, in the log and beside its field. */
  show?(field: F, value: unknown): Scalar;
  /** What is wrong with all of them together. */
  check?(values: Values<F>): { field: F; reason: string } | null;
}

export type Problems<F extends string> = Partial<Record<F, string>>;

export type Saved<F extends string> =
  | { ok: true; changed: F[] }
  | { ok: false; reason: "invalid"; problems: Problems<F> }
  /** Somebody changed the same meanwhile: what is there now, and what to send along to replace it all the same. */
  | { ok: false; reason: "conflict"; by: string | null; now: Partial<Record<F, Scalar>>; seen: string };

/** What a page showed, sent along with its form: a fingerprint per field. */
export const seenOf = (values: object): string => JSON.stringify(Object.fromEntries(Object.entries(values).map(([field, value]) => [field, print(value)])));

/** What could not be read at all: parsers give undefined for it. */
export function problemsIn<F extends string>(values: Record<F, unknown>): Problems<F> | null {
  const wrong = (Object.keys(values) as F[]).filter((field) => values[field] === undefined);
  return wrong.length ? (Object.fromEntries(wrong.map((field) => [field, "format"])) as Problems<F>) : null;
}

/** Reads the columns of the workspace that a page shows. */
export async function readColumns<F extends string>(viewer: Staff, area: Area<F>): Promise<Values<F>> {
  const { workspaceId } = allow(viewer, "settings.read");
  return columnsOf(await db().workspace.findUniqueOrThrow({ where: { id: workspaceId } }), area);
}

/** Columns of the workspace itself. `mine` is what was typed, parsed; `seen` what the page showed. */
export async function changeColumns<F extends string>(viewer: Staff, area: Area<F>, mine: Values<F>, seen: unknown): Promise<Saved<F>> {
  return changeLocked(viewer, area, mine, seen, {
    read: async (tx, id) => columnsOf(await tx.workspace.findUniqueOrThrow({ where: { id } }), area),
    write: async (tx, id, data) => {
      await tx.workspace.update({ where: { id }, data });
      return {};
    },
  });
}

export interface Store<F extends string> {
  read(tx: Tx, workspaceId: string): Promise<Values<F>>;
  /** Gives what else came of it, for the log. */
  write(tx: Tx, workspaceId: string, data: Partial<Values<F>>): Promise<Changes>;
}

/** One change at a time in a workspace; written down with what was before and what is now. */
export async function changeLocked<F extends string>(viewer: Staff, area: Area<F>, mine: Values<F>, seen: unknown, store: Store<F>): Promise<Saved<F>> {
  const by = allow(viewer, "settings.edit");
  const saved = await transaction(async (tx): Promise<Saved<F>> => {
    await lockWorkspace(tx, by.workspaceId);
    const now = await store.read(tx, by.workspaceId);
    const { values, changed, conflicts, base } = merge(mine, now, parseSeen(seen));
    if (conflicts.length)
      return {
        ...{ ok: false, reason: "conflict", by: await lastBy(tx, by.workspaceId, area.words) },
        now: Object.fromEntries(conflicts.map((field) => [field, show(area, field, now[field])])) as Partial<Record<F, Scalar>>,
        // Seen now: sent once more, what was typed takes the place of it.
        seen: JSON.stringify({ ...base, ...Object.fromEntries(conflicts.map((field) => [field, print(now[field])])) }),
      };
    const problem = changed.length ? area.check?.(values) : null;
    if (problem) return { ok: false, reason: "invalid", problems: { [problem.field]: problem.reason } as Problems<F> };
    if (changed.length) {
      const more = await store.write(tx, by.workspaceId, Object.fromEntries(changed.map((field) => [field, values[field]])) as Partial<Values<F>>);
      const changes = Object.fromEntries(changed.map((field) => [area.names[field], [show(area, field, now[field]), show(area, field, values[field])]]));
      await noteChange(tx, by, area.words, { ...(changes as Changes), ...more });
    }
    return { ok: true, changed };
  });
  if (saved.ok) forgetWorkspaces();
  return saved;
}

export const lockWorkspace = (tx: Tx, id: string): Promise<unknown> => tx.$queryRaw`SELECT 1 FROM "Workspace" WHERE id = ${id}::uuid FOR UPDATE`;

/** The entry in the log, and the version that pages of other areas look at. */
export async function noteChange(tx: Tx, by: Actor, area: string, changes: Changes): Promise<void> {
  await tx.workspace.update({ where: { id: by.workspaceId }, data: { version: { increment: 1 } } });
  await record(tx, by, "settings.changed", {}, { area, changes });
}

interface Merged<F extends string> {
  values: Values<F>;
  changed: F[];
  conflicts: F[];
  base: Record<string, string>;
}

/** What one didn't touch stays as others left it. */
function merge<F extends string>(mine: Values<F>, now: Values<F>, base: Record<string, string>): Merged<F> {
  const merged: Merged<F> = { values: { ...now }, changed: [], conflicts: [], base };
  for (const field of Object.keys(mine) as F[]) {
    const [typed, stored] = [print(mine[field]), print(now[field])];
    if (typed === stored || typed === base[field]) continue;
    if (stored !== base[field]) merged.conflicts.push(field);
    merged.values[field] = mine[field];
    merged.changed.push(field);
  }
  return merged;
}

const MAX_SEEN = 8_000;

/** From a form, so from anywhere: what makes no sense was not seen. */
function parseSeen(seen: unknown): Record<string, string> {
  if (typeof seen !== "string" || seen.length > MAX_SEEN) return {};
  try {
    const parsed: unknown = JSON.parse(seen);
    return Object.fromEntries(Object.entries(parsed ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  } catch {
    return {};
  }
}

/** The order of keys is the database's business. */
const inOrder = (_: string, value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

const print = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(value ?? null, inOrder))
    .digest("base64url")
    .slice(0, 16);

function show<F extends string>(area: Area<F>, field: F, value: unknown): Scalar {
  if (area.show) return area.show(field, value);
  return (value ?? null) as Scalar;
}

const columnsOf = <F extends string>(row: object, { names }: Area<F>): Values<F> =>
  Object.fromEntries(Object.keys(names).map((column) => [column, (row as Record<string, unknown>)[column]])) as Values<F>;

const RECENT = 20;

async function lastBy(tx: Tx, workspaceId: string, words: string): Promise<string | null> {
  const recent = await tx.activity.findMany({ where: { workspaceId, type: "SETTINGS" }, orderBy: [{ at: "desc" }, { id: "desc" }], take: RECENT });
  const entry = recent.find(({ data }) => (data as { area?: unknown } | null)?.area === words);
  const staff = entry?.staffId && (await tx.staff.findFirst({ where: { workspaceId, id: entry.staffId } }));
  return staff ? staff.name : null;
}
