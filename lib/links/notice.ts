// "Somebody signed in on a new device" (SPEC S9): told by mail, with a way to end that session that a scanner can't press.

import type { Link } from "../links";
import { mailRow } from "../mail/row";
import { seal, unseal } from "../plumbing/secrets";
import { roughly } from "../values/ip";
import { DAY_MS } from "../values/time";
import type { Visitor } from "../viewer";
import type { Workspace } from "../workspaces";

const USELESS_AFTER_MS = 2 * DAY_MS;
const CONTEXT = "not-me";

export function newDeviceNotice(workspace: Workspace, visitor: Visitor, link: Link, sessionId: string) {
  return mailRow({
    workspaceId: workspace.id,
    template: "new_device",
    to: link.email,
    toKey: link.emailKey,
    contactId: link.contactId,
    staffId: link.staffId,
    data: { name: link.name, askedFrom: visitor.device, askedAt: new Date().toISOString(), place: roughly(visitor.ip) },
    secret: { path: `/not-me/${disownToken(workspace.id, sessionId)}` },
    uselessAfter: new Date(Date.now() + USELESS_AFTER_MS),
  });
}

/** Names one session and can do one thing: end it. Doing it twice changes nothing, so no row is needed. */
export const disownToken = (workspaceId: string, sessionId: string): string => seal({ workspaceId, sessionId }, CONTEXT).toString("base64url");

export function readDisownToken(workspaceId: string, token: string): string | null {
  try {
    const opened = unseal(Buffer.from(token, "base64url"), CONTEXT) as { workspaceId: string; sessionId: string };
    return opened.workspaceId === workspaceId ? opened.sessionId : null;
  } catch {
    return null;
  }
}
