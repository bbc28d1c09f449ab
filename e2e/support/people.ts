// Contacts made for one test each, through the database the server has open: journeys never share an address.
import { randomBytes } from "node:crypto";
import { openDatabase } from "@/lib/plumbing/db";
import { useEnv } from "@/lib/plumbing/env";
import { newId } from "@/lib/values/id";
import { makeViewer, type Staff } from "@/lib/viewer";
import { workspaceByHost } from "@/lib/workspaces";
import type { PrismaClient } from "@/prisma/generated/client";
import type { PasskeyMode } from "@/prisma/generated/enums";
import { searchText } from "../../lib/contacts/search-text";
import { JOURNEY_SECRETS } from "./secrets";

const port = Number(process.env.E2E_PORT ?? 3917);

export async function database(): Promise<PrismaClient> {
  useEnv({
    BASE_URL: `http://localhost:${port}`,
    DATA_DIR: process.env.E2E_DATA,
    AUTH_SECRET: JOURNEY_SECRETS.AUTH_SECRET,
    LOG_LEVEL: "silent",
    DATABASE_URL: undefined,
  });
  return (await openDatabase({ migrate: false })).prisma;
}

/** A workspace of one test's own: what is set there must not meet the others. */
export async function ownWorkspace(staffPasskey: PasskeyMode = "optional"): Promise<string> {
  const slug = `own-${randomBytes(4).toString("hex")}`;
  await (await database()).workspace.create({ data: { slug, name: "Own Works", staffPasskey } });
  return slug;
}

export interface Person {
  id: string;
  workspaceId: string;
  addressId: string;
  name: string;
  email: string;
  partner: string;
}

export async function person(options: { slug?: string; name?: string; active?: boolean; portalAccess?: boolean; partner?: boolean } = {}): Promise<Person> {
  const { slug = "club", active = true, portalAccess = true, partner = false } = options;
  const db = await database();
  const tag = randomBytes(4).toString("hex");
  const name = options.name ?? `Pat ${tag}`;
  const [id, addressId] = [newId(), newId()];
  const [email, second] = [`pat-${tag}@example.com`, `partner-${tag}@example.com`];
  const { id: workspaceId } = await db.workspace.update({ where: { slug }, data: { asksPerIp: 100_000 } }); // all journeys come from one internet address
  await db.contact.create({
    data: { id, workspaceId, name, nameKey: name.toLowerCase(), search: searchText({ name, emails: [email] }), active, portalAccess },
  });
  await db.address.create({ data: { id: addressId, workspaceId, contactId: id, email, emailKey: email } });
  if (partner) await db.address.create({ data: { workspaceId, contactId: id, kind: "partner", email: second, emailKey: second } });
  return { id, workspaceId, addressId, name, email, partner: second };
}

/** Acts as the workspace's agent would, or another of its staff. */
export async function agentOf(slug: string, role: Staff["role"] = "agent"): Promise<Staff> {
  const db = await database();
  const workspace = (await workspaceBySlug(slug))!;
  const agent = await db.staff.findFirstOrThrow({ where: { workspaceId: workspace.id, role } });
  return makeViewer<Staff>(workspace, {
    kind: "staff",
    staffId: agent.id,
    role,
    sessionId: newId(),
    name: agent.name,
    email: agent.email,
    freshAt: new Date(),
    passkeyAt: null,
    ip: "127.0.0.1",
    userAgent: "",
    device: "A test",
  });
}

const workspaceBySlug = (slug: string) => workspaceByHost(`${slug}.localhost:${port}`);

export interface Colleague {
  id: string;
  workspaceId: string;
  name: string;
  email: string;
}

/** Somebody of the staff nobody else uses; signs in with a link, so `now` they have accepted. */
export async function colleague({ slug = "club", role = "admin" as Staff["role"] } = {}): Promise<Colleague> {
  const db = await database();
  const { id: workspaceId } = await db.workspace.update({ where: { slug }, data: { asksPerIp: 100_000 } });
  const tag = randomBytes(4).toString("hex");
  const email = `staff-${tag}@example.com`;
  const row = await db.staff.create({ data: { workspaceId, name: `Sam ${tag}`, email, emailKey: email, role, acceptedAt: new Date() } });
  return { id: row.id, workspaceId, name: row.name, email };
}
