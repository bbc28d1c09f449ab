// Whoever asks, in a measurement: an owner of the workspace, made where there is none.
import { db } from "../../lib/plumbing/db";
import { makeViewer, type Staff } from "../../lib/viewer";
import { workspaceById } from "../../lib/workspaces";

const EMAIL = "measure@example.com";

export async function ownerOf(slug: string): Promise<Staff> {
  const found = await db().workspace.findUnique({ where: { slug }, select: { id: true } });
  const workspace = found && (await workspaceById(found.id));
  if (!workspace) throw new Error(`There is no workspace ${slug}.`);
  const { id: staffId } = await db().staff.upsert({
    where: { workspaceId_emailKey: { workspaceId: workspace.id, emailKey: EMAIL } },
    create: { workspaceId: workspace.id, name: "Measure", email: EMAIL, emailKey: EMAIL, role: "owner" },
    update: {},
  });
  const session = { sessionId: staffId, freshAt: new Date(), passkeyAt: null, ip: "", userAgent: "", device: "" };
  return makeViewer<Staff>(workspace, { kind: "staff", staffId, role: "owner", name: "Measure", email: EMAIL, ...session });
}
