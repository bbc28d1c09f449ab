// "This wasn't me": ends the one sign-in a mail told of, and forgets that browser as a known device (SPEC S9).
import type { SessionKind } from "@/prisma/generated/enums";
import { record } from "../activity";
import { readDisownToken } from "../links/notice";
import { db, transaction } from "../plumbing/db";
import { endSessions } from "../sessions";
import { type Visitor, visiting } from "../viewer";
import type { Workspace } from "../workspaces";

interface Told {
  kind: SessionKind;
  device: string;
  createdAt: Date;
  /** There is nothing left to end. */
  over: boolean;
}

/** The sign-in a mail told of; null when the token names none that is still known. */
export async function sessionToDisown(workspace: Workspace, token: string): Promise<Told | null> {
  const id = readDisownToken(workspace.id, token);
  const session = id ? await db().session.findUnique({ where: { workspaceId_id: { workspaceId: workspace.id, id } } }) : null;
  if (!session) return null;
  const { kind, device, createdAt, endedAt, expiresAt } = session;
  return { kind, device, createdAt, over: endedAt !== null || expiresAt <= new Date() };
}

export async function disownSession(workspace: Workspace, visitor: Visitor, token: string): Promise<boolean> {
  const id = readDisownToken(workspace.id, token);
  const session = id ? await db().session.findUnique({ where: { workspaceId_id: { workspaceId: workspace.id, id } } }) : null;
  if (!session) return false;
  const { contactId, staffId, deviceHash } = session;
  return transaction(async (tx) => {
    const ended = await endSessions(tx, workspace.id, { contactId: contactId ?? undefined, staffId: staffId ?? undefined, id: session.id }, "disowned");
    if (deviceHash) await tx.device.deleteMany({ where: { workspaceId: workspace.id, deviceHash } });
    if (ended) await record(tx, visiting(workspace.id, visitor), "signin.disowned", { contactId, staffId, sessionId: session.id }, {});
    return ended > 0;
  });
}
