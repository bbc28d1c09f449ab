// The demo: one workspace per preset, each with the cast of SPEC R1a. All of it is made up.
import { entry, system } from "@/lib/activity";
import { searchText } from "@/lib/contacts/search-text";
import { db, isTaken, type Tx, transaction } from "@/lib/plumbing/db";
import { presetPolicies } from "@/lib/policies";
import { fold } from "@/lib/values/fold";
import { newId } from "@/lib/values/id";
import { DEMO_BRANDS } from "./demo-brands";
import type { Preset, Role } from "./generated/enums";

interface DemoContact {
  name: string;
  addresses: string[];
  company: string;
  active?: boolean;
  portalAccess?: boolean;
}

const LOVELACE = "Lovelace & Daughters";
const CONTACTS: DemoContact[] = [
  { name: "Ada Lovelace", addresses: ["ada@example.com", "adam@example.com"], company: LOVELACE, portalAccess: true },
  { name: "Ben Okafor", addresses: ["ben@example.com"], company: "Okafor Joinery", active: false, portalAccess: true },
  { name: "Cleo Marchetti", addresses: ["cleo@example.com"], company: "Marchetti Studio" },
  { name: "Dora Lovelace", addresses: ["dora@example.com"], company: LOVELACE, portalAccess: true },
  { name: "Zoë Ünï", addresses: ["zoe@example.com"], company: "شركة النور", portalAccess: true },
];

const STAFF: { name: string; role: Role }[] = [
  { name: "Olivia Owner", role: "owner" },
  { name: "Adrian Admin", role: "admin" },
  { name: "Agnes Agent", role: "agent" },
  { name: "Victor Viewer", role: "viewer" },
];

export const DEMO_MEMBER = "ada@example.com";
export const DEMO_STAFF = "owner@example.com";

/** On a busy machine it takes its time, and so does another server that started at the same moment. */
const PATIENCE_MS = 60_000;
const OTHERS_MS = 20_000;
const LOOKS_AGAIN_MS = 250;

/** Fills an empty database; one that has workspaces is left alone. */
export async function loadDemo(): Promise<boolean> {
  if (await hasWorkspaces()) return false;
  try {
    await transaction(async (tx) => {
      for (const preset of Object.keys(DEMO_BRANDS) as Preset[]) await loadWorkspace(tx, preset);
    }, PATIENCE_MS);
    return true;
  } catch (error) {
    // Another server was first, or it has been at it for longer than a statement may wait.
    if (isTaken(error) || (await othersLoadIt())) return false;
    throw error;
  }
}

const hasWorkspaces = async () => (await db().workspace.count({ where: {} })) > 0;

async function othersLoadIt(): Promise<boolean> {
  for (const until = Date.now() + OTHERS_MS; Date.now() < until; ) {
    if (await hasWorkspaces()) return true;
    await new Promise((again) => setTimeout(again, LOOKS_AGAIN_MS));
  }
  return false;
}

async function loadWorkspace(tx: Tx, preset: Preset): Promise<void> {
  const { id: workspaceId } = await tx.workspace.create({
    data: { slug: preset, preset, ...DEMO_BRANDS[preset], footerLinks: [...DEMO_BRANDS[preset].footerLinks], policies: { create: presetPolicies(preset) } },
  });
  for (const { name, role } of STAFF) {
    const email = `${role}@example.com`;
    await tx.staff.create({ data: { workspaceId, name, email, emailKey: email, role, acceptedAt: new Date() } });
  }
  const companies = new Map<string, string>();
  for (const name of new Set(CONTACTS.map((c) => c.company))) {
    companies.set(name, (await tx.company.create({ data: { workspaceId, name, nameKey: fold(name) } })).id);
  }
  for (const contact of CONTACTS) await loadContact(tx, workspaceId, contact, companies.get(contact.company)!);
}

async function loadContact(
  tx: Tx,
  workspaceId: string,
  { name, addresses, company, active = true, portalAccess = false }: DemoContact,
  companyId: string,
): Promise<void> {
  const id = newId();
  const search = searchText({ name, emails: addresses, company });
  await tx.contact.create({ data: { id, workspaceId, companyId, name, nameKey: fold(name), active, portalAccess, search } });
  await tx.address.createMany({
    data: addresses.map((email, i) => ({ workspaceId, contactId: id, kind: i === 0 ? "primary" : "partner", email, emailKey: email })),
  });
  await tx.activity.create({ data: entry(system(workspaceId), "contact.created", { contactId: id }, {}) });
}
