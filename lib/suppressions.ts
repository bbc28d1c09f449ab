// Addresses that are not mailed any more (SPEC M4): stopped by a bounce or a complaint, allowed again by staff.
import type { SuppressionReason } from "@/prisma/generated/enums";
import { record } from "./activity";
import { refreshBounced } from "./contacts/bounced";
import { db, transaction } from "./plumbing/db";
import { log } from "./plumbing/log";
import { transport } from "./plumbing/transport";
import { parseEmail } from "./values/email-address";
import { type Actor, allow, type Staff } from "./viewer";

export interface Suppressed {
  emailKey: string;
  reason: SuppressionReason;
  detail: string;
  at: Date;
  mailId: string | null;
}

const MAX_SHOWN = 200;

/** Those in force, the newest first. */
export async function listSuppressed(viewer: Staff): Promise<Suppressed[]> {
  const { workspaceId } = allow(viewer, "mail.read");
  return db().suppression.findMany({ where: { workspaceId, clearedAt: null }, orderBy: { at: "desc" }, take: MAX_SHOWN, select: FIELDS });
}

/** What is known of one address: in force or cleared, the newest first. */
export async function suppressionsOf(viewer: Staff, emailKey: string): Promise<(Suppressed & { clearedAt: Date | null })[]> {
  const { workspaceId } = allow(viewer, "mail.read");
  return db().suppression.findMany({ where: { workspaceId, emailKey }, orderBy: { at: "desc" }, take: 20, select: { ...FIELDS, clearedAt: true } });
}

const FIELDS = { emailKey: true, reason: true, detail: true, at: true, mailId: true } as const;

export type Cleared = { ok: true; provider: "told" | "not_told" } | { ok: false; reason: "not_stopped" };

/** Mail goes there again. The provider keeps a list of its own and is asked to forget the address, too. */
export async function clearSuppression(viewer: Staff, emailKey: string): Promise<Cleared> {
  return clear(allow(viewer, "mail.clear_suppression"), emailKey);
}

/** From the command line: an owner whose own address is stopped gets no link, and so can't come in and allow it. */
export async function allowMailTo(slug: string, email: string): Promise<{ ok: true; provider: "told" | "not_told" } | { ok: false; problem: string }> {
  const [workspace, address] = [await db().workspace.findUnique({ where: { slug }, select: { id: true } }), parseEmail(email)];
  if (!workspace) return { ok: false, problem: `There is no workspace “${slug}”.` };
  const cleared = address && (await clear({ workspaceId: workspace.id, actor: "operator" }, address.key));
  return cleared?.ok ? cleared : { ok: false, problem: `Mail of ${slug} to “${email}” is not stopped.` };
}

async function clear(by: Actor, emailKey: string): Promise<Cleared> {
  const { workspaceId } = by;
  const cleared = await transaction(async (tx) => {
    const { count } = await tx.suppression.updateMany({
      where: { workspaceId, emailKey, clearedAt: null },
      data: { clearedAt: new Date(), clearedById: by.staffId ?? null },
    });
    if (!count) return false;
    const address = await tx.address.findUnique({
      where: { workspaceId_emailKey: { workspaceId, emailKey } },
      select: { contactId: true },
    });
    if (address) await refreshBounced(tx, workspaceId, [address.contactId]);
    await record(tx, by, "mail.suppression_cleared", { contactId: address?.contactId }, { email: emailKey });
    return true;
  });
  if (!cleared) return { ok: false, reason: "not_stopped" };
  return { ok: true, provider: (await forgottenByProvider(emailKey)) ? "told" : "not_told" };
}

async function forgottenByProvider(emailKey: string): Promise<boolean> {
  try {
    return (await transport().allowAgain?.(emailKey)) ?? true;
  } catch (error) {
    log.warn("The mail provider could not be asked to write to an address again.", { error: String(error) });
    return false;
  }
}
