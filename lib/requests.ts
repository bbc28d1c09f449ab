// Asking for a link (SPEC 4). The request does one write, the same for everybody; who it was and what they get is
// decided afterwards (lib/requests/resolve.ts), so that nobody outside can tell whether an address is known.
import type { Purpose, SessionKind } from "@/prisma/generated/enums";
import { entry } from "./activity";
import { bucket, takenFrom } from "./limits";
import { db, sql } from "./plumbing/db";
import { keyedHash, keyedHashes, randomSecret } from "./plumbing/secrets";
import { parseDestination } from "./values/destination";
import { type EmailAddress, parseEmail } from "./values/email-address";
import { newId } from "./values/id";
import { networkOf } from "./values/ip";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "./values/time";
import { type Visitor, visiting } from "./viewer";
import type { Workspace } from "./workspaces";

const LIMIT_WINDOW_MS = HOUR_MS;
const IP_WINDOW_MS = 10 * MINUTE_MS;
const MAX_ATTEMPT_MS = DAY_MS;
const MAX_USER_AGENT = 300;
const ATTACK_SLOWDOWN_MS = SECOND_MS;

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
  /** How long the link works that it waits for, where not as long as the door's own. */
  lifetimeMinutes?: number;
  /** "Send again": where they wanted to go is what this browser said before. */
  repeats?: boolean;
}

export async function ask(workspace: Workspace, visitor: Visitor, door: Door, typed: unknown, wish: Wish = {}): Promise<Asked> {
  const address = parseEmail(typed);
  if (!address) return { ok: false, reason: "invalid" };
  const lifetimeMinutes = wish.lifetimeMinutes ?? workspace.policies[door].lifetimeMinutes;
  const attempt = { secret: visitor.cookies.attempt ?? randomSecret(), maxAgeMs: Math.min(lifetimeMinutes * MINUTE_MS, MAX_ATTEMPT_MS) };
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

export async function isSuppressed(workspaceId: string, emailKey: string): Promise<boolean> {
  return (await db().suppression.findFirst({ where: { workspaceId, emailKey, clearedAt: null }, select: { id: true } })) !== null;
}
