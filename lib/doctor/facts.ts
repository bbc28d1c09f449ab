// What is known about one address and its sign-ins, live, from this workspace and from nothing else (SPEC D6).
import type { MailState, Purpose, SuppressionReason } from "@/prisma/generated/enums";
import { nearIn } from "../contacts/near";
import { bucket } from "../limits";
import { db, sql } from "../plumbing/db";
import { type SenderHealth, senderHealth } from "../sender";
import { domainOf } from "../values/email-address";
import { ago, DAY_MS, HOUR_MS, MINUTE_MS } from "../values/time";
import { allow, type Staff, workspaceOf } from "../viewer";

export interface Facts {
  typed: string;
  key: string;
  needsAccess: boolean;
  address: { id: string; email: string; contactId: string } | null;
  contact: { id: string; name: string; active: boolean; portalAccess: boolean; accessEndsAt: Date | null } | null;
  staff: { name: string; email: string } | null;
  near: { email: string; contactId: string; name: string }[];
  /** It was this contact's address until then. */
  formerly: { contactId: string; name: string; email: string; at: Date } | null;
  requests: { at: Date; outcome: string | null; purpose: Purpose; ip: string; userAgent: string; linkId: string | null; codeTries: number }[];
  /** Asked for in the last days with something that looks almost like it, and belongs to nobody. */
  misspelt: { typed: string; at: Date }[];
  limitedUntil: Date | null;
  suppression: { reason: SuppressionReason; detail: string; at: Date } | null;
  sender: SenderHealth | null;
  mail: MailFact | null;
  provider: { silentSince: Date | null; problem: string | null; reportsDeliveries: boolean };
  link: LinkFact | null;
  openings: { at: Date; looks: string; ip: string; userAgent: string; pressed: boolean }[];
  /** Links to this domain ask for the code already (L4). */
  codeAtDomain: boolean;
  sessions: { device: string; ip: string; at: Date; lastSeenAt: Date }[];
  /** Signed in again and again from what looks like one browser, each time as if for the first time. */
  forgetfulBrowser: { times: number; device: string } | null;
}

export interface MailFact {
  id: string;
  state: MailState;
  template: string;
  attempts: number;
  problem: string | null;
  createdAt: Date;
  sentAt: Date | null;
  deliveredAt: Date | null;
  nextAttemptAt: Date;
  linkId: string | null;
}

export interface LinkFact {
  id: string;
  purpose: Purpose;
  emailKey: string;
  createdAt: Date;
  sentAt: Date | null;
  expiresAt: Date;
  usedAt: Date | null;
  usedByCode: boolean;
  usedElsewhere: boolean;
  revokedAt: Date | null;
  replacedAt: Date | null;
  boundIp: string | null;
  codeTries: number;
  askedFrom: string | null;
  copied: boolean;
}

const RECENT_MS = 7 * DAY_MS;
const MAX_REQUESTS = 20;
const NEAR = 0.45;
/** The same domain alone makes nobody alike. */
const NEAR_NAME = 0.3;
const LOOKED_THROUGH = 2_000;

export async function factsOf(viewer: Staff, address: { email: string; key: string }): Promise<Facts> {
  const { workspaceId } = allow(viewer, "doctor.read");
  const workspace = workspaceOf(viewer);
  const { key } = address;
  const known = await db().address.findUnique({
    where: { workspaceId_emailKey: { workspaceId, emailKey: key } },
    select: { id: true, email: true, contact: { select: { id: true, name: true, active: true, portalAccess: true, accessEndsAt: true } } },
  });
  const [staff, near, formerly, requests, misspelt, limitedUntil, suppression, sender, mail, provider, link, gateway, sessions] = await Promise.all([
    db().staff.findFirst({ where: { workspaceId, emailKey: key, removedAt: null }, select: { name: true, email: true } }),
    known ? [] : nearTo(workspaceId, key),
    known ? null : formerlyOf(workspaceId, key),
    requestsFor(workspaceId, key),
    known ? misspeltFor(workspaceId, key) : [],
    limitFor(workspaceId, key, workspace.policies.portal_login.rateLimit),
    db().suppression.findFirst({
      where: { workspaceId, emailKey: key, clearedAt: null },
      orderBy: { at: "desc" },
      select: { reason: true, detail: true, at: true },
    }),
    senderHealth(viewer),
    lastMail(workspaceId, key),
    providerNow(workspaceId),
    lastLink(workspaceId, key),
    db().mailGateway.findUnique({ where: { workspaceId_domain: { workspaceId, domain: domainOf(key) } }, select: { confirmCode: true } }),
    known ? sessionsOf(workspaceId, known.contact.id) : { live: [], forgetful: null },
  ]);
  const openings = link
    ? await db().linkOpening.findMany({
        where: { workspaceId, linkId: link.id },
        orderBy: { at: "asc" },
        take: 100,
        select: { at: true, looks: true, ip: true, userAgent: true, pressed: true },
      })
    : [];
  return {
    ...{ typed: address.email, key, needsAccess: workspace.policies.portal_login.requiresPortalAccess },
    address: known && { id: known.id, email: known.email, contactId: known.contact.id },
    contact: known?.contact ?? null,
    ...{
      staff,
      near,
      formerly,
      requests,
      misspelt,
      limitedUntil,
      suppression,
      sender,
      mail,
      provider,
      link,
      openings,
      codeAtDomain: gateway?.confirmCode ?? false,
    },
    ...{ sessions: sessions.live, forgetfulBrowser: sessions.forgetful },
  };
}

const nearTo = async (workspaceId: string, key: string): Promise<Facts["near"]> =>
  (await nearIn(workspaceId, key)).map(({ id, name, email }) => ({ contactId: id, name, email }));

async function formerlyOf(workspaceId: string, key: string): Promise<Facts["formerly"]> {
  const [row] = await sql<{ contactId: string; name: string; email: string; at: Date }>(
    `SELECT t."contactId", c.name, a.email, t.at FROM (
       SELECT "contactId", at, action, data FROM "Activity" WHERE "workspaceId" = $1::uuid AND type = 'CONTACT' ORDER BY at DESC, id DESC LIMIT ${LOOKED_THROUGH}
     ) t
     JOIN "Contact" c ON c."workspaceId" = $1::uuid AND c.id = t."contactId"
     JOIN "Address" a ON a."workspaceId" = $1::uuid AND a."contactId" = c.id AND a.kind = 'primary'
     WHERE t.action = 'contact.address_changed' AND lower(t.data->>'before') = $2 ORDER BY t.at DESC LIMIT 1`,
    [workspaceId, key],
  );
  return row ?? null;
}

async function requestsFor(workspaceId: string, emailKey: string): Promise<Facts["requests"]> {
  const rows = await db().linkRequest.findMany({
    where: { workspaceId, emailKey, createdAt: { gt: ago(RECENT_MS) } },
    orderBy: { createdAt: "desc" },
    take: MAX_REQUESTS,
    select: { createdAt: true, outcome: true, purpose: true, ip: true, userAgent: true, linkId: true, codeTries: true },
  });
  return rows.map(({ createdAt, ...rest }) => ({ at: createdAt, ...rest }));
}

const misspeltFor = (workspaceId: string, key: string) =>
  sql<{ typed: string; at: Date }>(
    `SELECT typed, "createdAt" AS at FROM (
       SELECT typed, "emailKey", "createdAt" FROM "LinkRequest" WHERE "workspaceId" = $1::uuid AND "createdAt" > $3 AND outcome = 'unknown' ORDER BY "createdAt" DESC LIMIT ${LOOKED_THROUGH}
     ) r WHERE similarity(r."emailKey", $2) >= ${NEAR}
       AND similarity(split_part(r."emailKey", '@', 1), split_part($2, '@', 1)) >= ${NEAR_NAME} ORDER BY at DESC LIMIT 3`,
    [workspaceId, key, ago(DAY_MS)],
  );

/** The bucket a stranger's browser takes from; see lib/requests. */
async function limitFor(workspaceId: string, key: string, max: number): Promise<Date | null> {
  const { key: name } = bucket("ask", [workspaceId, "portal_login", key], max, HOUR_MS);
  const row = await db().rateLimit.findUnique({ where: { key: name } });
  return row && row.count > max && row.expiresAt > new Date() ? row.expiresAt : null;
}

const MAIL = {
  ...{
    id: true,
    state: true,
    template: true,
    attempts: true,
    problem: true,
    createdAt: true,
    sentAt: true,
    deliveredAt: true,
    nextAttemptAt: true,
    linkId: true,
  },
} as const;

const lastMail = (workspaceId: string, toKey: string): Promise<MailFact | null> =>
  db().mail.findFirst({ where: { workspaceId, toKey, linkId: { not: null } }, orderBy: { createdAt: "desc" }, select: MAIL });

/** How the provider is doing with this workspace's mail. */
async function providerNow(workspaceId: string): Promise<Facts["provider"]> {
  const [stuck, delivered] = await Promise.all([
    db().mail.findFirst({
      where: { workspaceId, state: { in: ["queued", "sending"] }, attempts: { gt: 0 }, problem: { not: null } },
      orderBy: { createdAt: "asc" },
      select: { createdAt: true, problem: true },
    }),
    db().mail.findFirst({ where: { workspaceId, state: "delivered", createdAt: { gt: ago(RECENT_MS) } }, select: { id: true } }),
  ]);
  return { silentSince: stuck?.createdAt ?? null, problem: stuck?.problem ?? null, reportsDeliveries: delivered !== null };
}

const lastLink = (workspaceId: string, key: string): Promise<LinkFact | null> =>
  sql<LinkFact>(
    `SELECT id, purpose, "emailKey", "createdAt", "sentAt", "expiresAt", "usedAt", "usedByCode", "usedElsewhere", "revokedAt", "replacedAt", "boundIp", "codeTries", "askedFrom", copied
     FROM "SignInLink" l WHERE "workspaceId" = $1::uuid AND purpose <> 'email_change'
       AND ("addressId" = (SELECT id FROM "Address" WHERE "workspaceId" = $1::uuid AND "emailKey" = $2)
         OR "staffId" = (SELECT id FROM "Staff" WHERE "workspaceId" = $1::uuid AND "emailKey" = $2))
     ORDER BY "createdAt" DESC LIMIT 1`,
    [workspaceId, key],
  ).then(([row]) => row ?? null);

const FORGETFUL_TIMES = 3;

async function sessionsOf(workspaceId: string, contactId: string): Promise<{ live: Facts["sessions"]; forgetful: Facts["forgetfulBrowser"] }> {
  const rows = await sql<{ device: string; ip: string; at: Date; lastSeenAt: Date; userAgent: string; deviceHash: Buffer | null; endedAt: Date | null }>(
    `SELECT device, ip, "createdAt" AS at, "lastSeenAt", "userAgent", "deviceHash", "endedAt" FROM "Session"
     WHERE "workspaceId" = $1::uuid AND "contactId" = $2::uuid AND ("createdAt" > $3 OR "endedAt" IS NULL) AND "expiresAt" > $4 ORDER BY "endedAt" NULLS FIRST, "lastSeenAt" DESC LIMIT 100`,
    [workspaceId, contactId, ago(DAY_MS), new Date()],
  );
  const live = rows.filter(({ endedAt }) => !endedAt);
  // A browser that keeps its cookies replaces its session and stays the same device: one that refuses them is new every time.
  const browsers = new Map<string, { devices: Set<string>; device: string }>();
  for (const { ip, userAgent, deviceHash, device, at } of live) {
    if (at < ago(2 * HOUR_MS)) continue;
    const seen = browsers.get(`${ip} ${userAgent}`) ?? { devices: new Set(), device };
    seen.devices.add(deviceHash?.toString("hex") ?? "");
    browsers.set(`${ip} ${userAgent}`, seen);
  }
  const worst = [...browsers.values()].sort((a, b) => b.devices.size - a.devices.size)[0];
  const forgetful = worst && worst.devices.size >= FORGETFUL_TIMES ? { times: worst.devices.size, device: worst.device } : null;
  return { live: live.slice(0, 20).map(({ device, ip, at, lastSeenAt }) => ({ device, ip, at, lastSeenAt })), forgetful };
}

/** Later than this a mail is late. */
export const LATE_MS = 5 * MINUTE_MS;
