// Whom a mail comes from: the workspace's own sender, or the deployment's under the workspace's name (SPEC M5).
import { env } from "../plumbing/env";
import { oneLine } from "../values/text";
import type { Workspace } from "../workspaces";

export function senderOf({ sender }: Workspace): { from: string; replyTo: string | null } {
  return { from: mailbox(sender.name, sender.email ?? defaultSender()), replyTo: sender.replyTo && oneLine(sender.replyTo) };
}

/** The bare address of MAIL_FROM. */
export function defaultSender(): string {
  const { MAIL_FROM, BASE_URL } = env();
  return MAIL_FROM?.match(/<([^<>]+)>$/)?.[1] ?? MAIL_FROM ?? `portal@${BASE_URL.hostname}`;
}

/** Name <address>: a name that could be read as more than a name is quoted. */
function mailbox(name: string, email: string): string {
  const plain = oneLine(name, 60).replace(/["\\<>]/g, "");
  const address = oneLine(email);
  if (!plain) return address;
  return /^[\p{L}\p{N} '!#$%&*+/=?^_{|}~-]+$/u.test(plain) ? `${plain} <${address}>` : `"${plain}" <${address}>`;
}
