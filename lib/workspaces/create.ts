// A new workspace and its first owner (SPEC R5): what operators do before anybody can sign in.
import { Preset } from "@/prisma/generated/enums";
import { record } from "../activity";
import { issueLink, prepareSecrets } from "../links/issue";
import { db, isTaken, transaction } from "../plumbing/db";
import { randomSecret } from "../plumbing/secrets";
import { presetPolicies } from "../policies";
import { parseEmail } from "../values/email-address";
import { isTooLong, sayTooLong, typedLine } from "../values/typed";
import type { Actor } from "../viewer";
import { BASE_HOST, forgetWorkspaces, isSlug, type Workspace, workspaceById } from "../workspaces";

const MAX_NAME = 80;
/** Names that would be taken for something else. */
const RESERVED = new Set(["www", "api", "app", "admin", "mail", "smtp", "ftp", "static", "assets", "cdn", "status", "localhost"]);

export interface NewWorkspace {
  slug: string;
  name: string;
  preset?: string;
  /** It answers on the bare base host: the only workspace of a deployment (W1). */
  atBaseHost?: boolean;
}

type Made = { ok: true; workspace: Workspace } | { ok: false; problem: string };

const operator = (workspaceId: string): Actor => ({ workspaceId, actor: "operator" });

export async function createWorkspace({ slug, name, preset = "club", atBaseHost }: NewWorkspace): Promise<Made> {
  const title = typedLine(name, MAX_NAME);
  if (!isSlug(slug) || RESERVED.has(slug))
    return {
      ok: false,
      problem: `“${slug}” can't be a workspace's address: use lower case letters, digits and dashes, and none of ${[...RESERVED].join(", ")}.`,
    };
  if (isTooLong(title)) return { ok: false, problem: sayTooLong(title, "The name") };
  if (!title) return { ok: false, problem: "The workspace needs a name." };
  if (!(preset in Preset)) return { ok: false, problem: `There is no preset “${preset}”: choose ${Object.keys(Preset).join(", ")}.` };
  try {
    const id = await transaction(async (tx) => {
      const row = await tx.workspace.create({ data: { slug, name: title, preset: preset as Preset, policies: { create: presetPolicies(preset as Preset) } } });
      if (atBaseHost)
        await tx.domain.create({
          data: { workspaceId: row.id, host: BASE_HOST, verifiedHost: BASE_HOST, isPrimary: true, verifyToken: randomSecret(16), verifiedAt: new Date() },
        });
      await record(tx, operator(row.id), "workspace.created", {}, { name: title });
      return row.id;
    });
    forgetWorkspaces();
    return { ok: true, workspace: (await workspaceById(id))! };
  } catch (error) {
    if (isTaken(error)) return { ok: false, problem: atBaseHost ? `“${slug}” or the bare host is taken already.` : `“${slug}” is taken already.` };
    throw error;
  }
}

/** Mails an owner's invitation; again, if the first got lost. */
export async function inviteOwner(slug: string, typed: string): Promise<{ ok: true } | { ok: false; problem: string }> {
  const row = await db().workspace.findUnique({ where: { slug } });
  const workspace = row && (await workspaceById(row.id));
  if (!workspace) return { ok: false, problem: `There is no workspace “${slug}”.` };
  const address = parseEmail(typed);
  if (!address) return { ok: false, problem: `“${typed}” is no email address.` };
  const secrets = await prepareSecrets();
  await transaction(async (tx) => {
    const where = { workspaceId_emailKey: { workspaceId: workspace.id, emailKey: address.key } };
    const staff = await tx.staff.upsert({
      where,
      create: { workspaceId: workspace.id, name: address.email, email: address.email, emailKey: address.key, role: "owner" },
      update: { role: "owner", removedAt: null },
    });
    await issueLink(
      tx,
      workspace,
      { staffId: staff.id, email: staff.email, emailKey: staff.emailKey, name: staff.name },
      { purpose: "staff_invitation", role: "owner" },
      secrets,
    );
    await record(tx, operator(workspace.id), "staff.invited", { staffId: staff.id }, { email: staff.email, role: "owner" });
  });
  return { ok: true };
}
