// Making a link: a row that holds only hashes, and the mail that carries it, in one transaction (SPEC L1, L14, L15, M2).
import type { Purpose, Role } from "@/prisma/generated/enums";
import { enqueue } from "../mail";
import type { Tx } from "../plumbing/db";
import { keyedHash } from "../plumbing/secrets";
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

/** The link and its mail; gives the link's id. */
export async function issueLink(tx: Tx, workspace: Workspace, to: Recipient, issue: Issue, secrets: Secrets): Promise<string> {
  const policy = workspace.policies[issue.purpose];
  const gateway = await tx.mailGateway.findUnique({ where: { workspaceId_domain: { workspaceId: workspace.id, domain: domainOf(to.emailKey) } } });
  const uselessAfter = uselessFrom(workspace, issue.purpose, issue.request);
  const link = await writeLink(tx, workspace, to, issue, secrets, { uselessAfter, confirm: gateway?.confirmCode ? "code" : policy.confirm });
  const withCode = Boolean(issue.request) || policy.includeCode || link.confirm === "code";
  await enqueue(tx, {
    workspaceId: workspace.id,
    template: issue.purpose,
    to: issue.newEmail ?? to.email,
    toKey: (issue.newEmail ?? to.emailKey).toLowerCase(),
    lane: issue.lane ?? "sign_in",
    contactId: to.contactId,
    staffId: to.staffId,
    linkId: link.id,
    requestId: issue.request?.id,
    sentById: issue.sentBy?.staffId,
    data: {
      name: to.name,
      lifetimeMinutes: policy.lifetimeMinutes,
      askedFrom: issue.request && deviceName(issue.request.userAgent),
      askedAt: issue.request?.createdAt.toISOString(),
      byName: issue.sentBy?.name,
      newEmail: issue.newEmail,
      role: issue.role,
      codeFirst: Boolean(gateway && gateway.openings > 0),
    },
    secret: { path: `/magic-login/${secrets.token}`, ...(withCode && { code: secrets.code }) },
    uselessAfter,
  });
  return link.id;
}

/** A link without a mail, for staff to hand over themselves; its lifetime starts now. */
export async function mintLink(tx: Tx, workspace: Workspace, to: Recipient, issue: Issue, secrets: Secrets): Promise<{ id: string; expiresAt: Date }> {
  // Nobody reads a code out of a copied link: the press of a button is all that can be asked.
  return writeLink(tx, workspace, to, issue, secrets, { copied: true, confirm: "button" });
}

async function writeLink(
  tx: Tx,
  workspace: Workspace,
  to: Recipient,
  issue: Issue,
  secrets: Secrets,
  how: { uselessAfter?: Date; copied?: true; confirm: "button" | "code" },
) {
  const { purpose, request, sentBy } = issue;
  const policy = workspace.policies[purpose];
  const lifetimeMs = policy.lifetimeMinutes * MINUTE_MS;
  const now = new Date();
  const id = newId();
  if (policy.supersede === "older") await replaceOlder(tx, workspace.id, to, issue, now);
  const destination = destinationOr(issue.destination, policy.destination);
  return tx.signInLink.create({
    data: {
      id,
      workspaceId: workspace.id,
      purpose,
      tokenHash: Uint8Array.from(keyedHash("link", secrets.token)),
      contactId: to.contactId,
      addressId: to.addressId,
      staffId: to.staffId,
      emailKey: to.emailKey,
      newEmail: issue.newEmail,
      destination,
      sessionScope: policy.sessionScope,
      itemPath: policy.sessionScope === "item" ? destination.split(/[?#]/)[0] : null,
      confirm: how.confirm,
      requiresPortalAccess: policy.requiresPortalAccess,
      boundIp: policy.ipBound && request ? networkOf(request.ip) : null,
      requestId: request?.id,
      attemptHash: request && Uint8Array.from(request.attemptHash),
      askedFrom: request && deviceName(request.userAgent),
      sentById: sentBy?.staffId,
      askedBySessionId: issue.askedBySessionId,
      copied: how.copied ?? false,
      lifetimeMinutes: policy.lifetimeMinutes,
      createdAt: now,
      sentAt: how.copied ? now : null,
      // Until the mail is handed over the lifetime has not begun; this is the latest it can end.
      expiresAt: new Date((how.uselessAfter ?? now).getTime() + lifetimeMs),
      codeHash: how.copied ? null : Uint8Array.from(secrets.codeHash),
    },
    select: { id: true, confirm: true, expiresAt: true },
  });
}

/** A request replaces only what the same browser asked for, and staff only what staff sent: nobody voids another's link (L8). */
async function replaceOlder(tx: Tx, workspaceId: string, to: Recipient, { purpose, request }: Issue, now: Date): Promise<void> {
  const who = to.staffId ? { staffId: to.staffId } : { addressId: to.addressId };
  const same = request ? { attemptHash: Uint8Array.from(request.attemptHash) } : { requestId: null };
  await tx.signInLink.updateMany({ where: { workspaceId, purpose, ...who, ...same, usedAt: null, replacedAt: null }, data: { replacedAt: now } });
}

/** When its mail is not worth sending any more: counted from the request, however late it was resolved (L15). */
export function uselessFrom(workspace: Workspace, purpose: Purpose, request?: { createdAt: Date }): Date {
  if (!request) return new Date(Date.now() + STAFF_SENT_WAIT_MS);
  return new Date(request.createdAt.getTime() + Math.min(workspace.policies[purpose].lifetimeMinutes * MINUTE_MS, SELF_REQUESTED_WAIT_MS));
}
