// Acts that write mails: one contact after another, each noted before it begins and after it is done. Whoever goes on after a
// crash looks whether the mail of the one that was begun had been promised, and writes none twice.
import { type NotSendable, type Sent, sendLink } from "../../links/send";
import { db, isDatabaseDown, sql } from "../../plumbing/db";
import { log } from "../../plumbing/log";
import { allow, type Staff } from "../../viewer";
import { giveAccess } from "../acts";
import type { Job, Outcome, Target } from "./acts";
import { LostClaim, moveOn } from "./claim";

/** Side by side: most of the time is spent on hashing the codes. */
const AT_ONCE = 4;

export type Send = "invite" | "send";

export async function sendBatch(viewer: Staff, job: Job, targets: Target[], act: Send): Promise<void> {
  allow(viewer, "links.send");
  for (let from = 0; from < targets.length; from += AT_ONCE) {
    const some = targets.slice(from, from + AT_ONCE);
    const began = await begin(job, some);
    const settled = await Promise.allSettled(
      some.filter(({ id }) => began.has(id)).map(async (target) => note(job, target, await outcomeOf(viewer, job, target, act, began.get(target.id) ?? null))),
    );
    for (const one of settled) if (one.status === "rejected") throw one.reason;
    await moveOn(job, some.at(-1)!.id);
  }
}

/** The ones that are not done yet; those that somebody began before, with the time since when. */
async function begin(job: Job, targets: Target[]): Promise<Map<string, Date | null>> {
  const rows = await sql<{ contactId: string; since: Date | null }>(
    `WITH ours AS MATERIALIZED (SELECT id FROM "BulkAct" WHERE id = $2::uuid AND "claimedUntil" = $5::timestamptz AND "finishedAt" IS NULL), fresh AS (
       INSERT INTO "BulkActRow" ("workspaceId", "bulkActId", "contactId", name, result, at)
       SELECT $1::uuid, ours.id, t.id, t.name, 'started', $6::timestamptz FROM ours, unnest($3::uuid[], $4::text[]) AS t (id, name)
       ON CONFLICT DO NOTHING RETURNING "contactId"
     )
     SELECT "contactId", NULL::timestamptz AS since FROM fresh
     UNION ALL SELECT r."contactId", r.at FROM ours JOIN "BulkActRow" r ON r."bulkActId" = ours.id WHERE r."contactId" = ANY($3::uuid[]) AND r.result = 'started'`,
    [job.workspaceId, job.id, targets.map(({ id }) => id), targets.map(({ name }) => name), job.claim, new Date()],
  );
  return new Map(rows.map(({ contactId, since }) => [contactId, since]));
}

/** Only by whoever has it in hand: else the other one finds it begun, and looks. */
async function note(job: Job, { id }: Target, { result, reason }: Outcome): Promise<void> {
  const rows = await sql(
    `WITH ours AS (
       UPDATE "BulkAct" SET done = done + 1, changed = changed + $5::int, refused = refused + $6::int WHERE id = $1::uuid AND "claimedUntil" = $2::timestamptz RETURNING id
     ) UPDATE "BulkActRow" r SET result = $4, reason = $7, at = $8::timestamptz FROM ours WHERE r."bulkActId" = ours.id AND r."contactId" = $3::uuid RETURNING 1 AS noted`,
    [job.id, job.claim, id, result, Number(result === "changed"), Number(result === "refused"), reason ?? null, new Date()],
    "bulk-note",
  );
  if (!rows.length) throw new LostClaim();
}

async function outcomeOf(viewer: Staff, job: Job, target: Target, act: Send, since: Date | null): Promise<Outcome> {
  try {
    return await (act === "invite" ? invite : sendOne)(viewer, job, target, since);
  } catch (error) {
    if (isDatabaseDown(error)) throw error;
    log.error("A mail of a bulk act could not be written; it goes on with the next one.", error);
    return { result: "refused", reason: "failed" };
  }
}

async function sendOne(viewer: Staff, job: Job, target: Target, since: Date | null): Promise<Outcome> {
  return summary(await sendTo(viewer, job, target, "portal_login", since), since);
}

/** Access for all of them; a mail for each who has not been here yet (D5). Asking again is how a lost invitation is sent again. */
async function invite(viewer: Staff, job: Job, target: Target, since: Date | null): Promise<Outcome> {
  const contact = await db().contact.findUnique({
    where: { workspaceId_id: { workspaceId: job.workspaceId, id: target.id } },
    select: { active: true, portalAccess: true, firstSignedInAt: true },
  });
  if (!contact) return { result: "refused", reason: "not_found" };
  if (!contact.active) return { result: "refused", reason: "inactive" };
  if (contact.portalAccess && contact.firstSignedInAt && !since) return { result: "unchanged", reason: "signed_in_already" };
  const given = await giveAccess(viewer, target.id, "bulk");
  if (!given.ok) return { result: "refused", reason: "not_found" };
  const told = summary(given.changed ? given.sent : await sendTo(viewer, job, target, "portal_invitation", since), since);
  return given.changed && told.result === "refused" ? { result: "changed", reason: "access_without_mail" } : told;
}

/** A link to the primary address; an invitation to each. */
async function sendTo(viewer: Staff, { workspaceId, staffId }: Job, { id }: Target, purpose: "portal_login" | "portal_invitation", since: Date | null) {
  const addresses = await db().address.findMany({
    where: { workspaceId, contactId: id, ...(purpose === "portal_login" && { kind: "primary" }) },
    orderBy: { kind: "asc" },
    select: { id: true },
  });
  const promised = since && (await db().signInLink.findMany({ where: { workspaceId, contactId: id, sentById: staffId, purpose, createdAt: { gte: since } } }));
  const sent: Sent[] = [];
  for (const { id: addressId } of addresses)
    if (!promised?.some((link) => link.addressId === addressId)) sent.push(await sendLink(viewer, id, { purpose, addressId, lane: "bulk" }));
  return sent;
}

/** One mail on its way is enough; else the first reason says why there is none. */
function summary(sent: Sent[], since: Date | null): Outcome {
  if (sent.some(({ ok }) => ok)) return { result: "changed" };
  const refusal = sent.find((one): one is Extract<Sent, { ok: false }> => !one.ok);
  if (!refusal) return since ? { result: "changed" } : { result: "refused", reason: "no_address" };
  return { result: "refused", reason: refusal.reason satisfies NotSendable };
}
