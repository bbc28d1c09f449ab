// What staff do with a contact (SPEC D4, D5, S6): each act is one transaction with its activity entry, and safe to repeat.
import { record } from "../activity";
import { prepareInvitations, type Sent } from "../links/send";
import { db, type Tx, transaction } from "../plumbing/db";
import { endSessions, lockContact } from "../sessions";
import { forgetDevices } from "../sessions/known";
import { newId, parseId } from "../values/id";
import { type Actor, allow, type Staff, workspaceOf } from "../viewer";

export type Acted<More extends object = object> = ({ ok: true; changed: boolean } & More) | { ok: false; reason: "not_found" };

/** Nobody gets in as this contact any more, from the next request on; their links sleep until they are active again (L9). */
export function deactivate(viewer: Staff, id: unknown): Promise<Acted<{ sessions: number }>> {
  return act(allow(viewer, "contacts.edit"), id, async (tx, by, contactId) => {
    const { count } = await tx.contact.updateMany({ where: { workspaceId: by.workspaceId, id: contactId, active: true }, data: { active: false } });
    const sessions = await endSessions(tx, by.workspaceId, { contactId }, "deactivated");
    if (count) await record(tx, by, "contact.deactivated", { contactId }, { sessions });
    return { ok: true, changed: count === 1, sessions };
  });
}

export function reactivate(viewer: Staff, id: unknown): Promise<Acted> {
  return act(allow(viewer, "contacts.edit"), id, async (tx, by, contactId) => {
    const { count } = await tx.contact.updateMany({ where: { workspaceId: by.workspaceId, id: contactId, active: false }, data: { active: true } });
    if (count) await record(tx, by, "contact.reactivated", { contactId }, {});
    return { ok: true, changed: count === 1 };
  });
}

/** Access and the mails in one transaction (D5, 12.6); an address that can't be mailed takes nothing back. */
export async function giveAccess(viewer: Staff, id: unknown, lane: "sign_in" | "bulk" = "sign_in"): Promise<Acted<{ sent: Sent[] }>> {
  const by = allow(viewer, "contacts.edit");
  allow(viewer, "links.send");
  const { workspaceId } = by;
  const contact = await db().contact.findFirst({ where: { workspaceId, id: parseId(id) ?? newId() }, select: { id: true, portalAccess: true } });
  if (!contact) return { ok: false, reason: "not_found" };
  if (contact.portalAccess) return { ok: true, changed: false, sent: [] };
  const invite = await prepareInvitations(viewer, contact.id, lane);
  return act(by, contact.id, async (tx, _, contactId) => {
    const { count } = await tx.contact.updateMany({
      where: { workspaceId, id: contactId, portalAccess: false },
      data: { portalAccess: true, accessEndsAt: null },
    });
    if (!count) return { ok: true, changed: false, sent: [] };
    await record(tx, by, "contact.access_on", { contactId }, {});
    return { ok: true, changed: true, sent: await invite(tx) };
  });
}

/** Takes back that it was taken (D9): it is on as before, and nobody is invited a second time. */
export function returnAccess(viewer: Staff, id: unknown): Promise<Acted> {
  return act(allow(viewer, "contacts.edit"), id, async (tx, by, contactId) => {
    const { count } = await tx.contact.updateMany({
      where: { workspaceId: by.workspaceId, id: contactId, portalAccess: false },
      data: { portalAccess: true },
    });
    if (count) await record(tx, by, "contact.access_on", { contactId }, {});
    return { ok: true, changed: count === 1 };
  });
}

export function takeAccess(viewer: Staff, id: unknown): Promise<Acted<{ sessions: number }>> {
  const by = allow(viewer, "contacts.edit");
  const needed = workspaceOf(viewer).policies.portal_login.requiresPortalAccess;
  return act(by, id, async (tx, _, contactId) => {
    const { count } = await tx.contact.updateMany({
      where: { workspaceId: by.workspaceId, id: contactId, portalAccess: true },
      data: { portalAccess: false, accessEndsAt: null },
    });
    const sessions = needed ? await endSessions(tx, by.workspaceId, { contactId, portalOnly: true }, "access_removed") : 0;
    if (count) await record(tx, by, "contact.access_off", { contactId }, { sessions });
    return { ok: true, changed: count === 1, sessions };
  });
}

/** For good: addresses, sessions, links and devices go with the contact; what happened stays in the activity log. */
export function deleteContact(viewer: Staff, id: unknown): Promise<Acted<{ name: string }>> {
  return act(allow(viewer, "contacts.delete"), id, async (tx, by, contactId) => {
    const { name, addresses } = await tx.contact.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId: by.workspaceId, id: contactId } },
      select: { name: true, addresses: { select: { emailKey: true } } },
    });
    await tx.contact.deleteMany({ where: { workspaceId: by.workspaceId, id: contactId } });
    await forgetDevices(
      tx,
      by.workspaceId,
      "member",
      addresses.map(({ emailKey }) => emailKey),
    );
    await record(tx, by, "contact.deleted", { contactId }, { name });
    return { ok: true, changed: true, name };
  });
}

type Work<T> = (tx: Tx, by: Actor, contactId: string) => Promise<T>;

function act<T extends { ok: true }>(by: Actor, id: unknown, work: Work<T>): Promise<T | { ok: false; reason: "not_found" }> {
  const contactId = parseId(id);
  return transaction(async (tx) =>
    contactId && (await lockContact(tx, by.workspaceId, contactId)) ? work(tx, by, contactId) : { ok: false, reason: "not_found" },
  );
}
