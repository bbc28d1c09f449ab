// The mail log (SPEC D6, issue "mail that arrives"): what became of every mail, and sending one again.
import type { Prisma } from "@/prisma/generated/client";
import type { MailState } from "@/prisma/generated/enums";
import { ledgerSentence } from "../doctor/ledger";
import { type Sending, type Sent, sendLink } from "../links/send";
import { db } from "../plumbing/db";
import { domainOf } from "../values/email-address";
import { parseId } from "../values/id";
import { allow, type Staff } from "../viewer";
import { isTemplate, type Template } from "./templates";

/** The states as people sort them. */
export const GROUPS = {
  waiting: ["queued", "sending", "delayed"],
  delivered: ["sent", "delivered"],
  trouble: ["bounced", "complained", "failed", "suppressed", "uncertain"],
  dropped: ["dropped"],
} as const satisfies Record<string, readonly MailState[]>;

export type Group = keyof typeof GROUPS;
export const isGroup = (value: unknown): value is Group => typeof value === "string" && Object.hasOwn(GROUPS, value);

export interface MailEntry {
  id: string;
  template: Template;
  to: string;
  subject: string;
  state: MailState;
  attempts: number;
  problem: string | null;
  contactId: string | null;
  createdAt: Date;
  stateAt: Date;
}

export interface MailPage {
  mails: MailEntry[];
  /** For the next page; null on the last. */
  next: string | null;
}

const PAGE = 50;
const FIELDS = {
  id: true,
  template: true,
  to: true,
  subject: true,
  state: true,
  attempts: true,
  problem: true,
  contactId: true,
  createdAt: true,
  stateAt: true,
};

/** The newest first. `search` is the beginning of an address. */
export async function listMails(viewer: Staff, { group, search = "", after }: { group?: Group; search?: string; after?: unknown } = {}): Promise<MailPage> {
  const { workspaceId } = allow(viewer, "mail.read");
  const cursor = cursorOf(after);
  const rows = await db().mail.findMany({
    where: {
      workspaceId,
      ...(group && { state: { in: [...GROUPS[group]] } }),
      ...(search.trim() && {
        toKey: {
          startsWith: search
            .trim()
            .toLowerCase()
            .slice(0, 254)
            .replace(/[\\%_]/g, "\\$&"),
        },
      }),
      ...(cursor && { createdAt: { lte: cursor.at }, NOT: { createdAt: cursor.at, id: { gte: cursor.id } } }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: PAGE + 1,
    select: FIELDS,
  });
  const mails = rows.slice(0, PAGE).map((row) => ({ ...row, template: row.template as Template }));
  const last = mails.at(-1);
  return { mails, next: rows.length > PAGE && last ? `${last.createdAt.getTime()}_${last.id}` : null };
}

function cursorOf(value: unknown): { at: Date; id: string } | null {
  const [, ms, id] = typeof value === "string" ? (value.match(/^(\d{13})_(.+)$/) ?? []) : [];
  const parsed = parseId(id);
  return ms && parsed ? { at: new Date(Number(ms)), id: parsed } : null;
}

/** How many there are of each kind among the last days' mails; for the filter. */
export async function troubleCount(viewer: Staff): Promise<number> {
  const { workspaceId } = allow(viewer, "mail.read");
  return db().mail.count({ where: { workspaceId, state: { in: [...GROUPS.trouble] } }, take: 100 });
}

export interface MailStory extends MailEntry {
  sentAt: Date | null;
  deliveredAt: Date | null;
  nextAttemptAt: Date;
  providerId: string | null;
  contact: { id: string; name: string } | null;
  sentBy: string | null;
  suppressed: boolean;
  toKey: string;
  /** What the provider told, in order. */
  events: { type: string; at: Date; detail: string }[];
  /** What mail filters did with its link. */
  ledger: string | null;
  resendable: boolean;
}

export async function mailStory(viewer: Staff, id: unknown): Promise<MailStory | null> {
  const { workspaceId } = allow(viewer, "mail.read");
  const parsed = parseId(id);
  const row = parsed ? await db().mail.findUnique({ where: { workspaceId_id: { workspaceId, id: parsed } }, omit: { sealed: true, data: true } }) : null;
  if (!row) return null;
  const [events, contact, staff, openings, suppressed] = await Promise.all([
    db().mailEvent.findMany({ where: { workspaceId, mailId: row.id }, orderBy: { at: "asc" }, take: 50 }),
    row.contactId ? db().contact.findUnique({ where: { workspaceId_id: { workspaceId, id: row.contactId } }, select: { id: true, name: true } }) : null,
    row.sentById ? db().staff.findUnique({ where: { workspaceId_id: { workspaceId, id: row.sentById } }, select: { name: true } }) : null,
    row.linkId ? db().linkOpening.findMany({ where: { workspaceId, linkId: row.linkId }, select: { at: true, looks: true, pressed: true }, take: 200 }) : [],
    db().suppression.findFirst({ where: { workspaceId, emailKey: row.toKey, clearedAt: null }, select: { id: true } }),
  ]);
  return {
    ...row,
    template: row.template as Template,
    contact,
    sentBy: staff?.name ?? null,
    suppressed: suppressed !== null,
    events: events.map(({ type, at, detail }) => ({ type, at, detail: detailOf(detail) })),
    ledger: ledgerSentence(domainOf(row.toKey), openings),
    resendable: row.contactId !== null && row.linkId !== null && isSendable(row.template),
  };
}

const detailOf = (detail: Prisma.JsonValue): string => (detail && typeof detail === "object" && !Array.isArray(detail) ? String(detail.detail ?? "") : "");

const NOT_SENDABLE = ["email_change", "staff_login", "staff_invitation"];
const isSendable = (template: string): boolean => isTemplate(template) && !NOT_SENDABLE.includes(template);

/** The same again, with a link of its own: the old one's secret is gone. */
export async function resendMail(viewer: Staff, id: unknown): Promise<Sent> {
  const by = allow(viewer, "mail.resend");
  const parsed = parseId(id);
  const mail = parsed ? await db().mail.findUnique({ where: { workspaceId_id: { workspaceId: by.workspaceId, id: parsed } } }) : null;
  if (!mail?.contactId || !mail.linkId || !isSendable(mail.template)) return { ok: false, reason: "not_found" };
  const link = await db().signInLink.findUnique({ where: { workspaceId_id: { workspaceId: by.workspaceId, id: mail.linkId } } });
  return sendLink(viewer, mail.contactId, {
    purpose: mail.template as Sending["purpose"],
    destination: link?.destination,
    addressId: link?.addressId ?? undefined,
  });
}
