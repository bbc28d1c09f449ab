// Two contacts that are one person (SPEC D4): one stays and takes over what the other had; the other goes.
import type { Address, Contact } from "@/prisma/generated/client";
import { record } from "../activity";
import { type Tx, transaction } from "../plumbing/db";
import { endSessions, lockContact } from "../sessions";
import { parseEmail } from "../values/email-address";
import { parseId } from "../values/id";
import { allow, type Staff } from "../viewer";
import { refreshBounced } from "./bounced";
import { MAX_NOTE, MAX_TAGS } from "./room";
import { refreshSearch } from "./search-text";

export type Merged =
  | { ok: true; name: string; other: string; keptEmail: string | null }
  | { ok: false; reason: "not_found" | "no_such_other" | "same" | "full" | "long_note" | "many_tags" };

/**
 * The other is named by an address, so that nobody is merged by a slip. Their primary address becomes the partner's address here
 * where there is none yet. Where something of theirs has no room it is refused: nothing is lost silently.
 */
export async function mergeContacts(viewer: Staff, id: unknown, typed: unknown): Promise<Merged> {
  const by = allow(viewer, "contacts.delete");
  const { workspaceId } = by;
  const [contactId, wanted] = [parseId(id), parseEmail(typed)];
  return transaction(async (tx): Promise<Merged> => {
    const otherAddress =
      wanted && (await tx.address.findUnique({ where: { workspaceId_emailKey: { workspaceId, emailKey: wanted.key } }, select: { contactId: true } }));
    if (!contactId) return { ok: false, reason: "not_found" };
    if (!otherAddress) return { ok: false, reason: "no_such_other" };
    const otherId = otherAddress.contactId;
    if (otherId === contactId) return { ok: false, reason: "same" };
    // In one order, whoever merges whom: two merges at once wait for each other instead of locking each other out.
    for (const each of [contactId, otherId].sort()) if (!(await lockContact(tx, workspaceId, each))) return { ok: false, reason: "not_found" };
    const both = await tx.contact.findMany({ where: { workspaceId, id: { in: [contactId, otherId] } }, include: { addresses: true } });
    const [here, there] = [both.find((c) => c.id === contactId)!, both.find((c) => c.id === otherId)!];
    const one = together(here, there);
    if (!one.ok) return one;
    const sessions = await endSessions(tx, workspaceId, { contactId: otherId }, "deleted");
    const moved = there.addresses[0] ?? null;
    await moveHistory(tx, workspaceId, otherId, contactId);
    if (moved) await tx.address.update({ where: { workspaceId_id: { workspaceId, id: moved.id } }, data: { contactId, kind: "partner" } });
    await tx.contact.deleteMany({ where: { workspaceId, id: otherId } });
    await tx.contact.update({ where: { workspaceId_id: { workspaceId, id: contactId } }, data: { ...one.data, version: { increment: 1 } } });
    await refreshSearch(tx, workspaceId, [contactId]);
    await refreshBounced(tx, workspaceId, [contactId]);
    await record(tx, by, "contact.merged", { contactId }, { other: there.name, otherId, email: moved?.email ?? null, sessions, changes: one.changes });
    return { ok: true, name: here.name, other: there.name, keptEmail: moved?.email ?? null };
  });
}

type Whole = Contact & { addresses: Address[] };

/** What stands here stays; what only the other had is added. */
function together(here: Whole, there: Whole) {
  if (here.addresses.length + there.addresses.length > 2) return { ok: false, reason: "full" } as const;
  const note = [here.note, there.note].filter(Boolean).join("\n\n");
  const tagIds = [...new Set([...here.tagIds, ...there.tagIds])];
  if (note.length > MAX_NOTE) return { ok: false, reason: "long_note" } as const;
  if (tagIds.length > MAX_TAGS) return { ok: false, reason: "many_tags" } as const;
  const data = {
    ...{ note, tagIds },
    phone: here.phone ?? there.phone,
    externalId: here.externalId ?? there.externalId,
    companyId: here.companyId ?? there.companyId,
    fields: { ...(there.fields as object), ...(here.fields as object) },
    invitedAt: first(here.invitedAt, there.invitedAt),
    firstSignedInAt: first(here.firstSignedInAt, there.firstSignedInAt),
    lastSeenAt: last(here.lastSeenAt, there.lastSeenAt),
  };
  const said = (["phone", "note", "externalId"] as const).filter((key) => (here[key] ?? "") !== (data[key] ?? ""));
  return { ok: true, data, changes: Object.fromEntries(said.map((key) => [key, [here[key], data[key]] as [string | null, string | null]])) } as const;
}

/** Links, sessions and mails tell of the one who stays; what was not used yet dies with the other. */
async function moveHistory(tx: Tx, workspaceId: string, otherId: string, contactId: string): Promise<void> {
  await tx.signInLink.updateMany({ where: { workspaceId, contactId: otherId, usedAt: null, revokedAt: null }, data: { revokedAt: new Date() } });
  for (const table of ["SignInLink", "Session", "Mail"])
    await tx.$executeRawUnsafe(
      `UPDATE "${table}" SET "contactId" = $3::uuid WHERE "workspaceId" = $1::uuid AND "contactId" = $2::uuid`,
      ...[workspaceId, otherId, contactId],
    );
}

const first = (a: Date | null, b: Date | null) => (a && b ? (a < b ? a : b) : (a ?? b));
const last = (a: Date | null, b: Date | null) => (a && b ? (a > b ? a : b) : (a ?? b));
