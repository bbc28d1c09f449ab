// What made-up contacts may have done: a session for nearly everybody who was ever seen, and an activity log of two or three entries each.
import { db, sql } from "@/lib/plumbing/db";
import { env } from "@/lib/plumbing/env";

/** Of 1,024 contacts who were seen, so many have a session. */
const WITH_SESSION = 910;
/** Of 1,024 contacts, so many have a third entry: that they signed in, or else that a mail went out. */
const WITH_THIRD = 640;

/** For the command line: gives what is wrong, in a sentence. What is there already is left alone. */
export async function demoHistory(say: (line: string) => void): Promise<string | undefined> {
  if (!env().isLocal) return "Made-up people belong on a test machine: this works only where BASE_URL is a localhost.";
  const workspaces = await db().workspace.findMany({ orderBy: { createdAt: "asc" }, select: { id: true } });
  for (const [place, { id }] of workspaces.entries()) {
    await sql(SESSIONS, [id]);
    await sql(ENTRIES, [id]);
    if ((place + 1) % 10 === 0) say(`${place + 1} of ${workspaces.length} workspaces`);
  }
  await sql(`ANALYZE "Session", "Activity"`, []);
  return undefined;
}

const OF = `FROM "Contact" c JOIN "Address" a ON a."workspaceId" = c."workspaceId" AND a."contactId" = c.id AND a.kind = 'primary'`;
const LUCK = "(hashtext(c.id::text) & 1023)";
const IP = "'192.0.2.' || (hashtext(c.id::text) & 127)";

const SESSIONS = `
  INSERT INTO "Session" (id, "workspaceId", kind, "tokenHash", "addressId", "contactId", method, "requiresPortalAccess", "deviceHash", device, ip, "userAgent",
    "createdAt", "freshAt", "lastSeenAt", "expiresAt")
  SELECT gen_random_uuid(), c."workspaceId", 'member', sha256(c.id::text::bytea), a.id, c.id, 'link', true, sha256(('d' || c.id::text)::bytea), 'Safari on iPhone', ${IP},
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    c."lastSeenAt" - interval '1 hour', c."lastSeenAt" - interval '1 hour', c."lastSeenAt", c."lastSeenAt" + interval '31 days'
  ${OF} WHERE c."workspaceId" = $1::uuid AND c."lastSeenAt" IS NOT NULL AND ${LUCK} < ${WITH_SESSION}
  ON CONFLICT DO NOTHING`;

/** Not sealed: that is for the server to do, as with every entry. */
const ENTRIES = `
  INSERT INTO "Activity" (id, "workspaceId", at, type, action, actor, "contactId", ip, device, data)
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(luck, 1, 3) || 'a' || substr(luck, 4, 15))::uuid,
    $1::uuid, at, type::"ActivityType", action, CASE type WHEN 'SIGN_IN' THEN 'member' ELSE 'system' END, id,
    CASE type WHEN 'SIGN_IN' THEN ip END, CASE type WHEN 'SIGN_IN' THEN 'Safari on iPhone' END, data
  FROM (
    SELECT c.id, md5(c.id::text || k) AS luck, ${IP} AS ip,
      CASE k WHEN 1 THEN c."createdAt" WHEN 2 THEN c."createdAt" + interval '1 hour' ELSE coalesce(c."lastSeenAt", c."createdAt" + interval '3 hours') - interval '1 hour' END AS at,
      CASE WHEN k = 1 THEN 'CONTACT' WHEN k = 2 THEN 'LINK' WHEN c."lastSeenAt" IS NULL THEN 'MAIL' ELSE 'SIGN_IN' END AS type,
      CASE WHEN k = 1 THEN 'contact.created' WHEN k = 2 THEN 'link.sent' WHEN c."lastSeenAt" IS NULL THEN 'mail.sent' ELSE 'signin.done' END AS action,
      CASE WHEN k = 1 THEN '{}'::jsonb
        WHEN k = 2 THEN jsonb_build_object('purpose', 'portal_invitation', 'to', a.email)
        WHEN c."lastSeenAt" IS NULL THEN jsonb_build_object('template', 'portal_invitation', 'to', a.email)
        ELSE jsonb_build_object('purpose', 'portal_login', 'how', 'link', 'to', a.email) END AS data
    ${OF}, generate_series(1, 3) AS k WHERE c."workspaceId" = $1::uuid AND (k < 3 OR ${LUCK} < ${WITH_THIRD})
  ) entry ON CONFLICT DO NOTHING`;
