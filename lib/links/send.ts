// Links that staff send, and links they copy (SPEC L14, A4, D5): only to those who could use them, within a visible limit.
import type { Purpose } from "@/prisma/generated/enums";
import { record } from "../activity";
import { bucket, take } from "../limits";
import { db, type Tx, transaction } from "../plumbing/db";
import { isSuppressed } from "../requests";
import { lockContact } from "../sessions";
import { DAY_MS, HOUR_MS } from "../values/time";
import { allow, type Staff, workspaceOf } from "../viewer";
import { issueLink, mintLink, prepareSecrets, type Recipient, type Secrets } from "./issue";

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
type Refusal = { ok: false; reason: NotSendable; until?: Date };
export type Sent = { ok: true; linkId: string; to: string; lifetimeMinutes: number } | Refusal;
export type Copied = { ok: true; url: string; lifetimeMinutes: number; expiresAt: Date } | { ok: false; reason: NotSendable };

export async function sendLink(viewer: Staff, contactId: string, sending: Sending = {}): Promise<Sent> {
  allow(viewer, "links.send");
  const prepared = await prepare(viewer, contactId, sending);
  return prepared.ok ? transaction((tx) => write(tx, viewer, prepared)) : prepared;
}

/** A link to hand over in person: made only when asked for, and remembered as copied. */
export async function copyLink(viewer: Staff, contactId: string, sending: Sending = {}): Promise<Copied> {
  const by = allow(viewer, "links.copy");
  const workspace = workspaceOf(viewer);
  const purpose = sending.purpose ?? "portal_login";
  const found = await recipientFor(viewer, contactId, purpose, sending.addressId);
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

/**
 * The "client portal access" mail to each address of a contact, each with a link of its own (D5). It is written by whoever turns
 * the access on, in the same transaction: neither is there without the other (12.6).
 */
export async function prepareInvitations(viewer: Staff, contactId: string, lane: "sign_in" | "bulk" = "sign_in"): Promise<(tx: Tx) => Promise<Sent[]>> {
  const by = allow(viewer, "links.send");
  const addresses = await db().address.findMany({ where: { workspaceId: by.workspaceId, contactId }, orderBy: { kind: "asc" }, select: { id: true } });
  const prepared: (Prepared | Refusal)[] = [];
  for (const { id } of addresses) prepared.push(await prepare(viewer, contactId, { purpose: "portal_invitation", addressId: id, lane }, true));
  return async (tx) => {
    const sent: Sent[] = [];
    for (const one of prepared) sent.push(one.ok ? await write(tx, viewer, one) : one);
    return sent;
  };
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

interface Prepared {
  ok: true;
  contactId: string;
  purpose: NonNullable<Sending["purpose"]>;
  to: Recipient;
  sending: Sending;
  secrets: Secrets;
}

/** What is asked, and made, before a transaction is open. */
async function prepare(viewer: Staff, contactId: string, sending: Sending, accessComes = false): Promise<Prepared | Refusal> {
  const { id: workspaceId } = workspaceOf(viewer);
  const purpose = sending.purpose ?? "portal_login";
  const to = await recipientFor(viewer, contactId, purpose, sending.addressId, accessComes);
  if ("reason" in to) return { ok: false, reason: to.reason };
  if (await isSuppressed(workspaceId, to.emailKey)) return { ok: false, reason: "suppressed" };
  // Many at once are one deliberate act: they are no part of what this person may send by hand.
  const byHand = sending.lane === "bulk" ? [] : [bucket("staff-send", [workspaceId, viewer.staffId], workspaceOf(viewer).staffSendsPerHour, HOUR_MS)];
  const limit = await take(...byHand, bucket("staff-send-to", [workspaceId, to.emailKey], SENDS_PER_ADDRESS_A_DAY, DAY_MS));
  if (!limit.ok) return { ok: false, reason: "limited", until: limit.until };
  return { ok: true, contactId, purpose, to, sending, secrets: await prepareSecrets() };
}

async function write(tx: Tx, viewer: Staff, { contactId, purpose, to, sending: { destination, lane }, secrets }: Prepared): Promise<Sent> {
  const by = allow(viewer, "links.send");
  const workspace = workspaceOf(viewer);
  const sentBy = { staffId: viewer.staffId, name: viewer.name };
  const linkId = await issueLink(tx, workspace, to, { purpose, destination, sentBy, lane }, secrets);
  if (purpose === "portal_invitation") await tx.contact.updateMany({ where: { workspaceId: by.workspaceId, id: contactId }, data: { invitedAt: new Date() } });
  await record(tx, by, "link.sent", { contactId, linkId }, { purpose, to: to.email });
  return { ok: true, linkId, to: to.email, lifetimeMinutes: workspace.policies[purpose].lifetimeMinutes };
}

async function recipientFor(
  viewer: Staff,
  contactId: string,
  purpose: Purpose,
  addressId?: string,
  accessComes = false,
): Promise<Recipient | { reason: NotSendable }> {
  const { id: workspaceId } = workspaceOf(viewer);
  const contact = await db().contact.findUnique({
    where: { workspaceId_id: { workspaceId, id: contactId } },
    include: { addresses: { orderBy: { kind: "asc" } } },
  });
  const address = contact?.addresses.find((a) => (addressId ? a.id === addressId : true));
  if (!contact || !address) return { reason: "not_found" };
  if (!contact.active) return { reason: "inactive" };
  if (workspaceOf(viewer).policies[purpose].requiresPortalAccess && !contact.portalAccess && !accessComes) return { reason: "no_access" };
  return { contactId, addressId: address.id, email: address.email, emailKey: address.emailKey, name: contact.name };
}
