// The member's home: what there is for them (SPEC 2). The kinds of things links open add themselves here.
import { db } from "./plumbing/db";
import { allow, type Member } from "./viewer";

export interface Home {
  name: string;
  company: string | null;
  lastSeenElsewhere: Date | null;
}

export async function homeOf(viewer: Member): Promise<Home> {
  const { workspaceId } = allow(viewer, "portal.read");
  const contact = await db().contact.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: viewer.contactId } },
    select: {
      name: true,
      company: { select: { name: true } },
      sessions: { where: { id: { not: viewer.sessionId }, endedAt: null }, orderBy: { lastSeenAt: "desc" }, take: 1, select: { lastSeenAt: true } },
    },
  });
  return { name: contact.name, company: contact.company?.name ?? null, lastSeenElsewhere: contact.sessions[0]?.lastSeenAt ?? null };
}
