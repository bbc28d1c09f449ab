// What the provider tells afterwards (SPEC M4): any number of times, in any order, late. The same events always lead to the same state.
import { z } from "zod";
import type { MailState, SuppressionReason } from "@/prisma/generated/enums";
import { entry, system } from "../activity";
import { sql, transaction } from "../plumbing/db";
import { clean } from "../plumbing/log";
import { parseId } from "../values/id";
import { markHandedOver } from "./outcome";

/**
 * A mail only moves to the right. So "delivered" after "bounced" changes nothing, "bounced" after "delivered" does: what
 * a mailbox said last about a mail is the worst of it. The first four are ours; an event proves that the provider has the mail.
 */
export const ORDER = [
  ...(["queued", "sending", "dropped", "uncertain"] as const),
  ...(["sent", "delayed", "delivered", "failed", "suppressed", "bounced", "complained"] as const),
] satisfies MailState[];

interface Kind {
  state: MailState;
  /** How it reads in the log. */
  word: string;
  suppress?: SuppressionReason;
}

const KINDS: Record<string, Kind> = {
  "email.sent": { state: "sent", word: "sent" },
  "email.delivery_delayed": { state: "delayed", word: "delayed" },
  "email.delivered": { state: "delivered", word: "delivered" },
  "email.failed": { state: "failed", word: "failed" },
  "email.suppressed": { state: "suppressed", word: "suppressed", suppress: "bounced" },
  "email.bounced": { state: "bounced", word: "bounced", suppress: "bounced" },
  "email.complained": { state: "complained", word: "marked as spam", suppress: "complained" },
};

const text = z.string().max(20_000).catch("");
const Event = z.object({
  type: z.string().max(100),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z
      .string()
      .max(200)
      .regex(/^\P{Cc}*$/u),
    to: z.array(z.string().max(1_000)).max(100).catch([]),
    tags: z.record(z.string(), z.unknown()).catch({}),
    bounce: z.object({ type: text, subType: text, message: text }).partial().optional().catch(undefined),
    failed: z.object({ reason: text }).partial().optional().catch(undefined),
    suppressed: z.object({ type: text, message: text }).partial().optional().catch(undefined),
  }),
});

/** `ignored`: not about a mail of ours, or of a kind nobody needs; `repeated`: known already. All of them are fine with the provider. */
export type Received = "applied" | "repeated" | "ignored";

const MAX_DETAIL = 300;

export async function receiveEvent(eventId: string, payload: unknown): Promise<Received> {
  const parsed = Event.safeParse(payload);
  const kind = parsed.success ? KINDS[parsed.data.type] : undefined;
  if (!parsed.success || !kind) return "ignored";
  const { data, created_at } = parsed.data;
  const at = new Date(Math.max(0, Math.min(created_at.getTime(), Date.now())));
  const mail = await findMail(data.email_id, data.tags.mail, data.to);
  if (!mail) return "ignored";
  const values = valuesOf(eventId, parsed.data, kind, at, mail);
  if (mail.sentAt && !kind.suppress) return outcome(await sql<Applied>(APPLY, values, "mail-event"));
  return transaction(async (tx) => {
    // The event was faster than we, or we died before we could note the hand-over.
    await markHandedOver(tx, [{ mail, providerId: data.email_id }], at);
    // Several events may stop one address at the same time: one after the other, so that it is stopped once.
    if (kind.suppress) await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${mail.workspaceId} ${mail.toKey}`}, 0))`;
    return outcome(await tx.$queryRawUnsafe<Applied[]>(APPLY, ...values));
  });
}

interface Applied {
  fresh: boolean;
}
const outcome = ([row]: Applied[]): Received => (row?.fresh ? "applied" : "repeated");

type Found = Parameters<typeof markHandedOver>[1][number]["mail"] & { sentAt: Date | null; toKey: string };

/** By our tag, or by the provider's id; and only if the mail went where the event says. */
async function findMail(providerId: string, tag: unknown, to: string[]): Promise<Found | null> {
  const rows = await sql<Found & { providerId: string | null }>(
    `SELECT id, "workspaceId", template, "to", "toKey", attempts, "contactId", "linkId", "requestId", "sentAt", "providerId" FROM "Mail" WHERE "providerId" = $1
     UNION SELECT id, "workspaceId", template, "to", "toKey", attempts, "contactId", "linkId", "requestId", "sentAt", "providerId" FROM "Mail" WHERE id = $2::uuid AND "providerId" IS NULL`,
    [providerId, parseId(tag)],
    "mail-of-event",
  );
  const mail = rows.find((row) => row.providerId === providerId) ?? rows[0];
  return mail && (to.length === 0 || to.some((address) => address.toLowerCase().includes(mail.toKey))) ? mail : null;
}

function valuesOf(eventId: string, { type, data }: z.infer<typeof Event>, kind: Kind, at: Date, mail: Found): unknown[] {
  const said = data.bounce?.message ?? data.failed?.reason ?? data.suppressed?.message ?? "";
  const detail = clean(said).slice(0, MAX_DETAIL).toWellFormed(); // half a character is none that the database takes
  // A full mailbox or a server in trouble: this mail is lost, but the address is good.
  const suppress = kind.suppress && /transient/i.test(data.bounce?.type ?? "") ? null : (kind.suppress ?? null);
  const about = { mailId: mail.id, contactId: mail.contactId, linkId: mail.linkId };
  const by = system(mail.workspaceId);
  const told = entry(by, "webhook.received", { ...about, ok: !kind.suppress && kind.state !== "failed" }, { event: kind.word, to: mail.to, detail });
  const why = suppress === "complained" ? "it was marked as spam" : detail ? `it bounced (${detail})` : "it bounced";
  const stopped = suppress ? entry(by, "mail.suppressed", { ...about, ok: false }, { email: mail.to, reason: why }) : null;
  return [
    ...[eventId, mail.workspaceId, mail.id, type, at, JSON.stringify({ detail, bounce: data.bounce?.type ? clean(data.bounce.type) : null })],
    ...[kind.state, JSON.stringify(told), suppress, mail.toKey, detail, JSON.stringify(stopped ?? {})],
  ];
}

const RANK = (state: string) => `array_position(ARRAY[${ORDER.map((s) => `'${s}'`).join(",")}], ${state}::text)`;

const NEWS = `${RANK("state")} < ${RANK("$7")}`;

/**
 * One statement: the event's own id decides whether anything happens at all. An address is stopped at most once at a time,
 * and not for something that happened before staff allowed it again.
 */
const APPLY = `
WITH event AS (
  INSERT INTO "MailEvent" (id, "workspaceId", "mailId", type, at, detail) VALUES ($1, $2::uuid, $3::uuid, $4, $5::timestamptz, $6::jsonb)
  ON CONFLICT (id) DO NOTHING RETURNING id
), mail AS (
  UPDATE "Mail" SET sealed = NULL, "claimedUntil" = NULL,
    state = CASE WHEN ${NEWS} THEN $7::"MailState" ELSE state END,
    "stateAt" = CASE WHEN ${NEWS} THEN $5::timestamptz ELSE "stateAt" END,
    problem = CASE WHEN ${NEWS} AND $11 <> '' THEN $11 ELSE problem END,
    "deliveredAt" = CASE WHEN $7 = 'delivered' THEN LEAST($5::timestamptz, "deliveredAt") ELSE "deliveredAt" END
  WHERE id = $3::uuid AND EXISTS (SELECT FROM event)
), told AS (
  INSERT INTO "Activity" SELECT a.* FROM jsonb_populate_record(NULL::"Activity", $8::jsonb) a, event
), stopped AS (
  INSERT INTO "Suppression" (id, "workspaceId", "emailKey", reason, detail, "mailId", at)
  SELECT gen_random_uuid(), $2::uuid, $10, $9::"SuppressionReason", $11, $3::uuid, $5::timestamptz FROM event
  WHERE $9 IS NOT NULL AND NOT EXISTS (
    SELECT FROM "Suppression" s WHERE s."workspaceId" = $2::uuid AND s."emailKey" = $10 AND (s."clearedAt" IS NULL OR s."clearedAt" > $5::timestamptz))
  ON CONFLICT DO NOTHING RETURNING id
), stopped_told AS (
  INSERT INTO "Activity" SELECT a.* FROM jsonb_populate_record(NULL::"Activity", $12::jsonb) a, stopped
), flagged AS (
  UPDATE "Contact" c SET bounced = true FROM "Address" a, stopped
  WHERE a."workspaceId" = $2::uuid AND a."emailKey" = $10 AND c."workspaceId" = $2::uuid AND c.id = a."contactId" AND NOT c.bounced
)
SELECT EXISTS (SELECT FROM event) AS fresh`;
