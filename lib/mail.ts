// What we write to people: promised in the caller's transaction, handed over afterwards, once (SPEC M2).
import type { MailData } from "@/emails/data";
import type { Prisma } from "@/prisma/generated/client";
import type { MailLane } from "@/prisma/generated/enums";
import { deliver, type Tally } from "./mail/deliver";
import { sealSecret } from "./mail/sealed";
import type { Template } from "./mail/templates";
import { sql, type Tx } from "./plumbing/db";
import { log } from "./plumbing/log";
import { newId } from "./values/id";
import { after, MINUTE_MS, SECOND_MS } from "./values/time";

export type { Template } from "./mail/templates";
export type TemplateData = MailData;

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

/** What is due now; a cron call or a test waits for it. */
export async function deliverDue({ budgetMs = BUDGET_MS }: { budgetMs?: number } = {}): Promise<Tally> {
  return deliver(Date.now() + budgetMs);
}

/**
 * Starts delivery in this process and comes back for what has to be tried again. Nobody has to wait for it; where a process
 * lives no longer than its request, it is waited for (lib/afterwards.ts).
 */
export function deliverSoon(): Promise<void> {
  // What is promised now, a run that began before may have missed; the next one takes it along.
  worker.next ??= (worker.current ?? Promise.resolve()).then(run);
  return worker.next;
}

const BUDGET_MS = 25 * SECOND_MS;
const SOONEST_MS = 250;
const LATEST_MS = MINUTE_MS;

// Next bundles modules more than once; one worker per process is enough.
const shared = globalThis as { foyerMailWorker?: { current?: Promise<void> | undefined; next?: Promise<void> | undefined; timer?: NodeJS.Timeout } };
const worker = (shared.foyerMailWorker ??= {});

async function run(): Promise<void> {
  worker.current = worker.next;
  worker.next = undefined;
  clearTimeout(worker.timer);
  try {
    await deliverDue();
    if (!worker.next) comeBack(await nextDue());
  } catch (error) {
    log.error("Delivering mail was interrupted; it goes on in a minute.", error);
    comeBack(after(LATEST_MS));
  }
}

function comeBack(at: Date | null): void {
  if (!at) return;
  worker.timer = setTimeout(deliverSoon, Math.min(Math.max(at.getTime() - Date.now(), SOONEST_MS), LATEST_MS));
  worker.timer.unref();
}

/** When something has to be tried again, or a dead process' claim runs out. */
async function nextDue(): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>(`SELECT min("nextAttemptAt") AS at FROM "Mail" WHERE state IN ('queued', 'sending')`, []);
  return row?.at ?? null;
}
