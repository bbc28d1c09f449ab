// SPEC 12, looked up in the database and in the mailbox after something was broken. Every row that is found is a violation.
import { verifyActivity } from "@/lib/activity/seal";
import { sql } from "@/lib/plumbing/db";
import type { Journey } from "./journey";
import { pause } from "./server";
import { steady, type World } from "./world";

const SETTLE_MS = 100_000;

/** Waits until nothing is left to do; gives how long it took, or null when it never ended. */
export async function settle(world: World, journeys: Journey[]): Promise<number | null> {
  const began = Date.now();
  while (Date.now() - began < SETTLE_MS) {
    const [row] = await sql<{ left: number }>(
      `SELECT (SELECT count(*) FROM "Mail" WHERE state IN ('queued', 'sending') AND "workspaceId" = $1::uuid AND "toKey" = ANY($2::text[]))::int
        + (SELECT count(*) FROM "LinkRequest" WHERE "resolvedAt" IS NULL AND "workspaceId" = $1::uuid AND "emailKey" = ANY($2::text[]))::int AS left`,
      [world.workspaceId, addressesOf(journeys)],
    ).catch(() => [{ left: 1 }]);
    if (row?.left === 0) return Date.now() - began;
    await pause(150);
  }
  return null;
}

const NOTHING = "12.6 a request came to nothing";

/** Each finds what must not be, for the workspace `$1` and the addresses `$2`. */
const RULES: Record<string, string> = {
  "12.1 a link has two sessions, or one without being used": `
    SELECT l.id FROM "SignInLink" l LEFT JOIN "Session" s ON s."linkId" = l.id WHERE l."workspaceId" = $1::uuid AND l."emailKey" = ANY($2::text[])
    GROUP BY l.id HAVING count(s.id) <> (CASE WHEN l."usedAt" IS NULL THEN 0 ELSE 1 END)`,
  "12.1 a link names another session than its own": `
    SELECT l.id FROM "SignInLink" l JOIN "Session" s ON s."linkId" = l.id WHERE l."workspaceId" = $1::uuid AND l."emailKey" = ANY($2::text[]) AND l."usedBySessionId" IS DISTINCT FROM s.id`,
  "12.3 something points into another workspace": `
    SELECT s.id FROM "Session" s JOIN "SignInLink" l ON l.id = s."linkId" WHERE l."emailKey" = ANY($2::text[]) AND s."workspaceId" <> l."workspaceId"
    UNION ALL SELECT m.id FROM "Mail" m JOIN "SignInLink" l ON l.id = m."linkId" WHERE m."workspaceId" = $1::uuid AND m."toKey" = ANY($2::text[]) AND m."workspaceId" <> l."workspaceId"`,
  "12.4 a mail that is over keeps its secret": `
    SELECT id FROM "Mail" m WHERE m."workspaceId" = $1::uuid AND m."toKey" = ANY($2::text[]) AND sealed IS NOT NULL AND state NOT IN ('queued', 'sending')`,
  "12.5 signing in is not in the log once": `
    SELECT l.id FROM "SignInLink" l LEFT JOIN "Activity" a ON a."linkId" = l.id AND a.action IN ('signin.done', 'signin.continued') WHERE l."workspaceId" = $1::uuid AND l."emailKey" = ANY($2::text[])
    GROUP BY l.id HAVING count(a.id) <> (CASE WHEN l."usedAt" IS NULL THEN 0 ELSE 1 END)`,
  "12.5 a request is not in the log once": `
    SELECT r.id FROM "LinkRequest" r LEFT JOIN "Activity" a ON a."requestId" = r.id AND a.action IN ('link.asked', 'link.not_sent') WHERE r."workspaceId" = $1::uuid AND r."emailKey" = ANY($2::text[])
    GROUP BY r.id HAVING count(a.id) <> 1`,
  "12.5 sending is not in the log once": `
    SELECT m.id FROM "Mail" m LEFT JOIN "Activity" a ON a."mailId" = m.id AND a.action = 'mail.sent' WHERE m."workspaceId" = $1::uuid AND m."toKey" = ANY($2::text[])
    GROUP BY m.id HAVING count(a.id) <> (CASE WHEN m.state = 'sent' THEN 1 ELSE 0 END)`,
  "12.5 the log tells of a link, request or mail that is not there": `
    SELECT a.id FROM "Activity" a WHERE a."workspaceId" = $1::uuid AND a."contactId" IN (SELECT "contactId" FROM "Address" WHERE "workspaceId" = $1::uuid AND "emailKey" = ANY($2::text[])) AND (
      (a."linkId" IS NOT NULL AND NOT EXISTS (SELECT FROM "SignInLink" l WHERE l.id = a."linkId"))
      OR (a."requestId" IS NOT NULL AND NOT EXISTS (SELECT FROM "LinkRequest" r WHERE r.id = a."requestId"))
      OR (a."mailId" IS NOT NULL AND NOT EXISTS (SELECT FROM "Mail" m WHERE m.id = a."mailId"))
      OR (a."sessionId" IS NOT NULL AND NOT EXISTS (SELECT FROM "Session" s WHERE s.id = a."sessionId")))`,
  "12.6 a request has no link and mail, or two": `
    SELECT r.id FROM "LinkRequest" r WHERE r."workspaceId" = $1::uuid AND r."emailKey" = ANY($2::text[]) AND r.outcome = 'sent'
      AND ((SELECT count(*) FROM "SignInLink" l WHERE l."requestId" = r.id) <> 1 OR (SELECT count(*) FROM "Mail" m WHERE m."requestId" = r.id) <> 1)`,
  [NOTHING]: `SELECT id FROM "LinkRequest" r WHERE r."workspaceId" = $1::uuid AND r."emailKey" = ANY($2::text[]) AND outcome IS DISTINCT FROM 'sent'`,
  "12.6 a mail is neither sent nor visibly failed": `SELECT id FROM "Mail" m WHERE m."workspaceId" = $1::uuid AND m."toKey" = ANY($2::text[]) AND state NOT IN ('sent') AND problem IS NULL`,
  "12.6 a link's lifetime does not begin with its mail": `
    SELECT m.id FROM "Mail" m JOIN "SignInLink" l ON l.id = m."linkId" WHERE m."workspaceId" = $1::uuid AND m."toKey" = ANY($2::text[]) AND m.state = 'sent' AND l."sentAt" IS DISTINCT FROM m."sentAt"`,
};

/** What is wrong, in words; nothing when all is well. */
export async function violations(world: World, journeys: Journey[]): Promise<string[]> {
  const found: string[] = [];
  const addresses = addressesOf(journeys);
  for (const [rule, text] of Object.entries(RULES)) {
    // An hour later by the server's clock it is too late for a link: that is a reason, and it is told.
    const query = rule === NOTHING && world.clockMoves ? `${text} AND outcome IS DISTINCT FROM 'too_late'` : text;
    const rows = await steady(() => sql<{ id: string }>(query, [world.workspaceId, addresses]));
    if (rows.length) found.push(`${rule}: ${rows.map(({ id }) => id).join(", ")}`);
  }
  found.push(...(await mailboxDiffers(world, addresses)), ...(await promisesBroken(world, addresses, journeys)));
  for (const { person, wrong } of journeys) for (const what of wrong) found.push(`12.7 ${person.email}: ${what}`);
  const leaked = secretsIn(world, journeys);
  if (leaked.length) found.push(`12.4 in the log of a server: ${leaked.join(", ")}`);
  return found;
}

/** What the chain of the log's entries says. */
export async function sealBroken({ workspaceId }: World): Promise<string[]> {
  const { problems } = await steady(() => verifyActivity(workspaceId));
  return problems.map((problem) => `12.5 the seal of the log: ${JSON.stringify({ ...problem, seq: String(problem.seq) })}`);
}

/** What we say was sent arrived once; what arrived we say was sent. */
async function mailboxDiffers(world: World, addresses: string[]): Promise<string[]> {
  const arrived = new Map<string, number>();
  const ours = new Set(addresses);
  for (const { tags, to } of world.provider.sent) {
    if (!ours.has(to[0] ?? "")) continue;
    const id = tags?.find(({ name }) => name === "mail")?.value ?? "";
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
  }
  const written = `SELECT id, state FROM "Mail" WHERE "workspaceId" = $1::uuid AND "toKey" = ANY($2::text[])`;
  const mails = await steady(() => sql<{ id: string; state: string }>(written, [world.workspaceId, addresses]));
  const known = new Set(mails.map(({ id }) => id));
  const wrong = mails.filter(({ id, state }) => (arrived.get(id) ?? 0) !== (state === "sent" ? 1 : 0));
  const strange = [...arrived.keys()].filter((id) => !known.has(id));
  return [
    ...wrong.map(({ id, state }) => `12.6 mail ${id} is ${state} and arrived ${arrived.get(id) ?? 0} times`),
    ...strange.map((id) => `12.6 mail ${id} arrived and is not in the database`),
  ];
}

/** Whoever was told "check your email" has a request; whoever got a session has it. */
async function promisesBroken(world: World, addresses: string[], journeys: Journey[]): Promise<string[]> {
  const asked = `SELECT r."emailKey", count(*)::int AS requests,
       (SELECT count(*)::int FROM "Session" s JOIN "Address" a ON a.id = s."addressId" WHERE a."workspaceId" = $1::uuid AND a."emailKey" = r."emailKey" AND s."endedAt" IS NULL) AS sessions
     FROM "LinkRequest" r WHERE r."workspaceId" = $1::uuid AND r."emailKey" = ANY($2::text[]) GROUP BY 1`;
  const rows = await steady(() => sql<{ emailKey: string; requests: number; sessions: number }>(asked, [world.workspaceId, addresses]));
  const of = new Map(rows.map((row) => [row.emailKey, row]));
  return journeys.flatMap(({ person, promised, unanswered, session, lost }) => {
    const { requests = 0, sessions = 0 } = of.get(person.email) ?? {};
    const broken: string[] = [];
    if (requests < promised) broken.push(`12.6 ${person.email} was promised ${promised} mails, and ${requests} requests are there`);
    if (requests > promised + unanswered) broken.push(`12.6 ${person.email} asked ${promised + unanswered} times, and ${requests} requests are there`);
    if (session && sessions < 1) broken.push(`12.1 ${person.email} was given a session that is not there`);
    if (sessions > 1 + lost) broken.push(`12.1 ${person.email} has ${sessions} sessions, and ${lost} were lost`);
    return broken;
  });
}

/** Tokens, codes and cookies in what the servers have printed. */
function secretsIn(world: World, journeys: Journey[]): string[] {
  const mails = new Set(journeys.map(({ person }) => person.email));
  const secrets = world.provider.sent
    .filter(({ to }) => mails.has(to[0] ?? ""))
    .map(({ text }) => text.match(/\/magic-login\/([0-9A-Za-z]+)/)?.[1] ?? "")
    .concat(journeys.flatMap(({ session }) => session?.split(".")[1] ?? []))
    .filter(Boolean);
  return secrets.filter((secret) => world.servers.some(({ output }) => output.includes(secret))).map((secret) => `${secret.slice(0, 6)}…`);
}

const addressesOf = (journeys: Journey[]) => journeys.map(({ person }) => person.email);
