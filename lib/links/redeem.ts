// Spending a link (SPEC L3, L5, L6, L12): one conditional statement, so that of any number of attempts one wins and one session exists.
import type { SessionScope, SignInMethod } from "@/prisma/generated/enums";
import { confirmEmailChange } from "../account/email-change";
import { entry } from "../activity";
import { type Link, type Look, look } from "../links";
import { sql } from "../plumbing/db";
import { keyedHash, keyedHashes, randomSecret } from "../plumbing/secrets";
import { newSession, type SessionCookie } from "../sessions/cookie";
import { matchesCode, parseCode } from "../values/code";
import { destinationOr } from "../values/destination";
import { newId } from "../values/id";
import { type Actor, type Viewer, type Visitor, visiting } from "../viewer";
import type { Workspace } from "../workspaces";
import { newDeviceNotice } from "./notice";

const MAX_CODE_TRIES = 5;

export type Redeemed =
  /** `notice`: a mail about it was promised, and wants to be delivered. */
  | { ok: true; destination: string; session: SessionCookie | null; device: string | null; notice?: true }
  /** The link's page has the way on: what `look` says now. */
  | { ok: false; reason: "look"; look: Look }
  | { ok: false; reason: "wrong_code"; triesLeft: number };

export interface Press {
  /** Somebody pressed "Continue as …"; without it only a recognised browser goes through (L5). */
  confirmed: boolean;
  /** They chose to leave the session of somebody else (L12). */
  switchPerson?: boolean;
  code?: unknown;
}

export async function redeem(workspace: Workspace, visitor: Visitor, viewer: Viewer | null, token: string, press: Press): Promise<Redeemed> {
  const seen = await look(workspace, visitor, viewer, token);
  if (seen.state === "go") return { ok: true, destination: destinationOr(seen.destination, "/"), session: null, device: null };
  if (seen.state === "dead" || seen.state === "previewing") return { ok: false, reason: "look", look: seen };
  if (seen.state === "other_person" && !press.switchPerson) return { ok: false, reason: "look", look: seen };
  const mustConfirm = !seen.link.recognised && !isSamePerson(viewer, seen.link);
  if (mustConfirm && !press.confirmed) return { ok: false, reason: "look", look: seen };
  if (mustConfirm && seen.link.confirm === "code" && seen.link.codeHash) {
    const refused = await refuseWrongCode(workspace, visitor, seen.link, press.code);
    if (refused) return refused;
  }
  return (await spend(workspace, visitor, viewer, seen.link, "link")) ?? { ok: false, reason: "look", look: await look(workspace, visitor, viewer, token) };
}

/** A link that was judged good is spent here and nowhere else; null when somebody was faster or it died meanwhile. */
export async function spend(
  workspace: Workspace,
  visitor: Visitor,
  viewer: Viewer | null,
  link: Link,
  method: SignInMethod,
): Promise<(Redeemed & { ok: true }) | null> {
  if (link.purpose === "email_change") return confirmEmailChange(workspace, visitor, viewer, link);
  return isSamePerson(viewer, link) ? goOn(workspace, visitor, viewer, link) : signIn(workspace, visitor, link, method);
}

export const isSamePerson = (viewer: Viewer | null, link: Link): viewer is Viewer =>
  viewer !== null && (viewer.kind === "staff" ? viewer.staffId === link.staffId : viewer.contactId === link.contactId);

async function signIn(workspace: Workspace, visitor: Visitor, link: Link, method: SignInMethod): Promise<(Redeemed & { ok: true }) | null> {
  const scope = scopeFor(workspace, link);
  const device = visitor.cookies.device ?? randomSecret();
  const session = newSession(workspace, visitor, {
    kind: link.staffId ? "staff" : "member",
    addressId: link.addressId,
    contactId: link.contactId,
    staffId: link.staffId,
    scope,
    itemPath: scope === "item" ? (link.itemPath ?? link.destination) : null,
    requiresPortalAccess: scope === "portal" && !link.staffId && entryNeedsAccess(workspace),
    method,
    linkId: link.id,
    deviceHash: keyedHash("device", device),
    endsAt: endOf(link),
  });
  const by: Actor = { ...visiting(workspace.id, visitor), actor: link.staffId ? "staff" : "member", sessionId: session.row.id };
  const about = { contactId: link.contactId, staffId: link.staffId, linkId: link.id };
  const notice = link.knownDevice || !(link.firstSignedInAt || link.staffId) ? null : newDeviceNotice(workspace, visitor, link, session.row.id);
  const activities = [
    entry(by, "signin.done", about, { purpose: link.purpose, how: method, to: link.email }),
    ...(notice ? [entry({ ...by, actor: "system" }, "signin.new_device", about, {})] : []),
  ];
  const [done] = await sql<{ id: string }>(
    link.staffId ? SIGN_IN_STAFF : SIGN_IN_MEMBER,
    [
      ...[workspace.id, link.contactId ?? link.staffId, link.addressId, link.emailKey, link.id, new Date()],
      ...[method === "code", link.requestId !== null && !link.askedHere, session.row.requiresPortalAccess || (scope === "portal" && link.requiresPortalAccess)],
      ...[JSON.stringify(session.row), JSON.stringify(activities), JSON.stringify(notice ? [notice] : [])],
      ...[visitor.cookies.session ? keyedHashes("session", visitor.cookies.session) : [], keyedHash("device", device), visitor.device],
    ],
    link.staffId ? "links-sign-in-staff" : "links-sign-in-member",
  );
  if (!done) return null;
  return { ok: true, destination: destinationOr(link.destination, "/"), session: session.cookie, device, ...(notice && { notice: true }) };
}

/**
 * The person's row is locked first: a deactivation, a change of address or a revocation that runs at the same moment
 * comes either before (then this finds nothing) or after (then it finds this session and ends it).
 */
const signInStatement = (person: string, seen: string) => `
  WITH ${person},
  used AS (
    UPDATE "SignInLink" SET "usedAt" = $6::timestamptz, "usedBySessionId" = (SELECT id FROM jsonb_populate_record(NULL::"Session", $10::jsonb)), "usedByCode" = $7::bool, "usedElsewhere" = $8::bool
    WHERE "workspaceId" = $1::uuid AND id = $5::uuid AND EXISTS (SELECT FROM mailbox)
      AND "usedAt" IS NULL AND "revokedAt" IS NULL AND "replacedAt" IS NULL AND "expiresAt" > $6::timestamptz
    RETURNING id
  ), ended AS (
    UPDATE "Session" SET "endedAt" = $6::timestamptz, "endReason" = 'replaced' WHERE "workspaceId" = $1::uuid AND "tokenHash" = ANY($13::bytea[]) AND "endedAt" IS NULL AND EXISTS (SELECT FROM used)
  ), session AS (
    INSERT INTO "Session" SELECT (jsonb_populate_record(NULL::"Session", $10::jsonb)).* FROM used RETURNING kind
  ), device AS (
    INSERT INTO "Device" AS d ("workspaceId", "deviceHash", "emailKey", kind, label, "firstSeenAt", "lastSeenAt") SELECT $1::uuid, $14::bytea, $4, kind, $15, $6::timestamptz, $6::timestamptz FROM session
    ON CONFLICT ("workspaceId", "deviceHash", "emailKey", kind) DO UPDATE SET "lastSeenAt" = EXCLUDED."lastSeenAt", label = EXCLUDED.label
  ), ${seen},
  activity AS (INSERT INTO "Activity" SELECT a.* FROM jsonb_populate_recordset(NULL::"Activity", $11::jsonb) a, used),
  notice AS (INSERT INTO "Mail" SELECT m.* FROM jsonb_populate_recordset(NULL::"Mail", $12::jsonb) m, used)
  SELECT id FROM used`;

const SIGN_IN_MEMBER = signInStatement(
  `person AS MATERIALIZED (
    SELECT id FROM "Contact" WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND active AND (NOT $9::bool OR "portalAccess") FOR NO KEY UPDATE
  ), mailbox AS MATERIALIZED (
    SELECT a.id FROM "Address" a, person WHERE a."workspaceId" = $1::uuid AND a.id = $3::uuid AND a."emailKey" = $4 FOR SHARE OF a
  )`,
  `seen AS (
    UPDATE "Contact" SET "firstSignedInAt" = coalesce("firstSignedInAt", $6::timestamptz), "lastSeenAt" = $6::timestamptz WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND EXISTS (SELECT FROM used)
  ), verified AS (
    UPDATE "Address" SET "verifiedAt" = coalesce("verifiedAt", $6::timestamptz) WHERE "workspaceId" = $1::uuid AND id = $3::uuid AND "verifiedAt" IS NULL AND EXISTS (SELECT FROM used)
  )`,
);

const SIGN_IN_STAFF = signInStatement(
  `mailbox AS MATERIALIZED (
    SELECT id FROM "Staff" WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND "emailKey" = $4 AND "removedAt" IS NULL AND $3::uuid IS NULL AND NOT $9::bool FOR NO KEY UPDATE
  )`,
  `seen AS (
    UPDATE "Staff" SET "acceptedAt" = coalesce("acceptedAt", $6::timestamptz), "lastSeenAt" = $6::timestamptz WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND EXISTS (SELECT FROM used)
  )`,
);

/** The same person is signed in here already: the session goes on and counts as fresh; what it opens may grow (L12, S8). */
async function goOn(workspace: Workspace, visitor: Visitor, viewer: Viewer, link: Link): Promise<(Redeemed & { ok: true }) | null> {
  const scope = scopeFor(workspace, link);
  const activity = entry(
    { ...visiting(workspace.id, visitor), actor: link.staffId ? "staff" : "member", sessionId: viewer.sessionId },
    "signin.continued",
    { contactId: link.contactId, staffId: link.staffId, linkId: link.id },
    { purpose: link.purpose },
  );
  const itemPath = scope === "item" ? (link.itemPath ?? link.destination) : null;
  const needsAccess = scope === "portal" && !link.staffId && entryNeedsAccess(workspace);
  const [done] = await sql<{ id: string }>(
    GO_ON,
    [workspace.id, link.id, viewer.sessionId, new Date(), scope, itemPath, needsAccess, JSON.stringify([activity]), endOf(link)],
    "links-go-on",
  );
  return done ? { ok: true, destination: destinationOr(link.destination, "/"), session: null, device: null } : null;
}

/** A portal session never shrinks to an item; an item session is widened or moved to what this link opens. */
const GO_ON = `
  WITH session AS MATERIALIZED (SELECT id FROM "Session" WHERE "workspaceId" = $1::uuid AND id = $3::uuid AND "endedAt" IS NULL FOR NO KEY UPDATE),
  used AS (
    UPDATE "SignInLink" SET "usedAt" = $4::timestamptz, "usedBySessionId" = $3::uuid
    WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND EXISTS (SELECT FROM session)
      AND "usedAt" IS NULL AND "revokedAt" IS NULL AND "replacedAt" IS NULL AND "expiresAt" > $4::timestamptz
    RETURNING id
  ), fresh AS (
    UPDATE "Session" SET "freshAt" = $4::timestamptz,
      "itemPath" = CASE WHEN scope = 'portal' OR $5 = 'portal' THEN NULL ELSE $6 END,
      "requiresPortalAccess" = CASE WHEN scope = 'portal' THEN "requiresPortalAccess" ELSE $7::bool END,
      "absoluteExpiresAt" = CASE WHEN scope = 'portal' THEN "absoluteExpiresAt" ELSE $9::timestamptz END,
      "expiresAt" = CASE WHEN scope = 'portal' THEN "expiresAt" ELSE LEAST("expiresAt", $9::timestamptz) END,
      scope = CASE WHEN scope = 'portal' THEN scope ELSE $5::"SessionScope" END
    WHERE "workspaceId" = $1::uuid AND id = $3::uuid AND EXISTS (SELECT FROM used)
  ), activity AS (INSERT INTO "Activity" SELECT a.* FROM jsonb_populate_recordset(NULL::"Activity", $8::jsonb) a, used)
  SELECT id FROM used`;

/** The fixed hour at which what it opens is over, however often they come (S8). */
const endOf = (link: Link) => (link.purpose === "temporary_access" ? (link.accessEndsAt ?? link.expiresAt) : null);

/** Whoever may enter the portal gets the portal from any link; who may not gets the item and nothing else (S8). */
function scopeFor(workspace: Workspace, link: Link): SessionScope {
  if (link.staffId || link.scope === "portal") return "portal";
  if (link.purpose === "temporary_access") return "item";
  return !entryNeedsAccess(workspace) || link.portalAccess ? "portal" : "item";
}

const entryNeedsAccess = (workspace: Workspace) => workspace.policies.portal_login.requiresPortalAccess;

const COUNT_TRY = `UPDATE "SignInLink" SET "codeTries" = "codeTries" + 1 WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND "codeTries" < ${MAX_CODE_TRIES} RETURNING "codeTries"`;

/** Five tries, each counted before the comparison (L6); the link itself stays good for the browser that asked. */
async function refuseWrongCode(workspace: Workspace, visitor: Visitor, link: Link, typed: unknown): Promise<Redeemed | null> {
  const code = parseCode(typed);
  if (!code || !link.codeHash) return { ok: false, reason: "wrong_code", triesLeft: MAX_CODE_TRIES };
  const [row] = await sql<{ codeTries: number }>(COUNT_TRY, [workspace.id, link.id], "links-count-try");
  if (!row) return { ok: false, reason: "wrong_code", triesLeft: 0 };
  if (await matchesCode(code, link.codeHash)) return null;
  const wrong = entry(
    visiting(workspace.id, visitor),
    "code.refused",
    { contactId: link.contactId, staffId: link.staffId, linkId: link.id, ok: false },
    { tries: row.codeTries },
  );
  await sql(`INSERT INTO "Activity" SELECT a.* FROM jsonb_populate_recordset(NULL::"Activity", $1::jsonb) a`, [JSON.stringify([{ ...wrong, id: newId() }])]);
  return { ok: false, reason: "wrong_code", triesLeft: MAX_CODE_TRIES - row.codeTries };
}
