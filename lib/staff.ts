// Who works in the dashboard (SPEC D1): invited with a role, changed, removed. There is always an owner who can sign in.
import type { PasskeyMode, Role } from "@/prisma/generated/enums";
import { Role as ROLE } from "@/prisma/generated/enums";
import { record } from "./activity";
import { bucket, take } from "./limits";
import { issueLink, prepareSecrets } from "./links/issue";
import { madeAt } from "./passkeys";
import { db, isTaken, sql, type Tx, transaction } from "./plumbing/db";
import { isSuppressed } from "./requests";
import { endSessions } from "./sessions";
import { isFresh } from "./sessions/fresh";
import { forgetDevices } from "./sessions/known";
import { parseEmail } from "./values/email-address";
import { parseId } from "./values/id";
import { ago, DAY_MS, HOUR_MS } from "./values/time";
import { inFull, type NoRoom, typedLine } from "./values/typed";
import { type Actor, allow, type Staff, workspaceOf } from "./viewer";
import { forgetWorkspaces, hostOf } from "./workspaces";

export interface Colleague {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** They opened their invitation. */
  joined: boolean;
  lastSeenAt: Date | null;
  createdAt: Date;
  sessions: number;
  /** That work at today's address of the portal. */
  passkeys: number;
  self: boolean;
}

/** From most to least. */
export const ROLES: readonly Role[] = ["owner", "admin", "agent", "viewer"];
export const MAX_NAME = 80;

const MAX_STAFF = 500;
const INVITATIONS_PER_HOUR = 30;
/** Whoever is invited may be a stranger (CHECKS R15). */
const INVITATIONS_PER_ADDRESS_A_DAY = 3;

const LIST = `
  SELECT f.id, f.name, f.email, f.role, f."acceptedAt" IS NOT NULL AS joined, f."lastSeenAt", f."createdAt", f.id = $2::uuid AS self,
    (SELECT count(*)::int FROM "Session" s WHERE s."workspaceId" = f."workspaceId" AND s."staffId" = f.id AND s."endedAt" IS NULL AND s."expiresAt" > $3::timestamptz) AS sessions,
    (SELECT count(*)::int FROM "Passkey" p WHERE p."workspaceId" = f."workspaceId" AND p."staffId" = f.id AND coalesce(p.host, $4) = $4) AS passkeys
  FROM "Staff" f WHERE f."workspaceId" = $1::uuid AND f."removedAt" IS NULL ORDER BY f.role, lower(f.name) COLLATE "C", f.id LIMIT ${MAX_STAFF}`;

export async function listStaff(viewer: Staff): Promise<Colleague[]> {
  const { workspaceId } = allow(viewer, "staff.read");
  return sql<Colleague>(LIST, [workspaceId, viewer.staffId, new Date(), hostOf(workspaceOf(viewer))], "staff-list");
}

export type Refused =
  | "not_fresh"
  | "not_found"
  | "last_owner"
  | "role"
  | "email"
  | "name"
  | "exists"
  | "suppressed"
  | "limited"
  | "limited_address"
  | "too_many"
  | "joined"
  | "no_passkey";
export type Done<More = object> = ({ ok: true } & More) | { ok: false; reason: Refused } | NoRoom<"name">;

/** A mail with a link that signs them in: opening it is how they accept. Somebody who was removed comes back as a new colleague. */
export async function inviteStaff(viewer: Staff, typed: { email: unknown; name: unknown; role: unknown }): Promise<Done<{ email: string }>> {
  const by = allow(viewer, "staff.manage");
  if (!isFresh(viewer)) return refused("not_fresh");
  const [address, role] = [parseEmail(typed.email), parseRole(typed.role)];
  if (!address) return refused("email");
  if (!role) return refused("role");
  const read = inFull({ name: typedLine(typed.name, MAX_NAME) });
  if (!read.ok) return read;
  const name = read.texts.name || address.email;
  const unable = await unableToMail(by.workspaceId, address.key);
  if (unable) return refused(unable);
  const secrets = await prepareSecrets();
  const { workspaceId } = by;
  return guarded(viewer, async (tx) => {
    if ((await tx.staff.count({ where: { workspaceId, removedAt: null } })) >= MAX_STAFF) return refused("too_many");
    const known = await tx.staff.findUnique({ where: { workspaceId_emailKey: { workspaceId, emailKey: address.key } } });
    if (known && !known.removedAt) return refused("exists");
    if (known && (await invitedEnough(tx, workspaceId, known.id))) return refused("limited_address");
    const fields = { name, email: address.email, role, invitedById: by.staffId, createdAt: new Date(), acceptedAt: null, lastSeenAt: null, removedAt: null };
    const { id } = known
      ? await tx.staff.update({ where: { id: known.id }, data: fields })
      : await tx.staff.create({ data: { ...fields, workspaceId, emailKey: address.key } });
    await invite(tx, viewer, { id, name, email: address.email, emailKey: address.key, role }, secrets);
    await record(tx, by, "staff.invited", {}, { email: address.email, role });
    return { ok: true, email: address.email };
  });
}

/** The mail got lost: another one. The links before it die. */
export async function inviteAgain(viewer: Staff, typedId: unknown): Promise<Done<{ email: string }>> {
  const by = allow(viewer, "staff.manage");
  if (!isFresh(viewer)) return refused("not_fresh");
  const id = parseId(typedId);
  const found = id && (await db().staff.findFirst({ where: { workspaceId: by.workspaceId, id, removedAt: null } }));
  if (!found) return refused("not_found");
  const unable = await unableToMail(by.workspaceId, found.emailKey);
  if (unable) return refused(unable);
  const secrets = await prepareSecrets();
  return guarded(viewer, async (tx) => {
    const row = await tx.staff.findFirst({ where: { workspaceId: by.workspaceId, id: found.id, removedAt: null } });
    if (!row) return refused("not_found");
    if (row.acceptedAt) return refused("joined");
    if (await invitedEnough(tx, by.workspaceId, row.id)) return refused("limited_address");
    await killLinks(tx, by.workspaceId, row.id);
    await invite(tx, viewer, row, secrets);
    await record(tx, by, "staff.invited", {}, { email: row.email, role: row.role });
    return { ok: true, email: row.email };
  });
}

/** Counts from their next request on. */
export async function changeRole(viewer: Staff, typedId: unknown, typedRole: unknown): Promise<Done<{ name: string; role: Role }>> {
  const by = allow(viewer, "staff.manage");
  if (!isFresh(viewer)) return refused("not_fresh");
  const [id, role] = [parseId(typedId), parseRole(typedRole)];
  if (!id) return refused("not_found");
  if (!role) return refused("role");
  return guarded(viewer, async (tx) => {
    const row = await tx.staff.findFirst({ where: { workspaceId: by.workspaceId, id, removedAt: null } });
    if (!row) return refused("not_found");
    if (row.role === role) return { ok: true, name: row.name, role };
    if (row.role === "owner" && !(await anotherOwner(tx, by.workspaceId, id))) return refused("last_owner");
    await tx.staff.update({ where: { id }, data: { role } });
    await record(tx, by, "staff.role_changed", {}, { name: row.name, before: row.role, after: role });
    return { ok: true, name: row.name, role };
  });
}

/** Their sessions, links and passkeys end with it: the next request of any of them is refused. */
export async function removeStaff(viewer: Staff, typedId: unknown): Promise<Done<{ name: string; sessions: number }>> {
  const by = allow(viewer, "staff.manage");
  if (!isFresh(viewer)) return refused("not_fresh");
  const id = parseId(typedId);
  if (!id) return refused("not_found");
  return guarded(viewer, async (tx) => {
    const row = await tx.staff.findFirst({ where: { workspaceId: by.workspaceId, id, removedAt: null } });
    if (!row) return refused("not_found");
    if (row.role === "owner" && !(await anotherOwner(tx, by.workspaceId, id))) return refused("last_owner");
    await tx.staff.update({ where: { id }, data: { removedAt: new Date() } });
    const sessions = await endSessions(tx, by.workspaceId, { staffId: id }, "staff_removed");
    await killLinks(tx, by.workspaceId, id);
    await tx.passkey.deleteMany({ where: { workspaceId: by.workspaceId, staffId: id } });
    await forgetDevices(tx, by.workspaceId, "staff", [row.emailKey]);
    await record(tx, by, "staff.removed", {}, { name: row.name, sessions });
    return { ok: true, name: row.name, sessions };
  });
}

/** For a colleague who lost theirs (SPEC D1): the passkeys go, the sessions end, and links that wait in the mailbox die. */
export async function resetPasskeys(viewer: Staff, typedId: unknown): Promise<Done<{ name: string }>> {
  const by = allow(viewer, "staff.manage");
  if (!isFresh(viewer)) return refused("not_fresh");
  const id = parseId(typedId);
  if (!id) return refused("not_found");
  return guarded(viewer, async (tx) => {
    const row = await tx.staff.findFirst({ where: { workspaceId: by.workspaceId, id, removedAt: null } });
    return row ? { ok: true, name: (await dropPasskeys(tx, by, row)).name } : refused("not_found");
  });
}

/** For the command line: the only owner lost theirs. */
export async function resetPasskeysOf(slug: string, email: string): Promise<{ ok: true; name: string; count: number } | { ok: false; problem: string }> {
  const [workspace, address] = [await db().workspace.findUnique({ where: { slug }, select: { id: true } }), parseEmail(email)];
  if (!workspace) return { ok: false, problem: `There is no workspace “${slug}”.` };
  const nobody = { ok: false, problem: `Nobody on the staff of ${slug} has the address “${email}”.` } as const;
  if (!address) return nobody;
  return transaction(async (tx) => {
    const row = await tx.staff.findFirst({ where: { workspaceId: workspace.id, emailKey: address.key, removedAt: null } });
    return row ? { ok: true, ...(await dropPasskeys(tx, { workspaceId: workspace.id, actor: "operator" }, row)) } : nobody;
  });
}

async function dropPasskeys(tx: Tx, by: Actor, { id, name }: { id: string; name: string }): Promise<{ name: string; count: number }> {
  const { count } = await tx.passkey.deleteMany({ where: { workspaceId: by.workspaceId, staffId: id } });
  await endSessions(tx, by.workspaceId, { staffId: id }, "passkeys_reset");
  await killLinks(tx, by.workspaceId, id);
  await record(tx, by, "staff.passkeys_reset", {}, { name, count });
  return { name, count };
}

/** Whether everybody needs a passkey. Who asks for it has one: nobody shuts themselves out. */
export async function setPasskeyMode(viewer: Staff, typed: unknown): Promise<Done<{ mode: PasskeyMode }>> {
  const by = allow(viewer, "staff.manage");
  if (!isFresh(viewer)) return refused("not_fresh");
  const mode = typed === "required" || typed === "optional" ? typed : null;
  if (!mode) return refused("role");
  const { workspaceId } = by;
  const done = await guarded(viewer, async (tx): Promise<Done<{ mode: PasskeyMode }>> => {
    const here = madeAt(hostOf(workspaceOf(viewer)));
    if (mode === "required" && !(await tx.passkey.count({ where: { workspaceId, staffId: viewer.staffId, ...here } }))) return refused("no_passkey");
    const { staffPasskey } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { staffPasskey: true } });
    if (staffPasskey === mode) return { ok: true, mode };
    await tx.workspace.update({ where: { id: workspaceId }, data: { staffPasskey: mode, version: { increment: 1 } } });
    await record(tx, by, "settings.changed", {}, { area: "the second step of staff", changes: { passkey: [staffPasskey, mode] } });
    return { ok: true, mode };
  });
  forgetWorkspaces();
  return done;
}

/** One's own name, as colleagues and the log show it. */
export async function renameMyself(viewer: Staff, typed: unknown): Promise<Done> {
  const by = allow(viewer, "staff.self");
  const read = inFull({ name: typedLine(typed, MAX_NAME) });
  if (!read.ok) return read;
  const { name } = read.texts;
  if (!name) return refused("name");
  return transaction(async (tx) => {
    const { count } = await tx.staff.updateMany({ where: { workspaceId: by.workspaceId, id: viewer.staffId, name: { not: name } }, data: { name } });
    if (count) await record(tx, by, "staff.renamed", {}, { before: viewer.name, after: name });
    return { ok: true };
  });
}

/**
 * One at a time in a workspace, and only by somebody who is an owner at that moment: two owners who remove each other,
 * or one who was demoted while the page was open, meet here.
 */
async function guarded<More extends object>(viewer: Staff, work: (tx: Tx) => Promise<Done<More>>): Promise<Done<More>> {
  const { workspaceId } = allow(viewer, "staff.manage");
  try {
    return await transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM "Workspace" WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`;
      const still = await tx.staff.findFirst({ where: { workspaceId, id: viewer.staffId, removedAt: null } });
      if (still?.role !== "owner") return refused("not_found");
      return work(tx);
    });
  } catch (error) {
    if (isTaken(error)) return refused("exists");
    throw error;
  }
}

/** An owner who was only invited does not count: nobody knows whether they will ever come. */
const anotherOwner = async (tx: Tx, workspaceId: string, id: string): Promise<boolean> =>
  (await tx.staff.count({ where: { workspaceId, role: "owner", removedAt: null, acceptedAt: { not: null }, id: { not: id } } })) > 0;

async function invite(tx: Tx, viewer: Staff, to: { id: string; name: string; email: string; emailKey: string; role: Role }, secrets: Secrets): Promise<void> {
  const { id: staffId, email, emailKey, name, role } = to;
  const sentBy = { staffId: viewer.staffId, name: viewer.name };
  await issueLink(tx, workspaceOf(viewer), { staffId, email, emailKey, name }, { purpose: "staff_invitation", sentBy, role }, secrets);
}

type Secrets = Awaited<ReturnType<typeof prepareSecrets>>;

/** One row of staff is one address, also when they were removed in between. */
async function invitedEnough(tx: Tx, workspaceId: string, staffId: string): Promise<boolean> {
  const where = { workspaceId, staffId, purpose: "staff_invitation", createdAt: { gt: ago(DAY_MS) } } as const;
  return (await tx.signInLink.count({ where })) >= INVITATIONS_PER_ADDRESS_A_DAY;
}

async function killLinks(tx: Tx, workspaceId: string, staffId: string): Promise<void> {
  await tx.signInLink.updateMany({ where: { workspaceId, staffId, usedAt: null, revokedAt: null }, data: { revokedAt: new Date() } });
}

async function unableToMail(workspaceId: string, emailKey: string): Promise<"suppressed" | "limited" | null> {
  if (await isSuppressed(workspaceId, emailKey)) return "suppressed";
  return (await take(bucket("staff-invite", [workspaceId], INVITATIONS_PER_HOUR, HOUR_MS))).ok ? null : "limited";
}

const refused = (reason: Refused): { ok: false; reason: Refused } => ({ ok: false, reason });
const parseRole = (value: unknown): Role | null => (typeof value === "string" && Object.hasOwn(ROLE, value) ? (value as Role) : null);
