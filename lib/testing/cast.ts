// The cast of SPEC R1a, for tests: the same people in two workspaces that must never meet.
import { type Preset, Role } from "@/prisma/generated/enums";
import { refreshSearch, searchText } from "../contacts/search-text";
import { db } from "../plumbing/db";
import { presetPolicies } from "../policies";
import { fold } from "../values/fold";
import { newId } from "../values/id";
import { type Member, makeViewer, type Staff, type Visitor } from "../viewer";
import { forgetWorkspaces, type Workspace, workspaceById } from "../workspaces";

export interface Person {
  contactId: string;
  addressId: string;
  email: string;
  name: string;
}

export interface Cast {
  workspace: Workspace;
  ada: Person;
  ben: Person;
  cleo: Person;
  dora: Person;
  staff: Record<Role, Staff>;
}

const COMPANY = "Lovelace Ltd";

let made = 0;

/** A workspace of this preset with everybody in it. Every call makes a new one. */
export async function cast(preset: Preset = "club", changes: Record<string, unknown> = {}): Promise<Cast> {
  const slug = `${preset}-${++made}-${newId().slice(-6)}`;
  const row = await db().workspace.create({
    data: { slug, name: `The ${preset}`, preset, supportEmail: "help@example.com", policies: { create: presetPolicies(preset) }, ...changes },
  });
  const workspaceId = row.id;
  const company = await db().company.create({ data: { workspaceId, name: COMPANY, nameKey: fold(COMPANY) } });
  const person = (name: string, more: object = {}) => contact(workspaceId, name, { companyId: company.id, ...more });
  const people = {
    ada: await person("Ada", { portalAccess: true }),
    ben: await person("Ben", { active: false, portalAccess: true }),
    cleo: await person("Cleo"),
    dora: await person("Dora", { portalAccess: true }),
  };
  await db().address.create({
    data: { workspaceId, contactId: people.ada.contactId, kind: "partner", email: "adam@example.com", emailKey: "adam@example.com" },
  });
  await refreshSearch(db(), workspaceId, [people.ada.contactId]);
  forgetWorkspaces();
  const workspace = (await workspaceById(workspaceId))!;
  const staff = Object.fromEntries(await Promise.all(Object.values(Role).map(async (role) => [role, await staffViewer(workspace, role)]))) as Record<
    Role,
    Staff
  >;
  return { workspace, ...people, staff };
}

async function contact(workspaceId: string, name: string, more: object): Promise<Person> {
  const email = `${name.toLowerCase()}@example.com`;
  const row = await db().contact.create({
    data: {
      workspaceId,
      name,
      nameKey: fold(name),
      search: searchText({ name, emails: [email], company: COMPANY }),
      ...more,
      addresses: { create: { email, emailKey: email } },
    },
    include: { addresses: true },
  });
  return { contactId: row.id, addressId: row.addresses[0]!.id, email, name };
}

async function staffViewer(workspace: Workspace, role: Role): Promise<Staff> {
  const email = `${role}@example.com`;
  const row = await db().staff.create({ data: { workspaceId: workspace.id, name: role, email, emailKey: email, role, acceptedAt: new Date() } });
  return makeViewer<Staff>(workspace, {
    kind: "staff",
    staffId: row.id,
    role,
    sessionId: newId(),
    name: role,
    email,
    freshAt: new Date(),
    passkeyAt: null,
    ...BROWSER,
  });
}

export const member = (workspace: Workspace, person: Person, more: Partial<Member> = {}): Member =>
  makeViewer<Member>(workspace, { kind: "member", ...person, sessionId: newId(), scope: "portal", itemPath: null, freshAt: new Date(), ...BROWSER, ...more });

const BROWSER = { ip: "203.0.113.7", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36", device: "Chrome on Linux" };

/** A browser at the door, with the cookies it has collected. */
export class TestBrowser {
  cookies: Visitor["cookies"] = { session: null, attempt: null, device: null };
  constructor(readonly ip = "203.0.113.7") {}

  get visitor(): Visitor {
    return { kind: "visitor", ...BROWSER, ip: this.ip, cookies: { ...this.cookies } };
  }
}
