// Two contacts that are one person (SPEC D4): one stays and takes over what the other had; the other goes.
import { record } from "../activity";
import { transaction } from "../plumbing/db";
import { endSessions, lockContact } from "../sessions";
import { parseEmail } from "../values/email-address";
import { parseId } from "../values/id";
import { allow, type Staff } from "../viewer";
import { refreshSearch } from "./search-text";

export type Merged =
  | { ok: true; name: string; other: string; keptEmail: string | null }
  | { ok: false; reason: "not_found" | "no_such_other" | "same" | "full" };

/**
 * The other is named by an address, so that nobody is merged by a slip. Their primary address becomes the partner's address here
 * where there is none yet; with both places taken it is refused: no address is lost silently.
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
    if (here.addresses.length + there.addresses.length > 2) return { ok: false, reason: "full" };
    await endSessions(tx, workspaceId, { contactId: otherId }, "deleted");
    const moved = there.addresses[0] ?? null;
    if (moved) {
      await tx.signInLink.updateMany({ where: { workspaceId, contactId: otherId, usedAt: null, revokedAt: null }, data: { revokedAt: new Date() } });
      await tx.$executeRaw`UPDATE "SignInLink" SET "contactId" = ${contactId}::uuid WHERE "workspaceId" = ${workspaceId}::uuid AND "contactId" = ${otherId}::uuid`;
      await tx.$executeRaw`UPDATE "Session" SET "contactId" = ${contactId}::uuid WHERE "workspaceId" = ${workspaceId}::uuid AND "contactId" = ${otherId}::uuid`;
      await tx.address.update({ where: { workspaceId_id: { workspaceId, id: moved.id } }, data: { contactId, kind: "partner" } });
    }
    await tx.contact.update({
      where: { workspaceId_id: { workspaceId, id: contactId } },
      data: {
        phone: here.phone ?? there.phone,
        note: [here.note, there.note].filter(Boolean).join("\n\n"),
        companyId: here.companyId ?? there.companyId,
        tagIds: [...new Set([...here.tagIds, ...there.tagIds])],
        invitedAt: earlier(here.invitedAt, there.invitedAt),
        firstSignedInAt: earlier(here.firstSignedInAt, there.firstSignedInAt),
        bounced: here.bounced || there.bounced,
        version: { increment: 1 },
      },
    });
    await tx.contact.deleteMany({ where: { workspaceId, id: otherId } });
    await refreshSearch(tx, workspaceId, [contactId]);
    await record(tx, by, "contact.merged", { contactId }, { other: there.name });
    return { ok: true, name: here.name, other: there.name, keptEmail: moved?.email ?? null };
  });
}

const earlier = (a: Date | null, b: Date | null) => (a && b ? (a < b ? a : b) : (a ?? b));
