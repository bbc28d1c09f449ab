// The session cookie and the row behind it (SPEC S1, S2).
import type { SessionKind, SessionScope, SignInMethod } from "@/prisma/generated/enums";
import { asHex, keyedHash, randomSecret } from "../plumbing/secrets";
import { newId } from "../values/id";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../values/time";
import type { Visitor } from "../viewer";
import type { Workspace } from "../workspaces";

const STAFF_IDLE_MS = 12 * HOUR_MS;
const STAFF_MAX_MS = 7 * DAY_MS;
const MAX_USER_AGENT = 300;
const VALUE = /^(\d{1,5})\.([A-Za-z0-9_-]{43})$/;

export interface SessionCookie {
  value: string;
  maxAgeS: number;
}

export interface NewSession {
  kind: SessionKind;
  addressId: string | null;
  contactId: string | null;
  staffId: string | null;
  scope: SessionScope;
  itemPath: string | null;
  requiresPortalAccess: boolean;
  method: SignInMethod;
  linkId: string | null;
  deviceHash: Buffer;
  /** A fixed hour at which the access ends, whatever happens (S8). */
  endsAt: Date | null;
}

/** How long a session lives without a visit, and at most. */
export function lifeOf(workspace: Workspace, kind: SessionKind): { idleMs: number; maxMs: number | null } {
  if (kind === "staff") return { idleMs: STAFF_IDLE_MS, maxMs: STAFF_MAX_MS };
  return { idleMs: workspace.sessionDays * DAY_MS, maxMs: workspace.sessionMaxDays && workspace.sessionMaxDays * DAY_MS };
}

/** The row as JSON for the statement that inserts it, and the cookie that opens it. */
export function newSession(workspace: Workspace, visitor: Visitor, fields: NewSession) {
  const { idleMs, maxMs } = lifeOf(workspace, fields.kind);
  const now = new Date();
  const { endsAt, deviceHash, ...rest } = fields;
  const expiresAt = new Date(Math.min(now.getTime() + Math.min(idleMs, maxMs ?? idleMs), endsAt?.getTime() ?? Number.POSITIVE_INFINITY));
  // The first part tells proxy.ts how long the cookie may live when it lets it slide; it is no secret and proves nothing.
  const value = `${Math.max(1, Math.round(idleMs / HOUR_MS))}.${randomSecret(32)}`;
  const row = {
    ...rest,
    id: newId(),
    workspaceId: workspace.id,
    tokenHash: asHex(keyedHash("session", value)),
    deviceHash: asHex(deviceHash),
    device: visitor.device,
    ip: visitor.ip,
    userAgent: visitor.userAgent.slice(0, MAX_USER_AGENT),
    ...{ createdAt: now, freshAt: now, lastSeenAt: now, expiresAt, absoluteExpiresAt: endsAt },
  };
  return { row, cookie: { value, maxAgeS: Math.round(idleMs / SECOND_MS) } };
}

/** How long the browser may keep a session cookie; null when this is none of ours. */
export function cookieLifeS(value: string): number | null {
  const match = VALUE.exec(value);
  return match ? Number(match[1]) * (HOUR_MS / SECOND_MS) : null;
}
