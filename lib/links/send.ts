// Links that staff send, and links they copy (SPEC L14, A4, D5): only to those who could use them, within a visible limit.
import type { Purpose } from "@/prisma/generated/enums";
import { record } from "../activity";
import { bucket, take } from "../limits";
import { db, transaction } from "../plumbing/db";
import { isSuppressed } from "../requests";
import { lockContact } from "../sessions";
import { DAY_MS, HOUR_MS } from "../values/time";
import { type Actor, allow, type Staff, workspaceOf } from "../viewer";
import { issueLink, mintLink, prepareSecrets, type Recipient } from "./issue";

/** So that nobody's mailbox is filled by eager colleagues. */
const SENDS_PER_ADDRESS_A_DAY = 10;

export interface Sending {
  purpose?: Extract<
    Purpose,
    "portal_login" | "portal_invitation" | "temporary_access" | "contract" | "work_scope" | "selections" | "invoice" | "appointment" | "ticket" | "packet"
  >;
  destination?: string;
  /** One address of the contact; else the primary one. */
  addressId?: string;
  lane?: "sign_in" | "bulk";
}

export type NotSendable = "not_found" | "inactive" | "no_access" | "suppressed" | "limited";
export type Sent = { ok: true; linkId: string; to: string; lifetimeMinutes: number } | { ok: false; reason: NotSendable; until?: Date };
export type Copied = { ok: true; url: string; lifetimeMinutes: number; expiresAt: Date } | { ok: false; reason: NotSendable };

export async function sendLink(viewer: Staff, contactId: string, sending: Sending = {}): Promise<Sent> {
  const by = allow(viewer, "links.send");
  const workspace = workspaceOf(viewer);
  const purpose = sending.purpose ?? "portal_login";
  const found = await recipientFor(by, contactId, purpose, viewer, sending.addressId);
  if ("reason" in found) return { ok: false, reason: found.reason };
  if (await isSuppressed(by.workspaceId, found.emailKey)) return { ok: false, reason: "suppressed" };
  // Many at once are one deliberate act: they are no part of what this person may send by hand.
  const byHand = sending.lane === "bulk" ? [] : [bucket("staff-send", [by.workspaceId, viewer.staffId], workspace.staffSendsPerHour, HOUR_MS)];
  const limit = await take(...byHand, bucket("staff-send-to", [by.workspaceId, found.emailKey], SENDS_PER_ADDRESS_A_DAY, DAY_MS));
  if (!limit.ok) return { ok: false, reason: "limited", until: limit.until };
  const secrets = await prepareSecrets();
  const linkId = await transaction(async (tx) => {
    const id = await issueLink(
      tx,
      workspace,
      found,
      { purpose, destination: sending.destination, sentBy: { staffId: viewer.staffId, name: viewer.name }, lane: sending.lane },
      secrets,
    );
    if (purpose === "portal_invitation")
      await tx.contact.updateMany({ where: { workspaceId: by.workspaceId, id: contactId }, data: { invitedAt: new Date() } });
    await record(tx, by, "link.sent", { contactId, linkId: id }, { purpose, to: found.email });
    return id;
  });
  return { ok: true, linkId, to: found.email, lifetimeMinutes: workspace.policies[purpose].lifetimeMinutes };
}

/** A link to hand over in person: made only when asked for, and remembered as copied. */
export async function copyLink(viewer: Staff, contactId: string, sending: Sending = {}): Promise<Copied> {
  const by = allow(viewer, "links.copy");
  const workspace = workspaceOf(viewer);
  const purpose = sending.purpose ?? "portal_login";
  const found = await recipientFor(by, contactId, purpose, viewer, sending.addressId);
  if ("reason" in found) return { ok: false, reason: found.reason };
  const secrets = await prepareSecrets();
  const { expiresAt } = await transaction(async (tx) => {
    const minted = await mintLink(
      tx,
      workspace,
      found,
      { purpose, destination: sending.destination, sentBy: { staffId: viewer.staffId, name: viewer.name } },
      secrets,
    );
    await record(tx, by, "link.copied", { contactId, linkId: minted.id }, { purpose, to: found.email });
    return minted;
  });
  return { ok: true, url: `${workspace.origin}/magic-login/${secrets.token}`, lifetimeMinutes: workspace.policies[purpose].lifetimeMinutes, expiresAt };
}

/** The "client portal access" mail to each address of a contact, each with a link of its own (D5). */
export async function inviteContact(viewer: Staff, contactId: string, lane: "sign_in" | "bulk" = "sign_in"): Promise<Sent[]> {
  const by = allow(viewer, "links.send");
  const addresses = await db().address.findMany({ where: { workspaceId: by.workspaceId, contactId }, orderBy: { kind: "asc" }, select: { id: true } });
  const sent: Sent[] = [];
  for (const { id } of addresses) sent.push(await sendLink(viewer, contactId, { purpose: "portal_invitation", addressId: id, lane }));
  return sent;
}

/** Ends every unused link of a contact, mailed or copied. */
export async function revokeLinks(viewer: Staff, contactId: string): Promise<number> {
  const by = allow(viewer, "sessions.revoke");
  return transaction(async (tx) => {
    if (!(await lockContact(tx, by.workspaceId, contactId))) return 0;
    const { count } = await tx.signInLink.updateMany({
      where: { workspaceId: by.workspaceId, contactId, usedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
      data: { revokedAt: new Date() },
    });
    await record(tx, by, "link.revoked", { contactId }, { count });
    return count;
  });
}

async function recipientFor(by: Actor, contactId: string, purpose: Purpose, viewer: Staff, addressId?: string): Promise<Recipient | { reason: NotSendable }> {
  const contact = await db().contact.findUnique({
    where: { workspaceId_id: { workspaceId: by.workspaceId, id: contactId } },
    include: { addresses: { orderBy: { kind: "asc" } } },
  });
  const address = contact?.addresses.find((a) => (addressId ? a.id === addressId : true));
  if (!contact || !address) return { reason: "not_found" };
  if (!contact.active) return { reason: "inactive" };
  if (workspaceOf(viewer).policies[purpose].requiresPortalAccess && !contact.portalAccess) return { reason: "no_access" };
  return { contactId, addressId: address.id, email: address.email, emailKey: address.emailKey, name: contact.name };
}
