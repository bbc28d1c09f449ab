// What a browser that asked is told while it waits (SPEC A5): the same for every address, but more to a device that is known for it.

import type { Purpose } from "@/prisma/generated/enums";
import { defaultSender } from "./mail/sender";
import { sql } from "./plumbing/db";
import { keyedHashes } from "./plumbing/secrets";
import { renewedAs } from "./policies";
import { destinationOr, parseDestination } from "./values/destination";
import { domainOf, maskEmail } from "./values/email-address";
import { MINUTE_MS, SECOND_MS } from "./values/time";
import type { Visitor } from "./viewer";
import type { Workspace } from "./workspaces";

const RESEND_AFTER_MS = 60 * SECOND_MS;

export interface Waiting {
  /** What was typed, for "send again"; and as much of it as this browser may see. */
  typed: string;
  shown: string;
  door: "portal_login" | "staff_login";
  destination: string;
  /** The same, where the visitor came for it: another address is meant to lead there too. */
  wanted: string | null;
  lifetimeMinutes: number;
  /** The mail carries a code. */
  withCode: boolean;
  /** The address the mail comes from. */
  sender: string;
  askedAt: Date;
  resendAt: Date;
  webmail: { name: string; url: string } | null;
  /** Only on a known device of this address. */
  trouble: "bounced" | "complained" | null;
  finishedElsewhere: { device: string; at: Date } | null;
}

interface Row {
  typed: string;
  emailKey: string;
  purpose: Purpose;
  createdAt: Date;
  known: boolean;
  renewal: boolean;
  renews: Purpose | null;
  destination: string | null;
  suppressed: "bounced" | "complained" | "manual" | null;
  elsewhereAt: Date | null;
  elsewhereDevice: string | null;
}

/** One statement for everybody, so that its time tells nothing. */
const FIND = `
  SELECT r.typed, r."emailKey", r.purpose, r."createdAt", r.destination, d.known, r."renewsLinkId" IS NOT NULL AS renewal, o.purpose AS renews,
    (SELECT s.reason FROM "Suppression" s WHERE d.known AND s."workspaceId" = r."workspaceId" AND s."emailKey" = r."emailKey" AND s."clearedAt" IS NULL ORDER BY s.at DESC LIMIT 1) AS suppressed,
    l."usedAt" AS "elsewhereAt", e.device AS "elsewhereDevice"
  FROM "LinkRequest" r
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM "Device" k WHERE k."workspaceId" = r."workspaceId" AND k."deviceHash" = ANY($3::bytea[]) AND k."emailKey" = r."emailKey"
    AND k.kind = (CASE WHEN r.purpose = 'staff_login' THEN 'staff' ELSE 'member' END)::"SessionKind") AS known) d
  LEFT JOIN "SignInLink" l ON d.known AND l."workspaceId" = r."workspaceId" AND l.id = r."linkId" AND l."usedElsewhere"
  LEFT JOIN "SignInLink" o ON o."workspaceId" = r."workspaceId" AND o.id = r."renewsLinkId"
  LEFT JOIN "Session" e ON e."workspaceId" = l."workspaceId" AND e.id = l."usedBySessionId"
  WHERE r."attemptHash" = ANY($2::bytea[]) AND r."workspaceId" = $1::uuid ORDER BY r."createdAt" DESC LIMIT 1`;

/** null: this browser is not waiting for anything. */
export async function waitingHere(workspace: Workspace, { cookies }: Visitor): Promise<Waiting | null> {
  if (!cookies.attempt) return null;
  const [row] = await sql<Row>(
    FIND,
    [workspace.id, keyedHashes("attempt", cookies.attempt), cookies.device ? keyedHashes("device", cookies.device) : []],
    "waiting-find",
  );
  if (!row) return null;
  const door = row.purpose === "staff_login" ? "staff_login" : "portal_login";
  // Whosever the dead link was: what it says of the mail must not depend on the address that was typed (A2).
  const policy = workspace.policies[renewedAs(row.renews, door)];
  return {
    typed: row.typed,
    // Asked for from a dead link with one click: nobody typed the address, so nobody gets to read it (L13).
    shown: row.renewal && !row.known ? maskEmail(row.typed) : row.typed,
    door,
    wanted: parseDestination(row.destination),
    destination: destinationOr(row.destination, workspace.policies[door].destination),
    lifetimeMinutes: policy.lifetimeMinutes,
    withCode: policy.includeCode || policy.confirm === "code",
    sender: workspace.sender.email ?? defaultSender(),
    askedAt: row.createdAt,
    resendAt: new Date(row.createdAt.getTime() + RESEND_AFTER_MS),
    webmail: webmailOf(domainOf(row.emailKey)),
    trouble: row.suppressed === "bounced" || row.suppressed === "complained" ? row.suppressed : null,
    finishedElsewhere:
      row.elsewhereAt && Date.now() - row.elsewhereAt.getTime() < 30 * MINUTE_MS
        ? { device: row.elsewhereDevice ?? "another device", at: row.elsewhereAt }
        : null,
  };
}

const WEBMAIL: { domains: string[]; name: string; url: string }[] = [
  { domains: ["gmail.com", "googlemail.com"], name: "Gmail", url: "https://mail.google.com/" },
  {
    domains: ["outlook.com", "hotmail.com", "live.com", "msn.com", "hotmail.co.uk", "hotmail.fr", "outlook.fr", "outlook.de"],
    name: "Outlook",
    url: "https://outlook.live.com/mail/",
  },
  { domains: ["yahoo.com", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "ymail.com"], name: "Yahoo Mail", url: "https://mail.yahoo.com/" },
  { domains: ["icloud.com", "me.com", "mac.com"], name: "iCloud Mail", url: "https://www.icloud.com/mail/" },
  { domains: ["proton.me", "protonmail.com", "pm.me"], name: "Proton Mail", url: "https://mail.proton.me/" },
  { domains: ["gmx.de", "gmx.net", "gmx.at", "gmx.ch"], name: "GMX", url: "https://www.gmx.net/" },
  { domains: ["web.de"], name: "WEB.DE", url: "https://web.de/" },
];

/** Only where it is certain: any other domain may have its mail anywhere. */
const webmailOf = (domain: string) => WEBMAIL.find((w) => w.domains.includes(domain)) ?? null;
