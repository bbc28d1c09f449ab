// What events change, in one statement: their mails, the log, and the addresses they stop.
import type { MailState, SuppressionReason } from "@/prisma/generated/enums";
import type { entry } from "../activity";

/**
 * A mail only moves to the right. So "delivered" after "bounced" changes nothing, "bounced" after "delivered" does: what
 * a mailbox said last about a mail is the worst of it. The first four are ours; an event proves that the provider has the mail.
 */
export const ORDER = [
  ...(["queued", "sending", "dropped", "uncertain"] as const),
  ...(["sent", "delayed", "delivered", "failed", "suppressed", "bounced", "complained"] as const),
] satisfies MailState[];

export interface News {
  /** The event's own. */
  id: string;
  workspaceId: string;
  mailId: string;
  toKey: string;
  type: string;
  at: Date;
  detail: { detail: string; bounce: string | null };
  state: MailState;
  /** Why, in the provider's words, or empty. */
  problem: string;
  told: ReturnType<typeof entry>;
  suppress: SuppressionReason | null;
  stopped: ReturnType<typeof entry> | null;
}

/** An event for a mail at most. Gives the ids of those that nobody had noted before. */
export async function apply(query: (text: string, values: unknown[], name: string) => Promise<{ id: string }[]>, news: News[]): Promise<Set<string>> {
  if (!news.length) return new Set();
  return new Set((await query(APPLY, [JSON.stringify(news)], "mail-events")).map(({ id }) => id));
}

const RANK = (state: string) => `array_position(ARRAY[${ORDER.map((s) => `'${s}'`).join(",")}], ${state}::text)`;
const NEWER = `${RANK("m.state")} < ${RANK("n.state")}`;

/**
 * The event's own id decides whether anything happens at all. An address is stopped at most once at a time, and not for
 * something that happened before staff allowed it again.
 */
const APPLY = `
WITH said AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS e(id text, "workspaceId" uuid, "mailId" uuid, "toKey" text, type text, at timestamptz, detail jsonb,
    state "MailState", problem text, told jsonb, suppress "SuppressionReason", stopped jsonb)
), event AS (
  INSERT INTO "MailEvent" (id, "workspaceId", "mailId", type, at, detail) SELECT id, "workspaceId", "mailId", type, at, detail FROM said ORDER BY id
  ON CONFLICT (id) DO NOTHING RETURNING id
), news AS MATERIALIZED (
  SELECT said.* FROM said JOIN event USING (id)
), mail AS (
  UPDATE "Mail" m SET sealed = NULL, "claimedUntil" = NULL,
    state = CASE WHEN ${NEWER} THEN n.state ELSE m.state END,
    "stateAt" = CASE WHEN ${NEWER} THEN n.at ELSE m."stateAt" END,
    problem = CASE WHEN ${NEWER} AND n.problem <> '' THEN n.problem ELSE m.problem END,
    "deliveredAt" = CASE WHEN n.state = 'delivered' THEN LEAST(n.at, m."deliveredAt") ELSE m."deliveredAt" END
  FROM news n WHERE m.id = n."mailId"
), told AS (
  INSERT INTO "Activity" SELECT a.* FROM news n, jsonb_populate_record(NULL::"Activity", n.told) a
), stopped AS (
  INSERT INTO "Suppression" (id, "workspaceId", "emailKey", reason, detail, "mailId", at)
  SELECT gen_random_uuid(), n."workspaceId", n."toKey", n.suppress, n.problem, n."mailId", n.at FROM news n
  WHERE n.suppress IS NOT NULL AND NOT EXISTS (
    SELECT FROM "Suppression" s WHERE s."workspaceId" = n."workspaceId" AND s."emailKey" = n."toKey" AND (s."clearedAt" IS NULL OR s."clearedAt" > n.at))
  ON CONFLICT DO NOTHING RETURNING "workspaceId", "emailKey", "mailId"
), stopped_told AS (
  INSERT INTO "Activity" SELECT a.* FROM stopped JOIN news n USING ("mailId"), jsonb_populate_record(NULL::"Activity", n.stopped) a
), flagged AS (
  UPDATE "Contact" c SET bounced = true FROM "Address" a, stopped s
  WHERE a."workspaceId" = s."workspaceId" AND a."emailKey" = s."emailKey" AND c."workspaceId" = s."workspaceId" AND c.id = a."contactId" AND NOT c.bounced
)
SELECT id FROM event`;
