// Asking for a link (SPEC 4). The request does one write, the same for everybody; who it was and what they get is
// decided afterwards, so that nobody outside can tell whether an address is known.
import type { Purpose, SessionKind } from "@/prisma/generated/enums";
import { entry, record, system } from "./activity";
import type { NotSent } from "./activity/actions";
import { bucket, takenFrom } from "./limits";
import { issueLink, prepareSecrets, type Recipient, uselessFrom } from "./links/issue";
import { db, isDatabaseDown, sql, transaction } from "./plumbing/db";
import { log } from "./plumbing/log";
import { keyedHash, keyedHashes, randomSecret } from "./plumbing/secrets";
import { isItem } from "./policies";
import { parseDestination } from "./values/destination";
import { deviceName } from "./values/device";
import { type EmailAddress, parseEmail } from "./values/email-address";
import { newId } from "./values/id";
import { networkOf } from "./values/ip";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "./values/time";
import { type Visitor, visiting } from "./viewer";
import { type Workspace, workspaceById } from "./workspaces";

const LIMIT_WINDOW_MS = HOUR_MS;
const IP_WINDOW_MS = 10 * MINUTE_MS;
const MAX_ATTEMPT_MS = DAY_MS;
const MAX_USER_AGENT = 300;
const ATTACK_SLOWDOWN_MS = SECOND_MS;
/** A request that nobody resolved by now was left by a process that died. */
const LEFT_BEHIND_MS = 3 * SECOND_MS;
const LEFT_BEHIND_BATCH = 50;

/** The purposes a visitor may ask for. */
export type Door = Extract<Purpose, "portal_login" | "staff_login">;

export type Asked =
  | { ok: true; requestId: string; attempt: { secret: string; maxAgeMs: number } }
  | { ok: false; reason: "invalid" }
  | { ok: false; reason: "limited"; until: Date };

export interface Wish {
  /** Where they wanted to go (L11). */
  destination?: unknown;
  /** The dead link they came from (L13). */
  renewsLinkId?: string;
  /** "Send again": where they wanted to go is what this browser said before. */
  repeats?: boolean;
}

export async function ask(workspace: Workspace, visitor: Visitor, door: Door, typed: unknown, wish: Wish = {}): Promise<Asked> {
  const address = parseEmail(typed);
  if (!address) return { ok: false, reason: "invalid" };
  const policy = workspace.policies[door];
  const attempt = { secret: visitor.cookies.attempt ?? randomSecret(), maxAgeMs: Math.min(policy.lifetimeMinutes * MINUTE_MS, MAX_ATTEMPT_MS) };
  const requestId = newId();
  const [row] = await sql<{ known: boolean; until: Date | null; first: boolean | null; by_ip: boolean }>(
    ASK,
    askValues({ workspace, visitor, door, address, attempt, requestId, wish }),
    "requests-ask",
  );
  if (workspace.underAttackUntil && workspace.underAttackUntil > new Date() && !row?.known) await new Promise((done) => setTimeout(done, ATTACK_SLOWDOWN_MS));
  if (!row?.until) return { ok: true, requestId, attempt };
  if (row.first) await recordLimited(workspace, visitor, door, address, row.by_ip ? "ip" : row.known ? "device" : "address");
  return { ok: false, reason: "limited", until: row.until };
}

/**
 * A known device has a bucket of its own, so that a stranger can't lock a member out. Everybody else takes from the
 * bucket of their network, and, while that lasts, from the one of the typed address, whether or not it exists: one
 * network can't empty the buckets of any number of people.
 */
const ASK = `
  WITH known AS MATERIALIZED (
    SELECT 1 FROM "Device" WHERE "workspaceId" = $1::uuid AND "deviceHash" = ANY($2::bytea[]) AND "emailKey" = $3 AND kind = $4::"SessionKind"
  ), network AS MATERIALIZED (SELECT $9 AS key, $10::int AS max, $11::timestamptz AS until WHERE NOT EXISTS (SELECT FROM known)),
  from_network AS (${takenFrom("network", "$12::timestamptz")}),
  address AS MATERIALIZED (
    SELECT CASE WHEN EXISTS (SELECT FROM known) THEN $5 ELSE $6 END AS key, $7::int AS max, $8::timestamptz AS until
    WHERE NOT EXISTS (SELECT FROM from_network t JOIN network b USING (key) WHERE t.count > b.max)
  ), from_address AS (${takenFrom("address", "$12::timestamptz")}),
  refused AS MATERIALIZED (
    SELECT t.key, t."expiresAt", t.count = b.max + 1 AS first
    FROM (TABLE from_network UNION ALL TABLE from_address) t JOIN (TABLE network UNION ALL TABLE address) b USING (key) WHERE t.count > b.max
  ),
  asked AS (
    INSERT INTO "LinkRequest" (id, "workspaceId", purpose, typed, "emailKey", "attemptHash", "deviceHash", destination, ip, "userAgent", locale, "createdAt", "expiresAt", "renewsLinkId")
    SELECT $13::uuid, $1::uuid, $14::"Purpose", $15, $3, $16::bytea, $2[1]::bytea, coalesce($17, before.destination), $18, $19, $20, $12::timestamptz, $21::timestamptz, coalesce($22::uuid, before."renewsLinkId")
    FROM (SELECT 1) AS one LEFT JOIN LATERAL (
      SELECT destination, "renewsLinkId" FROM "LinkRequest" WHERE $23::bool AND "attemptHash" = $16::bytea AND "workspaceId" = $1::uuid ORDER BY "createdAt" DESC LIMIT 1
    ) AS before ON true
    WHERE NOT EXISTS (SELECT FROM refused)
  )
  SELECT EXISTS (SELECT FROM known) AS known, (SELECT max("expiresAt") FROM refused) AS until,
    (SELECT bool_or(first) FROM refused) AS first, EXISTS (SELECT FROM refused WHERE key = $9) AS by_ip`;

interface Asking {
  workspace: Workspace;
  visitor: Visitor;
  door: Door;
  address: EmailAddress;
  attempt: { secret: string; maxAgeMs: number };
  requestId: string;
  wish: Wish;
}

function askValues({ workspace, visitor, door, address, attempt, requestId, wish }: Asking): unknown[] {
  const policy = workspace.policies[door];
  const devices = visitor.cookies.device ? keyedHashes("device", visitor.cookies.device) : [];
  const kind: SessionKind = door === "staff_login" ? "staff" : "member";
  const own = bucket("ask-device", [workspace.id, door, address.key, devices[0]?.toString("hex") ?? ""], policy.rateLimit, LIMIT_WINDOW_MS);
  const shared = bucket("ask", [workspace.id, door, address.key], policy.rateLimit, LIMIT_WINDOW_MS);
  const network = bucket("ask-ip", [workspace.id, networkOf(visitor.ip)], workspace.asksPerIp, IP_WINDOW_MS);
  const now = new Date();
  return [
    ...[workspace.id, devices, address.key, kind],
    ...[own.key, shared.key, shared.max, shared.until],
    ...[network.key, network.max, network.until, now],
    ...[requestId, door, address.email, keyedHash("attempt", attempt.secret), parseDestination(wish.destination)],
    ...[
      visitor.ip,
      visitor.userAgent.slice(0, MAX_USER_AGENT),
      workspace.locale,
      new Date(now.getTime() + attempt.maxAgeMs),
      wish.renewsLinkId ?? null,
      wish.repeats ?? false,
    ],
  ];
}

async function recordLimited(workspace: Workspace, visitor: Visitor, door: Door, address: EmailAddress, by: "address" | "ip" | "device"): Promise<void> {
  await db().activity.create({ data: entry(visiting(workspace.id, visitor), "link.limited", { ok: false }, { purpose: door, typed: address.email, by }) });
}

/** What a request comes to: a link and a mail, or the reason nothing is sent (A2). Harmless to call twice. */
export async function resolve(requestId: string): Promise<void> {
  const request = await db().linkRequest.findUnique({ where: { id: requestId, resolvedAt: null } });
  const workspace = request && (await workspaceById(request.workspaceId));
  if (!request || !workspace) return;
  const { purpose, destination } = await renewed(request);
  const sought = purpose === "staff_login" ? await findStaff(workspace, request.emailKey) : await findMember(workspace, request.emailKey, purpose);
  const late = uselessFrom(workspace, purpose, request) <= new Date();
  const found: Found = sought.recipient && late ? { contactId: sought.contactId, reason: "too_late" } : sought;
  const by = { ...system(workspace.id), actor: "visitor" as const, ip: request.ip, device: deviceName(request.userAgent) };
  const secrets = found.recipient && (await prepareSecrets());
  await transaction(async (tx) => {
    const { count } = await tx.linkRequest.updateMany({
      where: { id: request.id, resolvedAt: null },
      data: { resolvedAt: new Date(), outcome: found.reason ?? "sent", contactId: found.contactId },
    });
    if (count === 0) return; // another process was faster
    const about = { contactId: found.contactId, staffId: found.recipient?.staffId, requestId: request.id };
    if (!secrets || !found.recipient) {
      await record(tx, by, "link.not_sent", { ...about, ok: false }, { purpose, typed: request.typed, reason: found.reason ?? "unknown" });
      return;
    }
    const linkId = await issueLink(tx, workspace, found.recipient, { purpose, request, destination }, secrets);
    await tx.linkRequest.update({ where: { id: request.id }, data: { linkId } });
    await record(tx, by, "link.asked", { ...about, linkId }, { purpose, typed: request.typed });
  });
}

interface Renewing {
  workspaceId: string;
  purpose: Purpose;
  destination: string | null;
  emailKey: string;
  renewsLinkId: string | null;
}

/** Whoever asks from a dead link's page gets the same purpose again, if it was theirs; anybody else just a way to sign in (L13). */
async function renewed({ workspaceId, purpose, destination, emailKey, renewsLinkId }: Renewing): Promise<{ purpose: Purpose; destination?: string }> {
  const old = renewsLinkId ? await db().signInLink.findUnique({ where: { workspaceId_id: { workspaceId, id: renewsLinkId } } }) : null;
  if (old && old.emailKey === emailKey && (isItem(old.purpose) || old.purpose === "portal_invitation"))
    return { purpose: old.purpose, destination: old.destination };
  return { purpose, destination: destination ?? old?.destination };
}

/** Requests whose process died before it resolved them. */
export async function resolveLeftBehind(): Promise<number> {
  const left = await db().linkRequest.findMany({
    where: { resolvedAt: null, createdAt: { lt: new Date(Date.now() - LEFT_BEHIND_MS) } },
    orderBy: { createdAt: "asc" },
    take: LEFT_BEHIND_BATCH,
    select: { id: true },
  });
  for (const { id } of left) {
    await resolve(id).catch((error) => {
      if (isDatabaseDown(error)) throw error;
      log.error("A request for a link could not be resolved; the others go on.", error);
    });
  }
  return left.length;
}

interface Found {
  recipient?: Recipient;
  contactId?: string;
  reason?: NotSent;
}

async function findMember(workspace: Workspace, emailKey: string, purpose: Purpose): Promise<Found> {
  const address = await db().address.findUnique({ where: { workspaceId_emailKey: { workspaceId: workspace.id, emailKey } }, include: { contact: true } });
  if (!address) return { reason: "unknown" };
  const { contact } = address;
  const reason = !contact.active
    ? "inactive"
    : workspace.policies[purpose].requiresPortalAccess && !contact.portalAccess
      ? "no_access"
      : (await isSuppressed(workspace.id, emailKey))
        ? "suppressed"
        : undefined;
  const recipient = { contactId: contact.id, addressId: address.id, email: address.email, emailKey, name: contact.name };
  return { contactId: contact.id, ...(reason ? { reason } : { recipient }) };
}

async function findStaff(workspace: Workspace, emailKey: string): Promise<Found> {
  const staff = await db().staff.findUnique({ where: { workspaceId_emailKey: { workspaceId: workspace.id, emailKey } } });
  if (!staff || staff.removedAt) return { reason: "not_staff" };
  if (await isSuppressed(workspace.id, emailKey)) return { reason: "suppressed" };
  return { recipient: { staffId: staff.id, email: staff.email, emailKey, name: staff.name } };
}

export async function isSuppressed(workspaceId: string, emailKey: string): Promise<boolean> {
  return (await db().suppression.findFirst({ where: { workspaceId, emailKey, clearedAt: null }, select: { id: true } })) !== null;
}
