// What a link is worth right now (SPEC L4, L5, L9-L13): a read that changes nothing. Spending it is lib/links/redeem.ts.
import type { Confirm, Expired, Purpose, SessionScope } from "@/prisma/generated/enums";
import { sql } from "./plumbing/db";
import { keyedHashes } from "./plumbing/secrets";
import { maskEmail } from "./values/email-address";
import { networkOf } from "./values/ip";
import { isOurToken } from "./values/token";
import type { Viewer, Visitor } from "./viewer";
import type { Workspace } from "./workspaces";

export type Dead = "unknown" | "used" | "expired" | "replaced" | "revoked" | "address_changed" | "inactive" | "no_access" | "other_network";

export type Look =
  /** One motion: the browser that asked, a known device, or one that is signed in as the same person. */
  | { state: "ready"; link: Link }
  | { state: "confirm"; link: Link; confirm: Confirm }
  /** Signed in as somebody else: nothing is spent before they choose (L12). */
  | { state: "other_person"; link: Link; signedInAs: string; confirm: Confirm }
  /** Staff who look at a member's portal: no link turns that into being the member. */
  | { state: "previewing"; link: Link }
  /** Used or expired, but the same person is signed in: the destination opens all the same (L12). */
  | { state: "go"; destination: string }
  | { state: "dead"; why: Dead; expired: Expired; link: Link | null };

export interface Link {
  id: string;
  purpose: Purpose;
  destination: string;
  scope: SessionScope;
  itemPath: string | null;
  contactId: string | null;
  addressId: string | null;
  staffId: string | null;
  emailKey: string;
  newEmail: string | null;
  /** The stored address, and as much of it as a stranger may see. */
  email: string;
  masked: string;
  name: string;
  expiresAt: Date;
  createdAt: Date;
  askedAt: Date | null;
  askedFrom: string | null;
  askedIp: string | null;
  requiresPortalAccess: boolean;
  portalAccess: boolean;
  accessEndsAt: Date | null;
  firstSignedInAt: Date | null;
  lifetimeMinutes: number;
  requestId: string | null;
  sentById: string | null;
  askedBySessionId: string | null;
  codeHash: Buffer | null;
  confirm: Confirm;
  /** This browser asked for it. */
  askedHere: boolean;
  /** It did, or it has been signed in as this address before (L5). */
  recognised: boolean;
  knownDevice: boolean;
}

interface Row extends Omit<Link, "masked" | "recognised" | "email" | "name"> {
  email: string | null;
  name: string | null;
  currentKey: string | null;
  active: boolean | null;
  boundIp: string | null;
  usedAt: Date | null;
  revokedAt: Date | null;
  replacedAt: Date | null;
}

export async function look(workspace: Workspace, visitor: Visitor, viewer: Viewer | null, token: string): Promise<Look> {
  const row = isOurToken(token) ? await findByToken(workspace, visitor, token) : null;
  if (!row) return { state: "dead", why: "unknown", expired: "sign_in", link: null };
  return judge(workspace, visitor, viewer, row);
}

/** The same judgement for a link found by its code (L6). */
export async function lookById(workspace: Workspace, visitor: Visitor, viewer: Viewer | null, linkId: string): Promise<Look> {
  const [row] = await sql<Row>(`${SELECT} WHERE l.id = $4::uuid AND l."workspaceId" = $1::uuid`, [...browserValues(workspace, visitor), linkId], "links-by-id");
  return row ? judge(workspace, visitor, viewer, row) : { state: "dead", why: "unknown", expired: "sign_in", link: null };
}

/** The link a visitor came from, to renew it; whoever holds the token may name it, and nothing is told about it. */
export async function deadLink(workspace: Workspace, token: unknown): Promise<{ id: string; purpose: Purpose } | null> {
  if (typeof token !== "string" || !isOurToken(token)) return null;
  const [row] = await sql<{ id: string; purpose: Purpose }>(
    `SELECT id, purpose FROM "SignInLink" WHERE "tokenHash" = ANY($1::bytea[]) AND "workspaceId" = $2::uuid`,
    [keyedHashes("link", token), workspace.id],
    "links-id",
  );
  return row ?? null;
}

const SELECT = `
  SELECT l.id, l.purpose, l.destination, l."sessionScope" AS scope, l."itemPath", l."contactId", l."addressId", l."staffId", l."emailKey", l."newEmail",
    l."expiresAt", l."createdAt", l."askedFrom", l."requiresPortalAccess", l."lifetimeMinutes", l."requestId", l."sentById", l."askedBySessionId",
    l."codeHash", l.confirm, l."boundIp", l."usedAt", l."revokedAt", l."replacedAt",
    coalesce(a.email, s.email) AS email, coalesce(c.name, s.name) AS name, coalesce(a."emailKey", s."emailKey") AS "currentKey",
    coalesce(c.active, s."removedAt" IS NULL) AS active, coalesce(c."portalAccess", false) AS "portalAccess", c."accessEndsAt", c."firstSignedInAt",
    r."createdAt" AS "askedAt", r.ip AS "askedIp",
    l."attemptHash" IS NOT NULL AND l."attemptHash" = ANY($2::bytea[]) AS "askedHere",
    EXISTS (SELECT FROM "Device" d WHERE d."workspaceId" = l."workspaceId" AND d."deviceHash" = ANY($3::bytea[]) AND d."emailKey" = l."emailKey"
      AND d.kind = (CASE WHEN l."staffId" IS NULL THEN 'member' ELSE 'staff' END)::"SessionKind") AS "knownDevice"
  FROM "SignInLink" l
  LEFT JOIN "Contact" c ON c."workspaceId" = l."workspaceId" AND c.id = l."contactId"
  LEFT JOIN "Address" a ON a."workspaceId" = l."workspaceId" AND a.id = l."addressId"
  LEFT JOIN "Staff" s ON s."workspaceId" = l."workspaceId" AND s.id = l."staffId"
  LEFT JOIN "LinkRequest" r ON r.id = l."requestId"`;

const browserValues = (workspace: Workspace, { cookies }: Visitor) => [
  workspace.id,
  cookies.attempt ? keyedHashes("attempt", cookies.attempt) : [],
  cookies.device ? keyedHashes("device", cookies.device) : [],
];

async function findByToken(workspace: Workspace, visitor: Visitor, token: string): Promise<Row | undefined> {
  const rows = await sql<Row>(
    `${SELECT} WHERE l."tokenHash" = ANY($4::bytea[]) AND l."workspaceId" = $1::uuid`,
    [...browserValues(workspace, visitor), keyedHashes("link", token)],
    "links-by-token",
  );
  return rows[0];
}

function judge(workspace: Workspace, visitor: Visitor, viewer: Viewer | null, row: Row): Look {
  const link = shape(row);
  const why = reasonItIsDead(workspace, visitor, row);
  const samePerson = viewer !== null && (viewer.kind === "staff" ? viewer.staffId === row.staffId : viewer.contactId === row.contactId);
  if (samePerson && opensAllTheSame(why, row.purpose)) return { state: "go", destination: row.destination };
  if (why) return { state: "dead", why, expired: workspace.policies[row.purpose].expired, link };
  if (samePerson) return { state: "ready", link };
  if (viewer?.kind === "staff" && viewer.preview && viewer.preview.until > new Date()) return { state: "previewing", link };
  const confirm = link.codeHash && !link.recognised ? row.confirm : "button";
  if (viewer) return { state: "other_person", link, signedInAs: viewer.email, confirm };
  return link.recognised ? { state: "ready", link } : { state: "confirm", link, confirm };
}

/** A confirmation that never happened must say so: where it leads looks as if it had (S7). */
const opensAllTheSame = (why: Dead | null, purpose: Purpose) => why === "used" || (purpose !== "email_change" && (why === "expired" || why === "replaced"));

function reasonItIsDead(workspace: Workspace, visitor: Visitor, row: Row): Dead | null {
  if (row.usedAt) return "used";
  if (row.revokedAt) return "revoked";
  if (row.currentKey !== row.emailKey) return "address_changed";
  if (row.replacedAt) return "replaced";
  if (row.expiresAt <= new Date()) return "expired";
  if (!row.active) return "inactive";
  if (needsPortalAccess(workspace, row) && !row.portalAccess) return "no_access";
  if (row.boundIp && row.boundIp !== networkOf(visitor.ip)) return "other_network";
  return null;
}

/** Today's policy and the one the link was made under: the stricter counts (L9). */
const needsPortalAccess = (workspace: Workspace, row: Row) =>
  row.scope === "portal" && row.staffId === null && (row.requiresPortalAccess || workspace.policies[row.purpose].requiresPortalAccess);

function shape(row: Row): Link {
  const { currentKey: _k, active: _a, boundIp: _b, usedAt: _u, revokedAt: _r, replacedAt: _p, ...link } = row;
  const email = row.email ?? row.emailKey;
  return { ...link, email, name: row.name ?? "", masked: maskEmail(row.newEmail ?? email), recognised: row.askedHere || row.knownDevice };
}
