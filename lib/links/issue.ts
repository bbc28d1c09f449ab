// Making a link: a row that holds only hashes, and the mail that carries it, in one transaction (SPEC L1, L14, L15, M2).
import type { MailGateway } from "@/prisma/generated/client";
import type { Purpose, Role } from "@/prisma/generated/enums";
import { mailRow } from "../mail/row";
import type { Tx } from "../plumbing/db";
import { asHex, keyedHash } from "../plumbing/secrets";
import { hashCode, newCode } from "../values/code";
import { destinationOr } from "../values/destination";
import { deviceName } from "../values/device";
import { domainOf } from "../values/email-address";
import { newId } from "../values/id";
import { networkOf } from "../values/ip";
import { HOUR_MS, MINUTE_MS } from "../values/time";
import { newToken } from "../values/token";
import type { Workspace } from "../workspaces";

/** A mail that waited longer is not worth sending (L15). */
const SELF_REQUESTED_WAIT_MS = HOUR_MS;
const STAFF_SENT_WAIT_MS = 24 * HOUR_MS;

export interface Recipient {
  contactId?: string;
  addressId?: string;
  staffId?: string;
  /** The stored address: mail never goes to what somebody typed (A3). */
  email: string;
  emailKey: string;
  name: string;
}

export interface Issue {
  purpose: Purpose;
  destination?: string;
  /** The request it answers; none when staff send it. */
  request?: { id: string; attemptHash: Uint8Array; ip: string; userAgent: string; createdAt: Date };
  sentBy?: { staffId: string; name: string };
  /** For `email_change`: where the link goes, instead of the address it is about. */
  newEmail?: string;
  askedBySessionId?: string;
  /** What somebody who is signed in asks on. */
  device?: string;
  /** For `staff_invitation`: what they are invited as. */
  role?: Role;
  lane?: "sign_in" | "bulk";
}

export interface Secrets {
  token: string;
  code: string;
  codeHash: Buffer;
}

/** The slow part, done before a transaction is open. */
export async function prepareSecrets(): Promise<Secrets> {
  const code = newCode();
  return { token: newToken(), code, codeHash: await hashCode(code) };
}

type Gateway = Pick<MailGateway, "confirmCode" | "openings"> | null;

/** A link and its mail as rows, for the statements that write them. */
export interface Issued {
  link: ReturnType<typeof linkRow>;
  mail: ReturnType<typeof mailRow>;
  /** What of older links it takes the place of, where the policy says so. */
  replaces: Replaced | null;
}

export function issue(workspace: Workspace, to: Recipient, wanted: Issue, secrets: Secrets, gateway: Gateway): Issued {
  const policy = workspace.policies[wanted.purpose];
  const uselessAfter = uselessFrom(workspace, wanted.purpose, wanted.request);
  const link = linkRow(workspace, to, wanted, secrets, { uselessAfter, confirm: gateway?.confirmCode ? "code" : policy.confirm });
  // A browser that asked waits for a code; of what staff send, only the press can want one (L5, L6).
  const withCode = link.confirm === "code" || (policy.includeCode && wanted.request !== undefined);
  const mail = mailRow({
    workspaceId: workspace.id,
    template: wanted.purpose,
    to: wanted.newEmail ?? to.email,
    toKey: (wanted.newEmail ?? to.emailKey).toLowerCase(),
    lane: wanted.lane ?? "sign_in",
    contactId: to.contactId,
    staffId: to.staffId,
    linkId: link.id,
    requestId: wanted.request?.id,
    sentById: wanted.sentBy?.staffId,
    data: {
      name: to.name,
      lifetimeMinutes: policy.lifetimeMinutes,
      askedFrom: wanted.request ? deviceName(wanted.request.userAgent) : wanted.device,
      askedAt: (wanted.request?.createdAt ?? (wanted.device ? link.createdAt : null))?.toISOString(),
      byName: wanted.sentBy?.name,
      newEmail: wanted.newEmail,
      role: wanted.role,
      codeFirst: Boolean(gateway && gateway.openings > 0),
    },
    secret: { path: `/magic-login/${secrets.token}`, ...(withCode && { code: secrets.code }) },
    uselessAfter,
  });
  return { link, mail, replaces: replacedBy(workspace, link) };
}

/** The link and its mail; gives the link's id. */
export async function issueLink(tx: Tx, workspace: Workspace, to: Recipient, wanted: Issue, secrets: Secrets): Promise<string> {
  const domain = domainOf((wanted.newEmail ?? to.emailKey).toLowerCase()); // where the mail goes
  const gateway = await tx.mailGateway.findUnique({ where: { workspaceId_domain: { workspaceId: workspace.id, domain } } });
  const { link, mail, replaces } = issue(workspace, to, wanted, secrets, gateway);
  if (replaces) await replaceOlder(tx, replaces);
  await writeLink(tx, link);
  await tx.$executeRaw`INSERT INTO "Mail" SELECT m.* FROM jsonb_populate_record(NULL::"Mail", ${JSON.stringify(mail)}::jsonb) m`;
  return link.id;
}

/** A link without a mail, for staff to hand over themselves; its lifetime starts now. */
export async function mintLink(tx: Tx, workspace: Workspace, to: Recipient, wanted: Issue, secrets: Secrets): Promise<{ id: string; expiresAt: Date }> {
  // Nobody reads a code out of a copied link: the press of a button is all that can be asked.
  const link = linkRow(workspace, to, wanted, secrets, { copied: true, confirm: "button" });
  const replaces = replacedBy(workspace, link);
  if (replaces) await replaceOlder(tx, replaces);
  await writeLink(tx, link);
  return link;
}

async function writeLink(tx: Tx, link: ReturnType<typeof linkRow>): Promise<void> {
  await tx.$executeRaw`INSERT INTO "SignInLink" SELECT l.* FROM jsonb_populate_record(NULL::"SignInLink", ${JSON.stringify(link)}::jsonb) l`;
}

function linkRow(
  workspace: Workspace,
  to: Recipient,
  { purpose, request, sentBy, destination: wished, newEmail, askedBySessionId }: Issue,
  secrets: Secrets,
  how: { uselessAfter?: Date; copied?: true; confirm: "button" | "code" },
) {
  const policy = workspace.policies[purpose];
  const now = new Date();
  const destination = destinationOr(wished, policy.destination);
  return {
    id: newId(),
    workspaceId: workspace.id,
    purpose,
    tokenHash: asHex(keyedHash("link", secrets.token)),
    contactId: to.contactId ?? null,
    addressId: to.addressId ?? null,
    staffId: to.staffId ?? null,
    emailKey: to.emailKey,
    newEmail: newEmail ?? null,
    destination,
    sessionScope: policy.sessionScope,
    itemPath: policy.sessionScope === "item" ? (destination.split(/[?#]/)[0] ?? null) : null,
    confirm: how.confirm,
    requiresPortalAccess: policy.requiresPortalAccess,
    boundIp: policy.ipBound && request ? networkOf(request.ip) : null,
    requestId: request?.id ?? null,
    attemptHash: request ? asHex(request.attemptHash) : null,
    askedFrom: request ? deviceName(request.userAgent) : null,
    sentById: sentBy?.staffId ?? null,
    askedBySessionId: askedBySessionId ?? null,
    copied: how.copied ?? false,
    lifetimeMinutes: policy.lifetimeMinutes,
    createdAt: now,
    sentAt: how.copied ? now : null,
    // Until the mail is handed over the lifetime has not begun; this is the latest it can end.
    expiresAt: new Date((how.uselessAfter ?? now).getTime() + policy.lifetimeMinutes * MINUTE_MS),
    codeHash: how.copied ? null : asHex(secrets.codeHash),
    ...{ usedByCode: false, usedElsewhere: false, codeTries: 0 },
  };
}

/** A request replaces only what the same browser asked for, and staff only what staff sent: nobody voids another's link (L8). */
export type Replaced = Pick<ReturnType<typeof linkRow>, "workspaceId" | "purpose" | "addressId" | "staffId" | "requestId" | "attemptHash" | "createdAt">;

function replacedBy(workspace: Workspace, { workspaceId, purpose, addressId, staffId, requestId, attemptHash, createdAt }: ReturnType<typeof linkRow>) {
  if (workspace.policies[purpose].supersede !== "older") return null;
  return { workspaceId, purpose, addressId: staffId ? null : addressId, staffId, requestId, attemptHash, createdAt };
}

async function replaceOlder(tx: Tx, { workspaceId, purpose, addressId, staffId, requestId, attemptHash, createdAt }: Replaced): Promise<void> {
  const same = requestId ? { attemptHash: Uint8Array.from(Buffer.from(attemptHash!.slice(2), "hex")) } : { requestId: null };
  const who = staffId ? { staffId } : { addressId };
  await tx.signInLink.updateMany({ where: { workspaceId, purpose, ...who, ...same, usedAt: null, replacedAt: null }, data: { replacedAt: createdAt } });
}

/** When its mail is not worth sending any more: counted from the request, however late it was resolved (L15). */
export function uselessFrom(workspace: Workspace, purpose: Purpose, request?: { createdAt: Date }): Date {
  if (!request) return new Date(Date.now() + STAFF_SENT_WAIT_MS);
  return new Date(request.createdAt.getTime() + Math.min(workspace.policies[purpose].lifetimeMinutes * MINUTE_MS, SELF_REQUESTED_WAIT_MS));
}
