// A session as it is right after somebody signed in by a link, without the link.
import type { Prisma } from "@/prisma/generated/client";
import { db } from "../plumbing/db";
import { newSession } from "../sessions/cookie";
import type { Workspace } from "../workspaces";

interface Whose {
  kind: "member" | "staff";
  contactId?: string;
  addressId?: string;
  staffId?: string;
}

const VISITOR = { kind: "visitor" as const, ip: "127.0.0.1", userAgent: "", device: "A test", cookies: { session: null, attempt: null, device: null } };
const BY_LINK = {
  contactId: null,
  addressId: null,
  staffId: null,
  scope: "portal",
  itemPath: null,
  requiresPortalAccess: false,
  method: "link",
  linkId: null,
  deviceHash: Buffer.alloc(32),
  endsAt: null,
} as const;

/** Gives the value of its cookie. */
export async function storeSession(workspace: Workspace, whose: Whose): Promise<string> {
  const { row, cookie } = newSession(workspace, VISITOR, { ...BY_LINK, ...whose });
  const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.slice(2), "hex"));
  await db().session.create({ data: { ...row, tokenHash: bytes(row.tokenHash), deviceHash: bytes(row.deviceHash) } as Prisma.SessionUncheckedCreateInput });
  return cookie.value;
}
