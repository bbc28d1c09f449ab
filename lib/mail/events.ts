// What the provider tells afterwards (SPEC M4): any number of times, in any order, late. The same events always lead to the same state.
import { z } from "zod";
import type { MailState, SuppressionReason } from "@/prisma/generated/enums";
import { entry, system } from "../activity";
import { Batches } from "../plumbing/batches";
import { isDatabaseDown, sql, transaction } from "../plumbing/db";
import { clean } from "../plumbing/log";
import { parseId } from "../values/id";
import { apply, type News } from "./news";
import { markHandedOver } from "./outcome";

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

/** Of one batch. */
const MAX_BATCH = 50;
const PARALLEL = 2;

// Next bundles modules more than once; a provider sends thousands of events in the minute after an invitation to everybody.
const shared = globalThis as { foyerEvents?: Batches<Told, PromiseSettledResult<Received>> };
const batches = (shared.foyerEvents ??= new Batches(noteEach, { size: MAX_BATCH, parallel: PARALLEL }));

interface Told {
  id: string;
  event: z.infer<typeof Event>;
  kind: Kind;
}

export async function receiveEvent(id: string, payload: unknown): Promise<Received> {
  const parsed = Event.safeParse(payload);
  const kind = parsed.success ? KINDS[parsed.data.type] : undefined;
  if (!parsed.success || !kind) return "ignored";
  const noted = await batches.do({ id, event: parsed.data, kind });
  if (noted.status === "rejected") throw noted.reason;
  return noted.value;
}

/** Together, unless one of them can't be noted: it must not hold up the others. */
async function noteEach(all: Told[]): Promise<PromiseSettledResult<Received>[]> {
  if (all.length > 1)
    try {
      return (await noteTogether(all)).map((value) => ({ status: "fulfilled", value }));
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
    }
  const results: PromiseSettledResult<Received>[] = [];
  for (const told of all) results.push(...(await Promise.allSettled([noteTogether([told]).then(([received]) => received!)])));
  return results;
}

async function noteTogether(all: Told[]): Promise<Received[]> {
  const mails = await findMails(all);
  const news = all.map((told, i) => mails[i] && newsOf(told, mails[i]));
  // What moves on a mail that is known to be sent goes into one statement, an event for each mail; everything else goes by itself after it.
  const mailIds = new Set<string>();
  const simple = news
    .filter((one) => one !== undefined)
    .filter(({ mail, row }) => mail.sentAt && !row.suppress && !mailIds.has(mail.id) && mailIds.add(mail.id));
  const rows = simple.map(({ row }) => row);
  const fresh = await apply(sql, rows);
  const received: Received[] = [];
  for (const one of news) {
    if (!one) received.push("ignored");
    else if (simple.includes(one)) received.push(outcome(fresh, one));
    else received.push(await noteAlone(one));
  }
  return received;
}

/** It stops an address; or it was faster than we, or we died before we could note the hand-over; or it is the second about its mail. */
async function noteAlone(news: NewsOfMail): Promise<Received> {
  const { mail, row, providerId } = news;
  if (mail.sentAt && !row.suppress) return outcome(await apply(sql, [row]), news);
  return transaction(async (tx) => {
    if (!mail.sentAt) await markHandedOver(tx, [{ mail, providerId }], row.at);
    // Several events may stop one address at the same time: one after the other, so that it is stopped once.
    if (row.suppress) await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${mail.workspaceId} ${mail.toKey}`}, 0))`;
    return outcome(await apply((text, values) => tx.$queryRawUnsafe(text, ...values), [row]), news);
  });
}

const outcome = (fresh: Set<string>, { row }: NewsOfMail): Received => (fresh.has(row.id) ? "applied" : "repeated");

type Found = Parameters<typeof markHandedOver>[1][number]["mail"] & { sentAt: Date | null; toKey: string };

/** By our tag, or by the provider's id; and only if the mail went where the event says. */
async function findMails(all: Told[]): Promise<(Found | undefined)[]> {
  const rows = await sql<Found & { n: number; providerId: string | null }>(
    MAILS,
    [all.map(({ event }) => event.data.email_id), all.map(({ event }) => parseId(event.data.tags.mail))],
    "mails-of-events",
  );
  return all.map(({ event: { data } }, i) => {
    const mine = rows.filter(({ n }) => n === i + 1);
    const mail = mine.find(({ providerId }) => providerId === data.email_id) ?? mine[0];
    return mail && (data.to.length === 0 || data.to.some((address) => address.toLowerCase().includes(mail.toKey))) ? mail : undefined;
  });
}

const MAIL = `m.id, m."workspaceId", m.template, m."to", m."toKey", m.attempts, m."contactId", m."linkId", m."requestId", m."sentAt", m."providerId"`;
const MAILS = `
  WITH asked AS MATERIALIZED (SELECT provider, tag, n::int FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS t(provider, tag, n))
  SELECT asked.n, ${MAIL} FROM asked JOIN "Mail" m ON m."providerId" = asked.provider
  UNION ALL SELECT asked.n, ${MAIL} FROM asked JOIN "Mail" m ON m.id = asked.tag AND m."providerId" IS NULL`;

interface NewsOfMail {
  mail: Found;
  providerId: string;
  row: News;
}

function newsOf({ id, event: { type, data, created_at }, kind }: Told, mail: Found): NewsOfMail {
  const said = data.bounce?.message ?? data.failed?.reason ?? data.suppressed?.message ?? "";
  const detail = clean(said).slice(0, MAX_DETAIL).toWellFormed(); // half a character is none that the database takes
  // A full mailbox or a server in trouble: this mail is lost, but the address is good.
  const suppress = kind.suppress && /transient/i.test(data.bounce?.type ?? "") ? null : (kind.suppress ?? null);
  const about = { mailId: mail.id, contactId: mail.contactId, linkId: mail.linkId };
  const by = system(mail.workspaceId);
  const why = suppress === "complained" ? "it was marked as spam" : detail ? `it bounced (${detail})` : "it bounced";
  return {
    mail,
    providerId: data.email_id,
    row: {
      ...{ id, type, suppress, state: kind.state, workspaceId: mail.workspaceId, mailId: mail.id, toKey: mail.toKey },
      at: new Date(Math.max(0, Math.min(created_at.getTime(), Date.now()))),
      detail: { detail, bounce: data.bounce?.type ? clean(data.bounce.type) : null },
      problem: detail,
      told: entry(by, "webhook.received", { ...about, ok: !kind.suppress && kind.state !== "failed" }, { event: kind.word, to: mail.to, detail }),
      stopped: suppress ? entry(by, "mail.suppressed", { ...about, ok: false }, { email: mail.to, reason: why }) : null,
    },
  };
}
