// Somebody of the staff tried what their role does not allow: they get "not found", and the log remembers it (SPEC D1).
import { record } from "../activity";
import { bucket, take } from "../limits";
import type { Permission } from "../permissions";
import { transaction } from "../plumbing/db";
import { HOUR_MS } from "../values/time";
import { allow, type Staff } from "../viewer";

/** Enough to see that somebody tries; a page that is reloaded all day must not fill the log. */
const REMEMBERED_PER_HOUR = 60;
const MAX_PATH = 200;

export async function recordDenied(viewer: Staff, permission: Permission, path: string): Promise<void> {
  const by = allow(viewer, "staff.self");
  const limit = await take(bucket("denied", [by.workspaceId, viewer.staffId], REMEMBERED_PER_HOUR, HOUR_MS));
  if (limit.ok) await transaction((tx) => record(tx, by, "access.denied", { ok: false }, { permission, path: path.slice(0, MAX_PATH) }));
}
