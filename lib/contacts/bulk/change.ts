// Acts that need nobody else: a batch is changed, recorded and counted in one transaction, so that a crash leaves it done or not begun.
import { entry, recordAll } from "../../activity";
import { type Tx, transaction } from "../../plumbing/db";
import { endSessionsOf } from "../../sessions";
import { type Actor, allow, type Staff } from "../../viewer";
import { MAX_TAGS } from "../room";
import { refreshSearch } from "../search-text";
import type { BulkAct, Job, Outcome, Target } from "./acts";
import { LostClaim, renewed, tally } from "./claim";

export type Change = Exclude<BulkAct, "invite" | "send">;
type Entry = ReturnType<typeof entry>;
type Outcomes = Map<string, Outcome>;
type Work = (tx: Tx, by: Actor, ids: string[], job: Job) => Promise<{ outcomes: Outcomes; entries: Entry[] }>;

/** Without an act: they are noted as the ones it failed with. */
export async function changeBatch(viewer: Staff, job: Job, targets: Target[], act: Change | null): Promise<void> {
  const by = allow(viewer, "contacts.edit");
  job.claim = await transaction(async (tx) => {
    const claim = await renewed(job, tx);
    if (!claim) throw new LostClaim();
    const ids = await lockContacts(
      tx,
      by.workspaceId,
      targets.map(({ id }) => id),
    );
    const { outcomes, entries } = act ? await WORK[act](tx, by, ids, job) : failed(ids);
    await recordAll(tx, entries);
    const rows = targets.map(({ id, name }) => ({ contactId: id, name, ...(outcomes.get(id) ?? ({ result: "refused", reason: "not_found" } as const)) }));
    await tx.bulkActRow.createMany({ data: rows.map((row) => ({ ...row, workspaceId: by.workspaceId, bulkActId: job.id })) });
    await tally(tx, job, rows, targets.at(-1)!.id);
    return claim;
  });
}

/** In one order always: two batches never wait for each other. */
async function lockContacts(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Contact" WHERE "workspaceId" = ${workspaceId}::uuid AND id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  return rows.map(({ id }) => id);
}

const WORK: Record<Change, Work> = {
  tag: async (tx, by, ids, { args: { tag } }) => {
    const rows = await tx.$queryRaw<{ id: string; has: boolean; full: boolean }[]>`
      SELECT id, "tagIds" @> ARRAY[${tag!.id}::uuid] AS has, cardinality("tagIds") >= ${MAX_TAGS}::int AS full FROM "Contact"
      WHERE "workspaceId" = ${by.workspaceId}::uuid AND id = ANY(${ids}::uuid[])`;
    const changed = rows.filter(({ has, full }) => !has && !full).map(({ id }) => id);
    await tx.$executeRaw`
      UPDATE "Contact" SET "tagIds" = array_append("tagIds", ${tag!.id}::uuid), version = version + 1 WHERE "workspaceId" = ${by.workspaceId}::uuid AND id = ANY(${changed}::uuid[])`;
    await refreshSearch(tx, by.workspaceId, changed);
    const outcomes: Outcomes = new Map(
      rows.map(({ id, has, full }) => [id, has ? ALREADY : full ? { result: "refused", reason: "too_many_tags" } : { result: "changed" }]),
    );
    return { outcomes, entries: changed.map((contactId) => entry(by, "contact.tagged", { contactId }, { added: [tag!.name], removed: [] })) };
  },

  untag: async (tx, by, ids, { args: { tag } }) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      UPDATE "Contact" SET "tagIds" = array_remove("tagIds", ${tag!.id}::uuid), version = version + 1
      WHERE "workspaceId" = ${by.workspaceId}::uuid AND id = ANY(${ids}::uuid[]) AND "tagIds" @> ARRAY[${tag!.id}::uuid] RETURNING id`;
    const changed = rows.map(({ id }) => id);
    await refreshSearch(tx, by.workspaceId, changed);
    return {
      outcomes: oneOrTheOther(ids, changed),
      entries: changed.map((contactId) => entry(by, "contact.tagged", { contactId }, { added: [], removed: [tag!.name] })),
    };
  },

  deactivate: async (tx, by, ids) => {
    const changed = await setActive(tx, by.workspaceId, ids, false);
    const sessions = await endSessionsOf(tx, by.workspaceId, ids, "deactivated");
    const entries = changed.map((contactId) => entry(by, "contact.deactivated", { contactId }, { sessions: sessions.get(contactId) ?? 0 }));
    return { outcomes: oneOrTheOther(ids, changed), entries };
  },

  reactivate: async (tx, by, ids) => {
    const changed = await setActive(tx, by.workspaceId, ids, true);
    return { outcomes: oneOrTheOther(ids, changed), entries: changed.map((contactId) => entry(by, "contact.reactivated", { contactId }, {})) };
  },

  revoke: async (tx, by, ids) => {
    const sessions = await endSessionsOf(tx, by.workspaceId, ids, "revoked");
    const outcomes: Outcomes = new Map(ids.map((id) => [id, sessions.has(id) ? { result: "changed" } : { result: "unchanged", reason: "no_sessions" }]));
    return { outcomes, entries: [...sessions].map(([contactId, count]) => entry(by, "session.revoked", { contactId }, { count })) };
  },
};

const failed = (ids: string[]) => ({ outcomes: new Map<string, Outcome>(ids.map((id) => [id, { result: "refused", reason: "failed" }])), entries: [] });

const ALREADY: Outcome = { result: "unchanged", reason: "already" };

function oneOrTheOther(ids: string[], changed: string[]): Outcomes {
  const done = new Set(changed);
  return new Map(ids.map((id) => [id, done.has(id) ? { result: "changed" } : ALREADY]));
}

async function setActive(tx: Tx, workspaceId: string, ids: string[], active: boolean): Promise<string[]> {
  const rows = await tx.contact.updateManyAndReturn({ where: { workspaceId, id: { in: ids }, active: !active }, data: { active }, select: { id: true } });
  return rows.map(({ id }) => id);
}
