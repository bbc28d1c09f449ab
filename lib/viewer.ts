// Who is asking. A viewer is made in one place (lib/sessions.ts) and gives up its workspace only to `allow`,
// so that a function that forgot to check who asks has nothing to put into its query (SPEC 12.8).

import type { Role, SessionScope } from "@/prisma/generated/enums";
import { type Permission, permits, type Who } from "./permissions";
import type { Workspace } from "./workspaces";

declare const made: unique symbol;

/** What a request tells of the browser it came from. */
export interface Browser {
  ip: string;
  userAgent: string;
  /** "Chrome on Android" */
  device: string;
}

interface SignedIn extends Browser {
  readonly [made]: true;
  sessionId: string;
  name: string;
  email: string;
  freshAt: Date;
}

/** A member: one browser signed in as one address of one contact. */
export interface Member extends SignedIn {
  kind: "member";
  contactId: string;
  addressId: string;
  scope: SessionScope;
  /** An item session opens this and nothing else (SPEC S8). */
  itemPath: string | null;
  /** Not the member: somebody of the staff who looks at their portal (lib/preview.ts). */
  preview?: { staffId: string; staffName: string; until: Date };
}

export interface Staff extends SignedIn {
  kind: "staff";
  staffId: string;
  role: Role;
  /** When the second step was passed in this session, if it was. */
  passkeyAt: Date | null;
  /** What is missing before they may do anything (lib/passkeys.ts): to use their passkey, or to add one. */
  secondStep?: "prove" | "enrol";
  /** Whose portal they look at (lib/preview.ts); it may be over already. */
  preview?: { contactId: string; until: Date };
}

export type Viewer = Member | Staff;

/** Somebody at the door: nobody knows who, only what their browser carries. */
export interface Visitor extends Browser {
  kind: "visitor";
  cookies: { session: string | null; attempt: string | null; device: string | null };
}

/** Who did something, for the activity log; and the workspace it may be done in. */
export interface Actor {
  workspaceId: string;
  actor: "member" | "staff" | "visitor" | "system" | "operator";
  staffId?: string;
  contactId?: string;
  sessionId?: string;
  ip?: string;
  device?: string;
}

const workspaces = new WeakMap<object, Workspace>();

/** Only lib/sessions.ts, lib/preview.ts and tests make viewers. */
export function makeViewer<V extends Viewer>(workspace: Workspace, fields: Omit<V, typeof made>): V {
  const viewer = fields as V;
  workspaces.set(viewer, workspace);
  return viewer;
}

/** The viewer's workspace, to show it: its brand, its name, its time zone. Queries get theirs from `allow`. */
export function workspaceOf(viewer: Viewer): Workspace {
  const workspace = workspaces.get(viewer);
  if (!workspace) throw new Error("This viewer was not made by lib/sessions.");
  return workspace;
}

/** Thrown where somebody may not: the page answers "not found" or "not allowed", never more. */
export class NotAllowed extends Error {
  constructor(readonly permission: Permission) {
    super(`Not allowed: ${permission}`);
  }
}

/** The person at the browser, whatever session they came with: staff who look at a member's portal stay themselves. */
export function personOf(viewer: Viewer): { id: string; name: string } {
  if (viewer.kind === "staff") return { id: viewer.staffId, name: viewer.name };
  const { contactId, name, preview } = viewer;
  return preview ? { id: preview.staffId, name: preview.staffName } : { id: contactId, name };
}

/** The check and the key to the workspace in one: throws where the viewer may not. */
export function allow(viewer: Viewer, permission: Permission): Actor {
  if (!permits(whoIs(viewer), permission)) throw new NotAllowed(permission);
  const { ip, device, sessionId } = viewer;
  return { workspaceId: workspaceOf(viewer).id, ...actorOf(viewer), sessionId, ip, device };
}

function whoIs(viewer: Viewer): Who {
  if (viewer.kind === "staff") return viewer.secondStep ? "half_staff" : viewer.role;
  if (viewer.preview) return "preview";
  return viewer.scope === "portal" ? "member" : "item_member";
}

function actorOf(viewer: Viewer): Pick<Actor, "actor" | "staffId" | "contactId"> {
  if (viewer.kind === "staff") return { actor: "staff", staffId: viewer.staffId };
  const { contactId, preview } = viewer;
  return preview ? { actor: "staff", staffId: preview.staffId, contactId } : { actor: "member", contactId };
}

export const may = (viewer: Staff, permission: Permission): boolean => permits(whoIs(viewer), permission);

/** A visitor as the one who did something. */
export const visiting = (workspaceId: string, visitor: Browser): Actor => ({ workspaceId, actor: "visitor", ip: visitor.ip, device: visitor.device });
