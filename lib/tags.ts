// Tags of a workspace's contacts (SPEC D2): made where they are first used.
import { db } from "./plumbing/db";
import { allow, type Staff } from "./viewer";

export interface Tag {
  id: string;
  name: string;
}

/** As many as a list to choose from can hold. */
const MAX_LISTED = 200;

export async function listTags(viewer: Staff): Promise<Tag[]> {
  const { workspaceId } = allow(viewer, "contacts.read");
  return db().tag.findMany({ where: { workspaceId }, orderBy: { nameKey: "asc" }, take: MAX_LISTED, select: { id: true, name: true } });
}
