// The addresses of a contact: a primary one and perhaps a partner's (SPEC D4, S6). Whoever changes one ends what hung on the old one.
import { changeAddress } from "../account/email-change";
import { record } from "../activity";
import { joinByAddress } from "../companies";
import { isTaken, type Tx, transaction } from "../plumbing/db";
import { endSessions, lockContact } from "../sessions";
import { forgetDevices } from "../sessions/known";
import { parseEmail } from "../values/email-address";
import { parseId } from "../values/id";
import { allow, type Staff } from "../viewer";
import { refreshBounced } from "./bounced";
import { refreshSearch } from "./search-text";

export type AddressRefused = "not_found" | "email" | "same" | "exists" | "has_partner" | "only_one";
export type AddressDone = { ok: true; email: string; before?: string; sessions: number } | { ok: false; reason: AddressRefused };

/** A second address, of the partner: it signs in as the same contact. */
export function addPartner(viewer: Staff, id: unknown, typed: unknown): Promise<AddressDone> {
  const by = allow(viewer, "contacts.edit");
  const address = parseEmail(typed);
  return inContact(by.workspaceId, id, async (tx, contactId) => {
    if (!address) return { ok: false, reason: "email" };
    const { workspaceId } = by;
    if (await tx.address.findUnique({ where: { workspaceId_contactId_kind: { workspaceId, contactId, kind: "partner" } }, select: { id: true } }))
      return { ok: false, reason: "has_partner" };
    await tx.address.create({ data: { workspaceId, contactId, kind: "partner", email: address.email, emailKey: address.key } });
    await record(tx, by, "contact.address_added", { contactId }, { email: address.email });
    await joinByAddress(tx, workspaceId, contactId, address.key);
    return { ok: true, email: address.email, sessions: 0 };
  });
}

/** Everybody signed in as this contact is signed out, and links in the old mailbox die (S6). */
export function changeAddressOf(viewer: Staff, id: unknown, addressId: unknown, typed: unknown): Promise<AddressDone> {
  const by = allow(viewer, "contacts.edit");
  const [address, which] = [parseEmail(typed), parseId(addressId)];
  return inContact(by.workspaceId, id, async (tx, contactId) => {
    const before = which && (await tx.address.findFirst({ where: { workspaceId: by.workspaceId, contactId, id: which } }));
    if (!before) return { ok: false, reason: "not_found" };
    if (!address) return { ok: false, reason: "email" };
    if (address.email === before.email) return { ok: false, reason: "same" };
    const sessions = await changeAddress(tx, by, { contactId, addressId: before.id, before: before.emailKey, after: address, keepSession: null });
    if (sessions === null) return { ok: false, reason: "exists" };
    await joinByAddress(tx, by.workspaceId, contactId, address.key);
    return { ok: true, email: address.email, before: before.email, sessions };
  });
}

/** The partner's address becomes the primary one, and the other way round; sessions and links stay with their address. */
export function swapAddresses(viewer: Staff, id: unknown): Promise<AddressDone> {
  const by = allow(viewer, "contacts.edit");
  return inContact(by.workspaceId, id, async (tx, contactId) => {
    const { workspaceId } = by;
    const [primary, partner] = await tx.address.findMany({ where: { workspaceId, contactId }, orderBy: { kind: "asc" } });
    if (!primary || !partner) return { ok: false, reason: "only_one" };
    const place = (addressId: string, { email, emailKey, verifiedAt }: typeof primary) =>
      tx.address.update({ where: { workspaceId_id: { workspaceId, id: addressId } }, data: { email, emailKey, verifiedAt } });
    // The rows keep their kind and change what is in them; an address can't be in two rows, not even for a moment.
    await place(primary.id, { ...primary, emailKey: `${primary.id} moves` });
    await place(partner.id, primary);
    await place(primary.id, partner);
    for (const table of ["Session", "SignInLink"])
      await tx.$executeRawUnsafe(
        `UPDATE "${table}" SET "addressId" = CASE "addressId" WHEN $3::uuid THEN $4::uuid ELSE $3::uuid END
         WHERE "workspaceId" = $1::uuid AND "contactId" = $2::uuid AND "addressId" IN ($3::uuid, $4::uuid)`,
        ...[workspaceId, contactId, primary.id, partner.id],
      );
    await record(tx, by, "contact.addresses_swapped", { contactId }, { primary: partner.email });
    return { ok: true, email: partner.email, sessions: 0 };
  });
}

/** The partner's address goes, and with it the sessions, links and known devices that came of it. */
export function removePartner(viewer: Staff, id: unknown): Promise<AddressDone> {
  const by = allow(viewer, "contacts.edit");
  return inContact(by.workspaceId, id, async (tx, contactId) => {
    const { workspaceId } = by;
    const partner = await tx.address.findUnique({ where: { workspaceId_contactId_kind: { workspaceId, contactId, kind: "partner" } } });
    if (!partner) return { ok: false, reason: "only_one" };
    const sessions = await endSessions(tx, workspaceId, { contactId }, "address_changed");
    await tx.address.delete({ where: { workspaceId_id: { workspaceId, id: partner.id } } });
    await forgetDevices(tx, workspaceId, "member", [partner.emailKey]);
    await record(tx, by, "contact.address_removed", { contactId }, { email: partner.email });
    return { ok: true, email: partner.email, sessions };
  });
}

/** With the contact locked, as signing in locks it; what it is found by and whether mail reaches it is put right in the same transaction. */
async function inContact(workspaceId: string, id: unknown, work: (tx: Tx, contactId: string) => Promise<AddressDone>): Promise<AddressDone> {
  const contactId = parseId(id);
  try {
    return await transaction(async (tx): Promise<AddressDone> => {
      if (!contactId || !(await lockContact(tx, workspaceId, contactId))) return { ok: false, reason: "not_found" };
      const done = await work(tx, contactId);
      if (!done.ok) return done;
      await refreshSearch(tx, workspaceId, [contactId]);
      await refreshBounced(tx, workspaceId, [contactId]);
      return done;
    });
  } catch (error) {
    if (isTaken(error)) return { ok: false, reason: "exists" };
    throw error;
  }
}
