// Sessions: who is signed in, asked of the database on every request, and the ways a session ends (SPEC 5).
import type { Role, SessionKind, SessionScope } from "@/prisma/generated/enums";
import { entry, record, recordAll } from "./activity";
import { Batches } from "./plumbing/batches";
import { sql, type Tx, transaction } from "./plumbing/db";
import { keyedHash, keyedHashes } from "./plumbing/secrets";
import { cookieLifeS, lifeOf } from "./sessions/cookie";
import { HOUR_MS } from "./values/time";
import { type Actor, allow, type Member, makeViewer, type Staff, type Viewer, type Visitor } from "./viewer";
import { hostOf, type Workspace } from "./workspaces";

/** A session is written at most once an hour: an index on `expiresAt` that changes with every visit is dear (ARCHITECTURE 5). */
const SLIDE_EVERY_MS = HOUR_MS;

export type EndReason =
  | "signed_out"
  | "ended_on_device_list"
  | "revoked"
  | "deactivated"
  | "deleted"
  | "access_removed"
  | "address_changed"
  | "disowned"
  | "replaced"
  | "staff_removed"
  | "passkeys_reset";

interface Row {
  id: string;
  kind: SessionKind;
  scope: SessionScope;
  itemPath: string | null;
  createdAt: Date;
  freshAt: Date;
  lastSeenAt: Date;
  passkeyAt: Date | null;
  previewContactId: string | null;
  previewUntil: Date | null;
  contactId: string | null;
  addressId: string | null;
  staffId: string | null;
  name: string;
  email: string;
  role: Role | null;
  hasPasskey: boolean;
}

/**
 * One indexed statement, for all who ask at the same moment; whoever is inactive, removed or without the access they need is
 * nobody, whatever the row says.
 */
const FIND = `
  SELECT w.place, s.id, s.kind, s.scope, s."itemPath", s."createdAt", s."freshAt", s."lastSeenAt", s."passkeyAt", s."previewContactId", s."previewUntil", s."contactId", s."addressId", s."staffId",
    coalesce(c.name, f.name) AS name, coalesce(a.email, f.email) AS email, f.role,
    s.kind = 'staff' AND EXISTS (SELECT FROM "Passkey" p WHERE p."workspaceId" = s."workspaceId" AND p."staffId" = s."staffId" AND coalesce(p.host, w.host) = w.host) AS "hasPasskey"
  FROM unnest($1::int[], $2::bytea[], $3::uuid[], $5::text[]) AS w(place, hash, workspace, host)
  JOIN "Session" s ON s."tokenHash" = w.hash AND s."workspaceId" = w.workspace
  LEFT JOIN "Contact" c ON c."workspaceId" = s."workspaceId" AND c.id = s."contactId"
  LEFT JOIN "Address" a ON a."workspaceId" = s."workspaceId" AND a.id = s."addressId"
  LEFT JOIN "Staff" f ON f."workspaceId" = s."workspaceId" AND f.id = s."staffId"
  WHERE s."endedAt" IS NULL AND s."expiresAt" > $4::timestamptz
    AND CASE WHEN s.kind = 'staff' THEN f."removedAt" IS NULL AND f.id IS NOT NULL
      ELSE c.active AND a.id IS NOT NULL AND (NOT s."requiresPortalAccess" OR c."portalAccess") END`;

/** The only maker of viewers: the cookie's hash, looked up for this workspace (SPEC S1, 12.3). */
export async function viewerOf(workspace: Workspace, visitor: Visitor): Promise<Viewer | null> {
  const value = visitor.cookies.session;
  if (!value || cookieLifeS(value) === null) return null;
  const row = await lookups.do({ hashes: keyedHashes("session", value), workspaceId: workspace.id, host: hostOf(workspace) });
  if (!row || Date.now() >= latestEnd(workspace, row)) return null;
  await slide(workspace, row, value);
  return shape(workspace, visitor, row);
}

interface Lookup {
  /** By today's secret and by those before it. */
  hashes: Buffer[];
  workspaceId: string;
  host: string;
}

const MAX_LOOKUPS = 50;
/** So many statements at a time: one that hangs must not keep everybody waiting. */
const PARALLEL_LOOKUPS = 5;
const lookups = new Batches(findAll, { size: MAX_LOOKUPS, parallel: PARALLEL_LOOKUPS });

async function findAll(wanted: Lookup[]): Promise<(Row | undefined)[]> {
  const keys = wanted.flatMap(({ hashes, workspaceId, host }, place) => hashes.map((hash) => ({ place, hash, workspaceId, host })));
  const values = [keys.map((k) => k.place), keys.map((k) => k.hash), keys.map((k) => k.workspaceId), new Date(), keys.map((k) => k.host)];
  const found = new Map((await sql<Row & { place: number }>(FIND, values, "sessions-find")).map((row) => [row.place, row]));
  return wanted.map((_, place) => found.get(place));
}

/** Somebody of the staff whose work goes on while they are away; null once they are gone, and with the role they have now. */
export async function staffAway(workspace: Workspace, staffId: string, from: { sessionId?: string; ip?: string; device?: string }): Promise<Staff | null> {
  const [row] = await sql<{ name: string; email: string; role: Role }>(
    `SELECT name, email, role FROM "Staff" WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND "removedAt" IS NULL`,
    [workspace.id, staffId],
  );
  if (!row) return null;
  const { sessionId = "", ip = "", device = "" } = from;
  return makeViewer<Staff>(workspace, { ...row, kind: "staff", staffId, sessionId, ip, device, userAgent: "", freshAt: new Date(0), passkeyAt: null });
}

function shape(workspace: Workspace, { ip, userAgent, device }: Visitor, row: Row): Viewer {
  const common = { sessionId: row.id, name: row.name, email: row.email, freshAt: row.freshAt, ip, userAgent, device };
  if (row.kind === "staff") {
    const preview = row.previewContactId && row.previewUntil ? { contactId: row.previewContactId, until: row.previewUntil } : undefined;
    return makeViewer<Staff>(workspace, {
      ...common,
      kind: "staff",
      staffId: row.staffId!,
      role: row.role!,
      passkeyAt: row.passkeyAt,
      secondStep: secondStep(workspace, row),
      preview,
    });
  }
  return makeViewer<Member>(workspace, {
    ...common,
    kind: "member",
    contactId: row.contactId!,
    addressId: row.addressId!,
    scope: row.scope,
    itemPath: row.itemPath,
  });
}

/** Whoever has a passkey that works here uses it, once in every session; whoever has none adds one where the workspace wants that. */
function secondStep({ staffPasskey }: Workspace, { hasPasskey, passkeyAt }: Row): Staff["secondStep"] {
  if (hasPasskey) return passkeyAt ? undefined : "prove";
  return staffPasskey === "required" ? "enrol" : undefined;
}

const SLIDE = `
  WITH slid AS (
    UPDATE "Session" SET "lastSeenAt" = $2::timestamptz, "expiresAt" = LEAST($3::timestamptz, "absoluteExpiresAt"), "tokenHash" = $5::bytea WHERE id = $1::uuid AND "lastSeenAt" < $4::timestamptz AND "endedAt" IS NULL
    RETURNING "workspaceId", "contactId", "staffId"
  ), contact AS (UPDATE "Contact" c SET "lastSeenAt" = $2::timestamptz FROM slid WHERE c."workspaceId" = slid."workspaceId" AND c.id = slid."contactId")
  UPDATE "Staff" f SET "lastSeenAt" = $2::timestamptz FROM slid WHERE f."workspaceId" = slid."workspaceId" AND f.id = slid."staffId"`;

/** A visit makes it live longer, and moves it to today's secret: the one before can be taken out in the end (R5). */
async function slide(workspace: Workspace, row: Row, value: string): Promise<void> {
  const now = Date.now();
  if (now - row.lastSeenAt.getTime() < SLIDE_EVERY_MS) return;
  const ends = Math.min(now + lifeOf(workspace, row.kind).idleMs, latestEnd(workspace, row));
  await sql(SLIDE, [row.id, new Date(now), new Date(ends), new Date(now - SLIDE_EVERY_MS), keyedHash("session", value)], "sessions-slide");
}

/** Of today's setting, not of the one it began under: a limit holds for everybody as soon as it is set (S2). */
function latestEnd(workspace: Workspace, { kind, createdAt }: Row): number {
  const { maxMs } = lifeOf(workspace, kind);
  return maxMs === null ? Number.POSITIVE_INFINITY : createdAt.getTime() + maxMs;
}

export interface Device {
  id: string;
  device: string;
  ip: string;
  method: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** The browser that is asking. */
  current: boolean;
}

export interface DeviceList {
  /** Those seen last. */
  devices: Device[];
  /** How many there are besides. */
  more: number;
}

const MAX_DEVICES_SHOWN = 100;

/** Where this person is signed in (S4). */
export async function myDevices(viewer: Viewer): Promise<DeviceList> {
  const { workspaceId } = allow(viewer, viewer.kind === "staff" ? "staff.self" : "account.read");
  return devicesOf(workspaceId, viewer.kind === "staff" ? { staffId: viewer.staffId } : { contactId: viewer.contactId }, viewer.sessionId);
}

/** A contact's devices, for staff. */
export async function contactDevices(viewer: Staff, contactId: string): Promise<DeviceList> {
  const { workspaceId } = allow(viewer, "sessions.read");
  return devicesOf(workspaceId, { contactId }, null);
}

async function devicesOf(workspaceId: string, who: { contactId: string } | { staffId: string }, current: string | null): Promise<DeviceList> {
  const [column, id] = "contactId" in who ? ['"contactId"', who.contactId] : ['"staffId"', who.staffId];
  const rows = await sql<Omit<Device, "current"> & { total: number }>(
    `SELECT id, device, ip, method, "createdAt", "lastSeenAt", (count(*) OVER ())::int AS total FROM "Session"
     WHERE "workspaceId" = $1::uuid AND ${column} = $2::uuid AND "endedAt" IS NULL AND "expiresAt" > $3::timestamptz ORDER BY "lastSeenAt" DESC, id LIMIT ${MAX_DEVICES_SHOWN}`,
    [workspaceId, id, new Date()],
  );
  const devices = rows.map(({ total: _, ...row }) => ({ ...row, current: row.id === current }));
  return { devices, more: (rows[0]?.total ?? 0) - devices.length };
}

/** One of one's own devices. An id that is not theirs ends nothing and says nothing. */
export async function endMyDevice(viewer: Viewer, sessionId: string): Promise<number> {
  const by = allow(viewer, viewer.kind === "staff" ? "staff.self" : "account.sessions");
  return endAndRecord(by, { ...own(viewer), id: sessionId });
}

export async function endMyOtherDevices(viewer: Viewer): Promise<number> {
  const by = allow(viewer, viewer.kind === "staff" ? "staff.self" : "account.sessions");
  return endAndRecord(by, { ...own(viewer), except: viewer.sessionId });
}

const own = (viewer: Viewer) => (viewer.kind === "staff" ? { staffId: viewer.staffId } : { contactId: viewer.contactId });

async function endAndRecord(by: Actor, which: Which): Promise<number> {
  return transaction(async (tx) => {
    const ended = await endSessions(tx, by.workspaceId, which, "ended_on_device_list");
    await recordAll(
      tx,
      Array.from({ length: ended }, () => entry(by, "session.ended", which, { by: "device_list" })),
    );
    return ended;
  });
}

/** Signing out: harmless to do twice. */
export async function signOut(viewer: Viewer): Promise<void> {
  const by = allow(viewer, viewer.kind === "staff" ? "staff.enter" : "account.sessions");
  await transaction(async (tx) => {
    const ended = await endSessions(tx, by.workspaceId, { ...own(viewer), id: viewer.sessionId }, "signed_out");
    if (ended) await record(tx, by, "session.ended", own(viewer), { by: "sign_out" });
  });
}

/** Ends every session of a contact at once (S5); one of them with `sessionId`. */
export async function revokeSessions(viewer: Staff, contactId: string, sessionId?: string): Promise<number | null> {
  const by = allow(viewer, "sessions.revoke");
  return transaction(async (tx) => {
    if (!(await lockContact(tx, by.workspaceId, contactId))) return null;
    const count = await endSessions(tx, by.workspaceId, { contactId, id: sessionId }, "revoked");
    await record(tx, by, "session.revoked", { contactId }, { count });
    return count;
  });
}

/** Whoever ends sessions of a contact locks it first, as signing in does: what comes later sees what came before. */
export async function lockContact(tx: Tx, workspaceId: string, contactId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM "Contact" WHERE "workspaceId" = ${workspaceId}::uuid AND id = ${contactId}::uuid FOR NO KEY UPDATE`;
  return rows.length > 0;
}

export interface Which {
  contactId?: string;
  staffId?: string;
  id?: string;
  except?: string;
  /** Only those that live by portal access (S6). */
  portalOnly?: boolean;
}

/** The one way sessions end; gives how many. The next request of any of them is refused (S5). */
export async function endSessions(tx: Tx, workspaceId: string, which: Which, reason: EndReason): Promise<number> {
  if (!which.contactId && !which.staffId) throw new Error("Whose sessions?");
  const { count } = await tx.session.updateMany({
    where: {
      workspaceId,
      endedAt: null,
      ...(which.contactId && { contactId: which.contactId }),
      ...(which.staffId && { staffId: which.staffId }),
      ...(which.portalOnly && { requiresPortalAccess: true }),
      AND: [which.id ? { id: which.id } : {}, which.except ? { id: { not: which.except } } : {}],
      expiresAt: { gt: new Date() },
    },
    data: { endedAt: new Date(), endReason: reason },
  });
  if (which.contactId && IN_DOUBT.has(reason)) await dropWishes(tx, workspaceId, [which.contactId], which);
  return count;
}

/** Somebody else ended it: perhaps it was not the member who had it. */
const IN_DOUBT: ReadonlySet<EndReason> = new Set<EndReason>(["revoked", "ended_on_device_list", "disowned"]);

/** Another address that was asked for there and not confirmed yet: it would let whoever was put out come back, and stay (S5, S7). */
async function dropWishes(tx: Tx, workspaceId: string, contactIds: string[], { id, except }: Pick<Which, "id" | "except"> = {}): Promise<void> {
  await tx.signInLink.updateMany({
    where: {
      ...{ workspaceId, contactId: { in: contactIds }, purpose: "email_change", usedAt: null, revokedAt: null },
      AND: [id ? { askedBySessionId: id } : {}, except ? { askedBySessionId: { not: except } } : {}],
    },
    data: { revokedAt: new Date() },
  });
}

/** The same for many contacts at once; gives how many of each ended. */
export async function endSessionsOf(tx: Tx, workspaceId: string, contactIds: string[], reason: EndReason): Promise<Map<string, number>> {
  const now = new Date();
  const rows = await tx.$queryRaw<{ contactId: string; count: number }[]>`
    WITH ended AS (
      UPDATE "Session" SET "endedAt" = ${now}::timestamptz, "endReason" = ${reason}
      WHERE "workspaceId" = ${workspaceId}::uuid AND "contactId" = ANY(${contactIds}::uuid[]) AND "endedAt" IS NULL AND "expiresAt" > ${now}::timestamptz
      RETURNING "contactId"
    ) SELECT "contactId", count(*)::int AS count FROM ended GROUP BY 1`;
  if (IN_DOUBT.has(reason)) await dropWishes(tx, workspaceId, contactIds);
  return new Map(rows.map(({ contactId, count }) => [contactId, count]));
}

/** Entering needs portal access from now on (S6): whoever has none is out at once, the others are as soon as they lose it. Gives how many ended. */
export async function requireAccessOfSessions(tx: Tx, workspaceId: string): Promise<number> {
  const now = new Date();
  const rows = await tx.$queryRaw<{ count: number }[]>`
    WITH bound AS (
      UPDATE "Session" s SET "requiresPortalAccess" = true, "endedAt" = CASE WHEN c."portalAccess" THEN NULL ELSE ${now}::timestamptz END,
        "endReason" = CASE WHEN c."portalAccess" THEN NULL ELSE 'access_removed' END
      FROM "Contact" c
      WHERE s."workspaceId" = ${workspaceId}::uuid AND s.kind = 'member' AND s.scope = 'portal' AND s."endedAt" IS NULL AND s."expiresAt" > ${now}::timestamptz
        AND NOT s."requiresPortalAccess" AND c."workspaceId" = s."workspaceId" AND c.id = s."contactId"
      RETURNING s."endedAt" IS NOT NULL AS ended
    ) SELECT count(*)::int AS count FROM bound WHERE ended`;
  return rows[0]?.count ?? 0;
}
