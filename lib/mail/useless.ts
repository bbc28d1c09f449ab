// Why a claimed mail should not go out after all (SPEC L15, M4, M11): asked right before it is handed over.
import { db } from "../plumbing/db";
import type { Claimed } from "./claim";

export interface Reason {
  reason: string;
  state: "dropped" | "suppressed";
}

/** Reasons by mail id; who is not in there is fine. */
export async function reasonsAgainst(mails: Claimed[], now = new Date()): Promise<Map<string, Reason>> {
  const [links, suppressed] = await Promise.all([linksOf(mails), suppressedAmong(mails)]);
  const reasons = new Map<string, Reason>();
  for (const mail of mails) {
    const link = mail.linkId ? links.get(mail.linkId) : undefined;
    if (suppressed.has(`${mail.workspaceId} ${mail.toKey}`)) reasons.set(mail.id, { state: "suppressed", reason: "mail to that address is stopped." });
    else if (mail.uselessAfter <= now) reasons.set(mail.id, { state: "dropped", reason: "it had waited so long that it would have been useless." });
    else if (mail.linkId) {
      const reason = link ? deadBecause(link) : "its link is gone.";
      if (reason) reasons.set(mail.id, { state: "dropped", reason });
    }
  }
  return reasons;
}

const LINK = {
  id: true,
  emailKey: true,
  usedAt: true,
  revokedAt: true,
  replacedAt: true,
  requiresPortalAccess: true,
  purpose: true,
  address: { select: { emailKey: true } },
  contact: { select: { active: true, portalAccess: true } },
  staff: { select: { removedAt: true } },
} as const;

type Link = Awaited<ReturnType<typeof linksOf>> extends Map<string, infer L> ? L : never;

async function linksOf(mails: Claimed[]) {
  const ids = mails.flatMap(({ linkId }) => linkId ?? []);
  const rows = ids.length ? await db().signInLink.findMany({ where: { id: { in: ids } }, select: LINK }) : [];
  return new Map(rows.map((row) => [row.id, row]));
}

function deadBecause(link: Link): string | null {
  if (link.usedAt) return "its link was used meanwhile.";
  if (link.revokedAt) return "its link was revoked meanwhile.";
  if (link.replacedAt) return "a newer link took its place.";
  if (link.contact && !link.contact.active) return "the contact was deactivated meanwhile.";
  if (link.contact && link.requiresPortalAccess && !link.contact.portalAccess) return "the contact's portal access was turned off meanwhile.";
  // The link of a change of address goes to an address that is not the contact's yet.
  if (link.purpose !== "email_change" && link.address && link.address.emailKey !== link.emailKey) return "the contact's address was changed meanwhile.";
  return link.staff?.removedAt ? "that person was removed from the staff meanwhile." : null;
}

async function suppressedAmong(mails: Claimed[]): Promise<Set<string>> {
  const rows = await db().suppression.findMany({
    where: { clearedAt: null, workspaceId: { in: mails.map((m) => m.workspaceId) }, emailKey: { in: mails.map((m) => m.toKey) } },
    select: { workspaceId: true, emailKey: true },
  });
  return new Set(rows.map(({ workspaceId, emailKey }) => `${workspaceId} ${emailKey}`));
}
