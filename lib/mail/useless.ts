// Why a claimed mail should not go out after all (SPEC L15, M4, M11): asked right before it is handed over.
import type { Purpose } from "@/prisma/generated/enums";
import { sql } from "../plumbing/db";
import type { Claimed } from "./claim";

export interface Reason {
  reason: string;
  /** `sent`: an earlier try got through, and nobody could note it. */
  state: "dropped" | "suppressed" | "sent";
}

/** Reasons by mail id; who is not in there is fine. */
export async function reasonsAgainst(mails: Claimed[], now = new Date()): Promise<Map<string, Reason>> {
  const columns = [mails.map((m) => m.id), mails.map((m) => m.workspaceId), mails.map((m) => m.toKey), mails.map((m) => m.linkId)];
  const found = new Map((await sql<Circumstances>(CIRCUMSTANCES, columns, "mail-circumstances")).map((row) => [row.id, row]));
  const reasons = new Map<string, Reason>();
  for (const mail of mails) {
    const row = found.get(mail.id);
    // Nobody but the reader of this mail knows the link: it must have arrived.
    if (mail.subject && row?.usedAt) reasons.set(mail.id, { state: "sent", reason: "its link was used." });
    else if (row?.suppressed) reasons.set(mail.id, { state: "suppressed", reason: "mail to that address is stopped." });
    else if (mail.uselessAfter <= now) reasons.set(mail.id, { state: "dropped", reason: "it had waited so long that it would have been useless." });
    else if (mail.linkId) {
      const reason = row?.purpose ? deadBecause(row) : "its link is gone.";
      if (reason) reasons.set(mail.id, { state: "dropped", reason });
    }
  }
  return reasons;
}

interface Circumstances {
  id: string;
  suppressed: boolean;
  /** null: there is no link. */
  purpose: Purpose | null;
  emailKey: string | null;
  usedAt: Date | null;
  revokedAt: Date | null;
  replacedAt: Date | null;
  requiresPortalAccess: boolean | null;
  addressKey: string | null;
  active: boolean | null;
  portalAccess: boolean | null;
  removedAt: Date | null;
}

const CIRCUMSTANCES = `
  SELECT m.id, EXISTS (SELECT FROM "Suppression" s WHERE s."workspaceId" = m.workspace AND s."emailKey" = m.key AND s."clearedAt" IS NULL) AS suppressed,
    l.purpose, l."emailKey", l."usedAt", l."revokedAt", l."replacedAt", l."requiresPortalAccess",
    a."emailKey" AS "addressKey", c.active, c."portalAccess", f."removedAt"
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS m(id, workspace, key, link)
  LEFT JOIN "SignInLink" l ON l."workspaceId" = m.workspace AND l.id = m.link
  LEFT JOIN "Address" a ON a."workspaceId" = l."workspaceId" AND a.id = l."addressId"
  LEFT JOIN "Contact" c ON c."workspaceId" = l."workspaceId" AND c.id = l."contactId"
  LEFT JOIN "Staff" f ON f."workspaceId" = l."workspaceId" AND f.id = l."staffId"`;

function deadBecause(link: Circumstances): string | null {
  if (link.usedAt) return "its link was used meanwhile.";
  if (link.revokedAt) return "its link was revoked meanwhile.";
  if (link.replacedAt) return "a newer link took its place.";
  if (link.active === false) return "the contact was deactivated meanwhile.";
  if (link.requiresPortalAccess && link.portalAccess === false) return "the contact's portal access was turned off meanwhile.";
  // The link of a change of address goes to an address that is not the contact's yet.
  if (link.purpose !== "email_change" && link.addressKey && link.addressKey !== link.emailKey) return "the contact's address was changed meanwhile.";
  return link.removedAt ? "that person was removed from the staff meanwhile." : null;
}
