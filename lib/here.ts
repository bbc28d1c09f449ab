// Where Next.js meets the product: this request's workspace, visitor and viewer, asked for once per request.
import "server-only";
import type { Route } from "next";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { recordDenied } from "./activity/denied";
import { cookieNames, cookieOptions, DEVICE_MAX_AGE_S } from "./cookies";
import type { Permission } from "./permissions";
import { clientIp } from "./plumbing/client";
import { env } from "./plumbing/env";
import { previewed } from "./preview";
import { viewerOf } from "./sessions";
import type { SessionCookie } from "./sessions/cookie";
import { doorTo } from "./values/destination";
import { deviceName } from "./values/device";
import { SHOWN_TO, SomebodyElse } from "./values/shown-to";
import { MINUTE_MS, SECOND_MS } from "./values/time";
import { type Member, may, personOf, type Staff, type Viewer, type Visitor } from "./viewer";
import { type Workspace, workspaceByHost } from "./workspaces";

const MAX_COOKIE = 200;

/** null where no workspace answers: the bare base host, or a host nobody has. */
export const workspaceHere = cache(async (): Promise<Workspace | null> => workspaceByHost((await headers()).get("host")));

/** Unknown host: not found, and no hint which hosts there are (W1). */
export async function requireWorkspace(): Promise<Workspace> {
  return (await workspaceHere()) ?? notFound();
}

export const visitorHere = cache(async (): Promise<Visitor> => {
  const [head, jar] = await Promise.all([headers(), cookies()]);
  const names = cookieNames(env().secureCookies);
  const userAgent = head.get("user-agent") ?? "";
  const read = (name: string) => {
    const value = jar.get(name)?.value;
    return value && value.length <= MAX_COOKIE ? value : null;
  };
  return {
    kind: "visitor",
    ip: clientIp(head),
    userAgent,
    device: deviceName(userAgent),
    cookies: { session: read(names.session), attempt: read(names.attempt), device: read(names.device) },
  };
});

/** Who is signed in here; null when nobody is. Throws where the page that asks was shown to somebody else. */
export const viewerHere = cache(async (): Promise<Viewer | null> => {
  const workspace = await workspaceHere();
  const viewer = workspace && (await viewerOf(workspace, await visitorHere()));
  const shownTo = (await headers()).get(SHOWN_TO);
  if (viewer && shownTo && shownTo !== personOf(viewer).id) throw new SomebodyElse();
  return viewer;
});

/** A member's page. Whoever is not signed in comes back to it after signing in (SPEC L11). */
export async function requireMember(path?: string): Promise<{ workspace: Workspace; viewer: Member }> {
  const workspace = await requireWorkspace();
  const viewer = await viewerHere();
  if (viewer?.kind === "staff" && viewer.preview) return { workspace, viewer: await requirePreview(viewer, viewer.preview.contactId) };
  // No mail comes from the members' door for staff; their own lets in who is in already.
  if (viewer?.kind === "staff" && path === "/") return redirect("/dashboard/sign-in");
  if (viewer?.kind !== "member") return redirect(signInPath(path));
  // An item session opens its item and the person's own account, and nothing else (S8).
  if (viewer.scope === "item" && path !== "/account" && !opens(viewer.itemPath, path))
    return path === "/" && viewer.itemPath ? redirect(viewer.itemPath as Route) : notFound();
  return { workspace, viewer };
}

/** Pages only: what carries a body is meant to change something, and a preview changes nothing, whatever the page allows. */
async function requirePreview(viewer: Staff, contactId: string): Promise<Member> {
  const head = await headers();
  if (head.has("next-action") || head.has("content-type")) notFound();
  return (await previewed(viewer)) ?? redirect(`/dashboard/contacts/${contactId}` as Route);
}

/** A staff page: the permission is checked again by the domain functions it calls. */
export async function requireStaff(permission: Permission, path?: string): Promise<{ workspace: Workspace; viewer: Staff }> {
  const workspace = await requireWorkspace();
  const viewer = await viewerHere();
  if (viewer?.kind !== "staff") return redirect(signInPath(path, "/dashboard/sign-in"));
  if (viewer.secondStep && !may(viewer, permission)) return redirect(signInPath(path, "/dashboard/passkey"));
  if (!may(viewer, permission)) {
    await recordDenied(viewer, permission, path ?? "");
    notFound();
  }
  return { workspace, viewer };
}

const opens = (itemPath: string | null, path: string | undefined) =>
  itemPath !== null && path !== undefined && (path === itemPath || path.startsWith(`${itemPath}/`));

const signInPath = (path: string | undefined, door = "/sign-in") => doorTo(door, path) as Route;

/** After asking: the browser that asked is known again, and nothing else is said (L5). */
export async function keepAttempt(attempt: { secret: string; maxAgeMs: number }): Promise<void> {
  const { secureCookies } = env();
  (await cookies()).set(
    cookieNames(secureCookies).attempt,
    attempt.secret,
    cookieOptions(secureCookies, Math.max(attempt.maxAgeMs, 15 * MINUTE_MS) / SECOND_MS),
  );
}

/** After signing in: the session and the device are this browser's, the attempt is over. */
export async function keepSession(session: SessionCookie | null, device: string | null): Promise<void> {
  const { secureCookies } = env();
  const jar = await cookies();
  const names = cookieNames(secureCookies);
  if (session) jar.set(names.session, session.value, cookieOptions(secureCookies, session.maxAgeS));
  if (device) jar.set(names.device, device, cookieOptions(secureCookies, DEVICE_MAX_AGE_S));
  if (session) jar.set(names.attempt, "", cookieOptions(secureCookies, 0));
}

export async function dropSession(): Promise<void> {
  const { secureCookies } = env();
  const names = cookieNames(secureCookies);
  const jar = await cookies();
  jar.set(names.session, "", cookieOptions(secureCookies, 0));
  jar.set(names.seen, "", cookieOptions(secureCookies, 0));
}
