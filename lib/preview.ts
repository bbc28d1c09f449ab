// The portal as one member sees it, for staff who help them (SPEC D4): they stay who they are, read, and nothing else.
// It hangs on their own session, so it ends with it; no cookie and no link leads into it.
import { record } from "./activity";
import { db, transaction } from "./plumbing/db";
import { parseId } from "./values/id";
import { after, MINUTE_MS } from "./values/time";
import { isTooLong, type NoRoom, noRoom, typedLine } from "./values/typed";
import { allow, type Member, makeViewer, may, type Staff, workspaceOf } from "./viewer";

export const PREVIEW_MINUTES = 15;
const MAX_REASON = 200;
const MIN_REASON = 3;

export type Started = { ok: true; name: string } | { ok: false; reason: "why" | "not_found" } | NoRoom<"why">;

/** Whose portal it would be; null when there is no such contact here. */
export async function previewOf(viewer: Staff, typedId: unknown): Promise<{ contactId: string; name: string } | null> {
  const { workspaceId } = allow(viewer, "contacts.preview");
  const id = parseId(typedId);
  const found = id && (await db().contact.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: { name: true } }));
  return found ? { contactId: id, name: found.name } : null;
}

/** From the next request on, for a quarter of an hour; one preview at a time in one session. */
export async function startPreview(viewer: Staff, typedId: unknown, why: unknown): Promise<Started> {
  const by = allow(viewer, "contacts.preview");
  const reason = typedLine(why, MAX_REASON);
  if (isTooLong(reason)) return noRoom("why", reason);
  if ([...reason].length < MIN_REASON) return { ok: false, reason: "why" };
  const about = await previewOf(viewer, typedId);
  if (!about) return { ok: false, reason: "not_found" };
  return transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { workspaceId: by.workspaceId, id: viewer.sessionId, staffId: viewer.staffId, endedAt: null },
      data: { previewContactId: about.contactId, previewUntil: after(PREVIEW_MINUTES * MINUTE_MS) },
    });
    if (!count) return { ok: false, reason: "not_found" };
    await record(tx, by, "contact.previewed", { contactId: about.contactId }, { reason });
    return { ok: true, name: about.name };
  });
}

/** Harmless to do twice. */
export async function endPreview(viewer: Staff): Promise<void> {
  const { workspaceId } = allow(viewer, "staff.enter");
  const data = { previewContactId: null, previewUntil: null };
  await db().session.updateMany({ where: { workspaceId, id: viewer.sessionId, staffId: viewer.staffId }, data });
}

/** The member as a preview sees them: permitted to read (lib/permissions.ts), never fresh. null once it is over. */
export async function previewed(viewer: Staff): Promise<Member | null> {
  const { preview } = viewer;
  if (!preview || preview.until <= new Date() || !may(viewer, "contacts.preview")) return null;
  const { workspaceId } = allow(viewer, "contacts.preview");
  const contact = await db().contact.findUnique({
    where: { workspaceId_id: { workspaceId, id: preview.contactId } },
    select: { name: true, addresses: { where: { workspaceId }, orderBy: { kind: "asc" }, take: 1, select: { id: true, email: true } } },
  });
  const address = contact?.addresses[0];
  if (!contact || !address) return null;
  const { ip, userAgent, device, sessionId, staffId } = viewer;
  return makeViewer<Member>(workspaceOf(viewer), {
    ...{ kind: "member", contactId: preview.contactId, addressId: address.id, name: contact.name, email: address.email },
    ...{ scope: "portal", itemPath: null, freshAt: new Date(0), ip, userAgent, device, sessionId },
    preview: { staffId, staffName: viewer.name, until: preview.until },
  });
}
