// What requests come to (SPEC A2), decided off the request: a link and a mail, or the reason nothing is sent. Many at once, in two
// statements: one that finds out everything, one that writes everything.
import type { MailGateway } from "@/prisma/generated/client";
import type { Purpose } from "@/prisma/generated/enums";
import { entry, system } from "../activity";
import type { NotSent } from "../activity/actions";
import { type Issued, issue, prepareSecrets, type Recipient, uselessFrom } from "../links/issue";
import { deliverSoon } from "../mail";
import { Batches } from "../plumbing/batches";
import { insist, isDatabaseDown, sql } from "../plumbing/db";
import { log } from "../plumbing/log";
import { isRenewable } from "../policies";
import { deviceName } from "../values/device";
import { SECOND_MS } from "../values/time";
import { type Workspace, workspaceById } from "../workspaces";

/** A request that nobody resolved by now was left by a process that died. */
const LEFT_BEHIND_MS = 3 * SECOND_MS;
const MAX_BATCH = 50;
const PARALLEL = 2;

// Next bundles modules more than once; what comes in through one form goes together with what comes through another.
const shared = globalThis as { foyerResolving?: Batches<string, boolean> };
const batches = (shared.foyerResolving ??= new Batches(resolveEach, { size: MAX_BATCH, parallel: PARALLEL }));

/** After the response: what the request comes to, and its mail on the way. */
export async function resolveSoon(requestId: string): Promise<void> {
  if (await insist(() => batches.do(requestId))) await deliverSoon();
}

/** One request, now. Harmless to do twice. */
export const resolve = (requestId: string): Promise<void> => resolveTogether([requestId]);

/** Requests whose process died before it resolved them. */
export async function resolveLeftBehind(): Promise<number> {
  const left = await sql<{ id: string }>(LEFT_BEHIND, [new Date(Date.now() - LEFT_BEHIND_MS)], "requests-left-behind");
  await resolveEach(left.map(({ id }) => id));
  return left.length;
}

/** `resolvedAt` is null in all of them; named in the order, it lets the index give them in it. */
const LEFT_BEHIND = `SELECT id FROM "LinkRequest" WHERE "resolvedAt" IS NULL AND "createdAt" < $1::timestamptz ORDER BY "resolvedAt", "createdAt" LIMIT ${MAX_BATCH}`;

/** Together, unless one of them can't be resolved: it must not hold up the others. Says of each whether it was. */
async function resolveEach(ids: string[]): Promise<boolean[]> {
  try {
    await resolveTogether(ids);
    return ids.map(() => true);
  } catch (error) {
    if (isDatabaseDown(error)) throw error;
    if (ids.length === 1) log.error("A request for a link could not be resolved; the others go on.", error, { id: ids[0] });
    if (ids.length === 1) return [false];
  }
  const resolved: boolean[] = [];
  for (const id of ids) resolved.push(...(await resolveEach([id])));
  return resolved;
}

async function resolveTogether(ids: string[]): Promise<void> {
  if (!ids.length) return;
  const requests = await sql<Request>(REQUESTS, [ids], "requests-read");
  // Where a link takes the place of an older one, it matters that one browser's requests come one after the other.
  const browsers = new Set<string>();
  const first = requests.filter((r) => !browsers.has(browserOf(r)) && browsers.add(browserOf(r)));
  await write((await Promise.all(first.map(outcomeOf))).filter((outcome) => outcome !== null));
  await resolveTogether(requests.filter((r) => !first.includes(r)).map(({ id }) => id));
}

interface Request {
  id: string;
  workspaceId: string;
  purpose: Purpose;
  typed: string;
  emailKey: string;
  attemptHash: Buffer;
  destination: string | null;
  ip: string;
  userAgent: string;
  createdAt: Date;
  /** The dead link it asks to renew. */
  old: { purpose: Purpose; destination: string; emailKey: string } | null;
  contact: { id: string; addressId: string; email: string; name: string; active: boolean; portalAccess: boolean } | null;
  staff: { id: string; email: string; name: string } | null;
  suppressed: boolean;
  gateway: Pick<MailGateway, "confirmCode" | "openings"> | null;
}

const REQUESTS = `
  SELECT r.id, r."workspaceId", r.purpose, r.typed, r."emailKey", r."attemptHash", r.destination, r.ip, r."userAgent", r."createdAt",
    CASE WHEN o.id IS NOT NULL THEN json_build_object('purpose', o.purpose, 'destination', o.destination, 'emailKey', o."emailKey") END AS old,
    CASE WHEN c.id IS NOT NULL THEN
      json_build_object('id', c.id, 'addressId', a.id, 'email', a.email, 'name', c.name, 'active', c.active, 'portalAccess', c."portalAccess") END AS contact,
    CASE WHEN f.id IS NOT NULL THEN json_build_object('id', f.id, 'email', f.email, 'name', f.name) END AS staff,
    CASE WHEN g.domain IS NOT NULL THEN json_build_object('confirmCode', g."confirmCode", 'openings', g.openings) END AS gateway,
    EXISTS (SELECT FROM "Suppression" s WHERE s."workspaceId" = r."workspaceId" AND s."emailKey" = r."emailKey" AND s."clearedAt" IS NULL) AS suppressed
  FROM "LinkRequest" r
  LEFT JOIN "SignInLink" o ON o."workspaceId" = r."workspaceId" AND o.id = r."renewsLinkId"
  LEFT JOIN "Address" a ON a."workspaceId" = r."workspaceId" AND a."emailKey" = r."emailKey"
  LEFT JOIN "Contact" c ON c."workspaceId" = a."workspaceId" AND c.id = a."contactId"
  LEFT JOIN "Staff" f ON f."workspaceId" = r."workspaceId" AND f."emailKey" = r."emailKey" AND f."removedAt" IS NULL
  LEFT JOIN "MailGateway" g ON g."workspaceId" = r."workspaceId" AND g.domain = substring(r."emailKey" from '[^@]*$')
  WHERE r.id = ANY($1::uuid[]) AND r."resolvedAt" IS NULL ORDER BY r."createdAt", r.id`;

const browserOf = ({ workspaceId, emailKey, attemptHash }: Request) => `${workspaceId} ${emailKey} ${attemptHash.toString("hex")}`;

interface Outcome {
  request: { id: string; outcome: string; contactId: string | null; linkId: string | null };
  activity: ReturnType<typeof entry>;
  issued: Issued | null;
}

/** null: its workspace is gone, and it with it. */
async function outcomeOf(request: Request): Promise<Outcome | null> {
  const workspace = await workspaceById(request.workspaceId);
  if (!workspace) return null;
  const { purpose, destination } = renewed(request);
  const sought = purpose === "staff_login" ? findStaff(request) : findMember(workspace, request, purpose);
  const late = uselessFrom(workspace, purpose, request) <= new Date();
  const { recipient, contactId, reason }: Found = sought.recipient && late ? { contactId: sought.contactId, reason: "too_late" } : sought;
  const issued = recipient ? issue(workspace, recipient, { purpose, request, destination }, await prepareSecrets(), request.gateway) : null;
  const linkId = issued?.link.id ?? null;
  const by = { ...system(workspace.id), actor: "visitor" as const, ip: request.ip, device: deviceName(request.userAgent) };
  const about = { contactId, staffId: recipient?.staffId, linkId, requestId: request.id };
  const { id, typed } = request;
  return {
    request: { id, outcome: reason ?? "sent", contactId: contactId ?? null, linkId },
    activity: issued
      ? entry(by, "link.asked", about, { purpose, typed })
      : entry(by, "link.not_sent", { ...about, ok: false }, { purpose, typed, reason: reason ?? "unknown" }),
    issued,
  };
}

/** Whoever asks from a dead link's page gets the same purpose again, if it was theirs; anybody else just a way to sign in (L13). */
function renewed({ purpose, destination, emailKey, old }: Request): { purpose: Purpose; destination?: string } {
  if (old && old.emailKey === emailKey && isRenewable(old.purpose)) return { purpose: old.purpose, destination: old.destination };
  return { purpose, destination: destination ?? old?.destination };
}

interface Found {
  recipient?: Recipient;
  contactId?: string;
  reason?: NotSent;
}

function findMember(workspace: Workspace, { contact, emailKey, suppressed }: Request, purpose: Purpose): Found {
  if (!contact) return { reason: "unknown" };
  const { id: contactId, addressId, email, name, active, portalAccess } = contact;
  const needsAccess = workspace.policies[purpose].requiresPortalAccess;
  const reason = !active ? "inactive" : needsAccess && !portalAccess ? "no_access" : suppressed ? "suppressed" : undefined;
  return { contactId, ...(reason ? { reason } : { recipient: { contactId, addressId, email, emailKey, name } }) };
}

function findStaff({ staff, emailKey, suppressed }: Request): Found {
  if (!staff) return { reason: "not_staff" };
  return suppressed ? { reason: "suppressed" } : { recipient: { staffId: staff.id, email: staff.email, emailKey, name: staff.name } };
}

async function write(outcomes: Outcome[]): Promise<void> {
  if (!outcomes.length) return;
  const issued = outcomes.flatMap((outcome) => outcome.issued ?? []);
  const replaced = issued.flatMap(({ replaces }) => replaces ?? []);
  const rows = [outcomes.map((o) => o.request), issued.map((i) => i.link), issued.map((i) => i.mail), outcomes.map((o) => o.activity)];
  const values = [new Date(), ...rows, ...(replaced.length ? [replaced] : [])].map((v) => (v instanceof Date ? v : JSON.stringify(v)));
  await (replaced.length ? sql(WRITE_AND_REPLACE, values, "requests-write-and-replace") : sql(WRITE, values, "requests-write"));
}

/** What another process has in its hands, or has resolved meanwhile, is left alone. */
const WRITTEN = `
  WITH outcome AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::jsonb) AS o(id uuid, outcome text, "contactId" uuid, "linkId" uuid)),
  mine AS MATERIALIZED (
    SELECT id FROM "LinkRequest" WHERE id = ANY(ARRAY(SELECT id FROM outcome)) AND "resolvedAt" IS NULL ORDER BY id FOR UPDATE SKIP LOCKED
  ), done AS (
    UPDATE "LinkRequest" r SET "resolvedAt" = $1::timestamptz, outcome = o.outcome, "contactId" = o."contactId", "linkId" = o."linkId"
    FROM mine JOIN outcome o USING (id) WHERE r.id = mine.id
  ), link AS (
    INSERT INTO "SignInLink" SELECT l.* FROM jsonb_populate_recordset(NULL::"SignInLink", $3::jsonb) l JOIN mine ON mine.id = l."requestId"
  ), mail AS (
    INSERT INTO "Mail" SELECT m.* FROM jsonb_populate_recordset(NULL::"Mail", $4::jsonb) m JOIN mine ON mine.id = m."requestId"
  ), activity AS (
    INSERT INTO "Activity" SELECT a.* FROM jsonb_populate_recordset(NULL::"Activity", $5::jsonb) a JOIN mine ON mine.id = a."requestId"
  )`;

/** Of an address or of a staff person, each by its index, however many there are. */
const olderOf = (who: string) => `
  SELECT l.id FROM replacing v JOIN mine ON mine.id = v."requestId" CROSS JOIN LATERAL (
    SELECT id FROM "SignInLink" WHERE "workspaceId" = v."workspaceId" AND ${who} = v.${who} AND purpose = v.purpose AND "attemptHash" = v."attemptHash"
      AND "usedAt" IS NULL AND "replacedAt" IS NULL OFFSET 0
  ) l`;

const WRITE = `${WRITTEN} SELECT id FROM mine`;
const WRITE_AND_REPLACE = `${WRITTEN},
  replacing AS MATERIALIZED (SELECT * FROM jsonb_populate_recordset(NULL::"SignInLink", $6::jsonb)),
  replaced AS (
    UPDATE "SignInLink" SET "replacedAt" = $1::timestamptz WHERE id = ANY(ARRAY(${olderOf('"addressId"')} UNION ALL ${olderOf('"staffId"')}))
  )
  SELECT id FROM mine`;
