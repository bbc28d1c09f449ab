// A member changes their own address (SPEC S7): a fresh sign-in, a link to the new address, word to the old one with a way back.
import { record } from "../activity";
import { joinByAddress, leaveAgain } from "../companies";
import { refreshBounced } from "../contacts/bounced";
import { refreshSearch } from "../contacts/search-text";
import { bucket, take } from "../limits";
import type { Link } from "../links";
import { issueLink, prepareSecrets } from "../links/issue";
import type { Redeemed } from "../links/redeem";
import { enqueue } from "../mail";
import { db, isTaken, type Tx, transaction } from "../plumbing/db";
import { keyedHash, keyedHashes, randomSecret, seal, unseal } from "../plumbing/secrets";
import { isSuppressed } from "../requests";
import { endSessions, lockContact } from "../sessions";
import { newSession } from "../sessions/cookie";
import { isFresh } from "../sessions/fresh";
import { forgetDevices } from "../sessions/known";
import { maskEmail, parseEmail } from "../values/email-address";
import { roughly } from "../values/ip";
import { after, ago, DAY_MS } from "../values/time";
import { type Actor, allow, type Member, type Viewer, type Visitor, visiting, workspaceOf } from "../viewer";
import type { Workspace } from "../workspaces";

const CHANGES_A_DAY = 3;
const UNDO_MS = 7 * DAY_MS;
const UNDO_CONTEXT = "undo-address-change";

export type ChangeAsked =
  | { ok: true; to: string }
  | { ok: false; reason: "not_fresh" | "invalid" | "same" }
  | { ok: false; reason: "limited" | "changed_lately"; until: Date };

/** Says the same whether or not somebody else has the new address: it must not be a way to find out (SPEC 12.2). */
export async function askEmailChange(viewer: Member, typed: unknown): Promise<ChangeAsked> {
  const by = allow(viewer, "account.edit");
  const workspace = workspaceOf(viewer);
  if (!isFresh(viewer)) return { ok: false, reason: "not_fresh" };
  const wanted = parseEmail(typed);
  if (!wanted) return { ok: false, reason: "invalid" };
  const address = await db().address.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId: by.workspaceId, id: viewer.addressId } },
    include: { contact: true },
  });
  if (wanted.key === address.emailKey) return { ok: false, reason: "same" };
  const until = await undoEnds(by.workspaceId, viewer.contactId, address.email);
  if (until) return { ok: false, reason: "changed_lately", until };
  const limit = await take(
    bucket("email-change", [by.workspaceId, viewer.contactId], CHANGES_A_DAY, DAY_MS),
    bucket("email-change-to", [by.workspaceId, wanted.key], CHANGES_A_DAY, DAY_MS),
  );
  if (!limit.ok) return { ok: false, reason: "limited", until: limit.until };
  const taken = await db().address.findUnique({ where: { workspaceId_emailKey: { workspaceId: by.workspaceId, emailKey: wanted.key } }, select: { id: true } });
  const secrets = await prepareSecrets();
  const send = !taken && !(await isSuppressed(by.workspaceId, wanted.key));
  const asked = await transaction(async (tx) => {
    // Whoever ends this session at the same moment waits, and then finds the link it leaves behind.
    const [still] = await tx.$queryRaw<object[]>`
      SELECT id FROM "Session" WHERE "workspaceId" = ${by.workspaceId}::uuid AND id = ${viewer.sessionId}::uuid AND "endedAt" IS NULL FOR SHARE`;
    if (!still) return false;
    const to = { contactId: viewer.contactId, addressId: address.id, email: address.email, emailKey: address.emailKey, name: address.contact.name };
    const linkId = send
      ? await issueLink(
          tx,
          workspace,
          to,
          { purpose: "email_change", newEmail: wanted.email, askedBySessionId: viewer.sessionId, device: viewer.device },
          secrets,
        )
      : null;
    await record(tx, by, "contact.address_change_asked", { contactId: viewer.contactId, linkId, ok: send }, { after: wanted.email });
    return true;
  });
  return asked ? { ok: true, to: wanted.email } : { ok: false, reason: "not_fresh" };
}

/**
 * While the old address can still take the last change back, there is no next one: whoever got into a session could
 * otherwise change it twice and leave the way back pointing at an address that is gone. Staff can.
 */
async function undoEnds(workspaceId: string, contactId: string, email: string): Promise<Date | null> {
  const changed = await db().activity.findFirst({
    where: { workspaceId, contactId, action: "contact.address_changed", actor: "member", at: { gt: ago(UNDO_MS) }, data: { path: ["after"], equals: email } },
    orderBy: { at: "desc" },
    select: { at: true },
  });
  return changed && after(UNDO_MS, changed.at);
}

/** The link of the mail to the new address was opened and confirmed. The session that asked stays, the others end. */
export async function confirmEmailChange(workspace: Workspace, visitor: Visitor, viewer: Viewer | null, link: Link): Promise<(Redeemed & { ok: true }) | null> {
  const wanted = parseEmail(link.newEmail);
  const { contactId, addressId } = link;
  if (!wanted || !contactId || !addressId) return null;
  const staysHere = viewer?.kind === "member" && viewer.contactId === contactId && viewer.sessionId === link.askedBySessionId;
  const device = visitor.cookies.device ?? randomSecret();
  const session = staysHere ? null : sessionFor(workspace, visitor, link, device);
  const changed = await transaction(async (tx) => {
    if (!(await lockContact(tx, workspace.id, contactId))) return false;
    if (!(await useLink(tx, workspace.id, link, session?.row.id ?? viewer?.sessionId ?? null))) return false;
    const by: Actor = { ...visiting(workspace.id, visitor), actor: "member", contactId };
    const ended = await changeAddress(tx, by, { contactId, addressId, before: link.emailKey, after: wanted, keepSession: link.askedBySessionId });
    if (ended === null) throw new TakenMeanwhile();
    const joined = await joinByAddress(tx, workspace.id, contactId, wanted.key);
    await tellOldAddress(tx, workspace, visitor, link, wanted.email, joined?.id);
    if (session) await begin(tx, workspace.id, visitor, { ...by, sessionId: session.row.id }, link, session.row);
    await knowDevices(tx, workspace.id, contactId, wanted.key);
    return true;
  }).catch(async (error) => {
    if (!(error instanceof TakenMeanwhile) && !isTaken(error)) throw error;
    // Rolled back: the link is not spent. It never can be, and its page says so instead of asking again and again.
    await db().signInLink.updateMany({ where: { workspaceId: workspace.id, id: link.id, usedAt: null }, data: { revokedAt: new Date() } });
    return false;
  });
  return changed ? { ok: true, destination: "/account", session: session?.cookie ?? null, device: session ? device : null, notice: true } : null;
}

class TakenMeanwhile extends Error {}

function sessionFor(workspace: Workspace, visitor: Visitor, link: Link, device: string) {
  const needsAccess = workspace.policies.portal_login.requiresPortalAccess;
  return newSession(workspace, visitor, {
    kind: "member",
    addressId: link.addressId,
    contactId: link.contactId,
    staffId: null,
    scope: !needsAccess || link.portalAccess ? "portal" : "item",
    itemPath: !needsAccess || link.portalAccess ? null : "/account",
    requiresPortalAccess: needsAccess && link.portalAccess,
    method: "link",
    linkId: link.id,
    deviceHash: keyedHash("device", device),
    endsAt: null,
  });
}

/** Confirmed in another browser than the one that asked: whoever was signed in there makes room (S3). */
async function begin(tx: Tx, workspaceId: string, visitor: Visitor, by: Actor, link: Link, row: object): Promise<void> {
  const here = visitor.cookies.session ? keyedHashes("session", visitor.cookies.session).map((hash) => Uint8Array.from(hash)) : [];
  await tx.session.updateMany({ where: { workspaceId, tokenHash: { in: here }, endedAt: null }, data: { endedAt: new Date(), endReason: "replaced" } });
  await tx.$executeRaw`INSERT INTO "Session" SELECT (jsonb_populate_record(NULL::"Session", ${JSON.stringify(row)}::jsonb)).*`;
  await record(tx, by, "signin.done", { contactId: link.contactId, linkId: link.id }, { purpose: link.purpose, how: "link", to: link.newEmail ?? link.email });
}

/** The browsers that stay signed in are known devices of the new address, as they were of the old one (L5, S9). */
async function knowDevices(tx: Tx, workspaceId: string, contactId: string, emailKey: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "Device" ("workspaceId", "deviceHash", "emailKey", kind, label)
    SELECT DISTINCT ON ("deviceHash") "workspaceId", "deviceHash", ${emailKey}, kind, device FROM "Session"
    WHERE "workspaceId" = ${workspaceId}::uuid AND "contactId" = ${contactId}::uuid AND "endedAt" IS NULL AND "expiresAt" > ${new Date()} AND "deviceHash" IS NOT NULL
    ON CONFLICT DO NOTHING`;
}

async function useLink(tx: Tx, workspaceId: string, link: Link, sessionId: string | null): Promise<boolean> {
  const now = new Date();
  const { count } = await tx.signInLink.updateMany({
    where: { workspaceId, id: link.id, usedAt: null, revokedAt: null, replacedAt: null, expiresAt: { gt: now }, contact: { active: true } },
    data: { usedAt: now, usedBySessionId: sessionId },
  });
  return count === 1;
}

export interface AddressChange {
  contactId: string;
  addressId: string;
  before: string;
  after: { email: string; key: string };
  /** The session at hand stays when the member changes it; none when staff do (S6). */
  keepSession: string | null;
}

/**
 * Changes an address and ends what hung on the old one; null when another contact has the new one, or it changed meanwhile.
 * The contact is locked before its address, in the order in which signing in does.
 */
export async function changeAddress(tx: Tx, by: Actor, { contactId, addressId, before, after, keepSession }: AddressChange): Promise<number | null> {
  if (!(await lockContact(tx, by.workspaceId, contactId))) return null;
  const taken = await tx.address.findUnique({ where: { workspaceId_emailKey: { workspaceId: by.workspaceId, emailKey: after.key } }, select: { id: true } });
  if (taken && taken.id !== addressId) return null;
  const { count } = await tx.address.updateMany({
    where: { workspaceId: by.workspaceId, id: addressId, emailKey: before },
    data: { email: after.email, emailKey: after.key, verifiedAt: keepSession ? new Date() : null },
  });
  if (count === 0) return null;
  const sessions = await endSessions(tx, by.workspaceId, { contactId, ...(keepSession && { except: keepSession }) }, "address_changed");
  await tx.signInLink.updateMany({ where: { workspaceId: by.workspaceId, addressId, usedAt: null, revokedAt: null }, data: { revokedAt: new Date() } });
  // The same mailbox in other letters stays known.
  if (after.key !== before) await forgetDevices(tx, by.workspaceId, "member", [before]);
  await refreshSearch(tx, by.workspaceId, [contactId]);
  await refreshBounced(tx, by.workspaceId, [contactId]);
  await record(tx, by, "contact.address_changed", { contactId }, { before, after: after.email, sessions });
  return sessions;
}

async function tellOldAddress(tx: Tx, workspace: Workspace, visitor: Visitor, link: Link, newEmail: string, joined?: string): Promise<void> {
  const undo = {
    workspaceId: workspace.id,
    contactId: link.contactId,
    addressId: link.addressId,
    before: link.email,
    after: newEmail,
    joined,
    until: Date.now() + UNDO_MS,
  };
  await enqueue(tx, {
    workspaceId: workspace.id,
    template: "address_changed",
    to: link.email,
    toKey: link.emailKey,
    contactId: link.contactId,
    data: {
      name: link.name,
      oldEmail: link.email,
      newEmail: maskEmail(newEmail),
      askedFrom: visitor.device,
      askedAt: new Date().toISOString(),
      place: roughly(visitor.ip),
    },
    secret: { path: `/undo/${seal(undo, UNDO_CONTEXT).toString("base64url")}` },
    uselessAfter: new Date(undo.until),
  });
}

interface Undo {
  workspaceId: string;
  contactId: string;
  addressId: string;
  before: string;
  after: string;
  /** The company that the new address led into. */
  joined?: string;
  until: number;
}

/** What an undo link would do; null when it is none, too old, or for another workspace. */
function readUndo(workspace: Workspace, token: string): Undo | null {
  try {
    const undo = unseal(Buffer.from(token, "base64url"), UNDO_CONTEXT) as Undo;
    return undo.workspaceId === workspace.id && undo.until > Date.now() ? undo : null;
  } catch {
    return null;
  }
}

export interface UndoLook {
  before: string;
  /** It was taken back already, or it can't be: there is another change on top, or somebody else has the old address. */
  state: "open" | "done" | "lost";
}

/** What an undo link would do now; null when it is none, or too old. */
export async function lookAtUndo(workspace: Workspace, token: string): Promise<UndoLook | null> {
  const undo = readUndo(workspace, token);
  const before = undo && parseEmail(undo.before);
  if (!undo || !before) return null;
  const where = { workspaceId: workspace.id, OR: [{ id: undo.addressId }, { emailKey: before.key }] };
  const addresses = await db().address.findMany({ where, select: { id: true, emailKey: true } });
  const own = addresses.find(({ id }) => id === undo.addressId);
  if (own?.emailKey === before.key) return { before: undo.before, state: "done" };
  return { before: undo.before, state: addresses.length === 1 && own?.emailKey === parseEmail(undo.after)?.key ? "open" : "lost" };
}

/** Whoever has the old mailbox takes the change back: the old address is the right one again and everybody is signed out. */
export async function undoEmailChange(workspace: Workspace, visitor: Visitor, token: string): Promise<boolean> {
  const undo = readUndo(workspace, token);
  const before = undo && parseEmail(undo.before);
  const after = undo && parseEmail(undo.after);
  if (!undo || !before || !after) return false;
  const by: Actor = { ...visiting(workspace.id, visitor), contactId: undo.contactId };
  return transaction(async (tx) => {
    if (!(await lockContact(tx, workspace.id, undo.contactId))) return false;
    const ended = await changeAddress(tx, by, { contactId: undo.contactId, addressId: undo.addressId, before: after.key, after: before, keepSession: null });
    if (ended === null) return false;
    if (undo.joined) await leaveAgain(tx, workspace.id, undo.contactId, undo.joined);
    await record(tx, by, "contact.address_change_undone", { contactId: undo.contactId }, { before: before.email, after: after.email });
    return true;
  }).catch((error) => {
    if (isTaken(error)) return false;
    throw error;
  });
}
