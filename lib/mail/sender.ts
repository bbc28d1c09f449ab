// Whom a mail comes from: the workspace's own sender, or the deployment's under the workspace's name (SPEC M5).
import { db } from "../plumbing/db";
import { env } from "../plumbing/env";
import type { Letter } from "../plumbing/transport/letter";
import { oneLine } from "../values/text";
import { forgetWorkspaces, type Workspace } from "../workspaces";

export function senderOf({ sender }: Workspace): { from: string; replyTo: string | null } {
  return { from: mailbox(sender.name, sender.email ?? defaultSender()), replyTo: sender.replyTo && oneLine(sender.replyTo) };
}

/** The provider does not send for that domain: the letter goes out under the default sender, so that people can still sign in. */
export async function underDefaultSender(letter: Letter): Promise<Letter | null> {
  const address = addressIn(letter.from);
  if (address === defaultSender()) return null;
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  await db().senderDomain.updateMany({
    where: { workspaceId: letter.workspaceId, domain, status: "verified" },
    data: { status: "broken", brokenAt: new Date() },
  });
  forgetWorkspaces();
  return { ...letter, from: letter.from.replace(address, defaultSender()) };
}

const addressIn = (from: string): string => from.match(/<([^<>]+)>$/)?.[1] ?? from;

/** The bare address of MAIL_FROM. */
export function defaultSender(): string {
  const { MAIL_FROM, BASE_URL } = env();
  return MAIL_FROM ? addressIn(MAIL_FROM) : `portal@${BASE_URL.hostname}`;
}

/** Name <address>: a name that could be read as more than a name is quoted. */
export function mailbox(name: string, email: string): string {
  const plain = oneLine(name, 60).replace(/["\\<>]/g, "");
  const address = oneLine(email);
  if (!plain) return address;
  return /^[\p{L}\p{N} '!#$%&*+/=?^_{|}~-]+$/u.test(plain) ? `${plain} <${address}>` : `"${plain}" <${address}>`;
}
