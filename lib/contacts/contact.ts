// One contact as staff see and edit it (SPEC D4). Two who edit at once both keep their words: the second is told what the first wrote.
import { record, recordAll, system } from "../activity";
import { joinedEntry, provedCompanies } from "../companies";
import { readFields } from "../fields";
import { db, isTaken, type Tx, transaction } from "../plumbing/db";
import { domainOf, parseEmail } from "../values/email-address";
import { fold } from "../values/fold";
import { parseId } from "../values/id";
import { inFull, isTooLong, type NoRoom, noRoom, partsOf, type TooLong, typedLine, typedLines, typedVersion } from "../values/typed";
import { type Actor, allow, type Staff } from "../viewer";
import { refreshBounced } from "./bounced";
import { MAX_NAME, MAX_NOTE, MAX_PHONE, MAX_TAG, MAX_TAGS } from "./room";
import { refreshSearch } from "./search-text";

const PHONE = /^[+()\d][\d ()./+-]*$/;

export interface ContactAddress {
  id: string;
  kind: "primary" | "partner";
  email: string;
  emailKey: string;
  verifiedAt: Date | null;
  /** Why mail to it is stopped; null when it is not. */
  stopped: "bounced" | "complained" | "manual" | null;
}

export interface Contact {
  id: string;
  name: string;
  phone: string | null;
  note: string;
  company: { id: string; name: string } | null;
  tags: { id: string; name: string }[];
  /** What stands in the workspace's own fields, by their keys. */
  fields: Record<string, string>;
  active: boolean;
  portalAccess: boolean;
  accessEndsAt: Date | null;
  bounced: boolean;
  invitedAt: Date | null;
  firstSignedInAt: Date | null;
  lastSeenAt: Date | null;
  createdAt: Date;
  version: number;
  addresses: ContactAddress[];
}

/** null: nobody, or not of this workspace. */
export async function contactOf(viewer: Staff, id: unknown): Promise<Contact | null> {
  const { workspaceId } = allow(viewer, "contacts.read");
  const contactId = parseId(id);
  const row =
    contactId &&
    (await db().contact.findUnique({
      where: { workspaceId_id: { workspaceId, id: contactId } },
      omit: { passwordHash: true }, // what is read here goes on to the page
      include: { addresses: { orderBy: { kind: "asc" } }, company: { select: { id: true, name: true } } },
    }));
  if (!row) return null;
  const [tags, stopped] = await Promise.all([
    row.tagIds.length
      ? db().tag.findMany({ where: { workspaceId, id: { in: row.tagIds } }, orderBy: { nameKey: "asc" }, select: { id: true, name: true } })
      : [],
    db().suppression.findMany({
      where: { workspaceId, emailKey: { in: row.addresses.map(({ emailKey }) => emailKey) }, clearedAt: null },
      select: { emailKey: true, reason: true },
    }),
  ]);
  const reasons = new Map(stopped.map(({ emailKey, reason }) => [emailKey, reason]));
  const addresses = row.addresses.map((a) => ({ ...a, stopped: reasons.get(a.emailKey) ?? null }));
  return { ...row, tags, addresses, fields: row.fields as Record<string, string> };
}

export type Refused = "not_found" | "name" | "email" | "exists" | "phone" | "tags" | "field" | "changed_meanwhile";
/** Where there is no room, the field is one of a contact, or the label of one of the workspace's own. */
export type Edited<More extends object = object> =
  | ({ ok: true } & More)
  | { ok: false; reason: Refused; otherId?: string; version?: number; label?: string }
  | NoRoom<string>;

export async function createContact(viewer: Staff, typed: { name: unknown; email: unknown; company?: unknown }): Promise<Edited<{ id: string }>> {
  const by = allow(viewer, "contacts.edit");
  const address = parseEmail(typed.email);
  if (!address) return { ok: false, reason: "email" };
  const read = inFull({ name: typedLine(typed.name, MAX_NAME), company: typedLine(typed.company, MAX_NAME) });
  if (!read.ok) return read;
  const name = read.texts.name || address.email;
  const { workspaceId } = by;
  return taken(workspaceId, address.key, () =>
    transaction(async (tx) => {
      const named = await companyNamed(tx, by, read.texts.company);
      const joins = named ? undefined : (await provedCompanies(tx, workspaceId, [address.key])).get(domainOf(address.key));
      const companyId = named ?? joins?.id ?? null;
      const { id } = await tx.contact.create({
        data: { workspaceId, name, nameKey: fold(name), companyId, addresses: { create: { email: address.email, emailKey: address.key } } },
        select: { id: true },
      });
      await refreshSearch(tx, workspaceId, [id]);
      await refreshBounced(tx, workspaceId, [id]);
      await record(tx, by, "contact.created", { contactId: id }, {});
      if (joins) await recordAll(tx, [joinedEntry(system(workspaceId), id, joins)]);
      return { ok: true as const, id };
    }),
  );
}

export interface Edit {
  version: unknown;
  name: unknown;
  phone: unknown;
  company: unknown;
  note: unknown;
  /** Names, separated by commas. */
  tags: unknown;
  /** Of the workspace's own fields, by their keys. */
  fields?: Record<string, unknown>;
}

export async function changeContact(viewer: Staff, id: unknown, typed: Edit): Promise<Edited> {
  const by = allow(viewer, "contacts.edit");
  const contactId = parseId(id);
  const tagNames = parseTags(typed.tags);
  const read = inFull({
    name: typedLine(typed.name, MAX_NAME),
    company: typedLine(typed.company, MAX_NAME),
    phone: typedLine(typed.phone, MAX_PHONE),
    note: typedLines(typed.note, MAX_NOTE),
  });
  if (!contactId) return { ok: false, reason: "not_found" };
  if (!read.ok) return read;
  const { name, company: companyName, note } = read.texts;
  const phone = read.texts.phone || null;
  if (!name) return { ok: false, reason: "name" };
  if (phone && !PHONE.test(phone)) return { ok: false, reason: "phone" };
  if (!tagNames) return { ok: false, reason: "tags" };
  if (isTooLong(tagNames)) return noRoom("tags", tagNames);
  const { workspaceId } = by;
  return transaction(async (tx): Promise<Edited> => {
    const before = await tx.contact.findUnique({ where: { workspaceId_id: { workspaceId, id: contactId } }, include: { company: true } });
    if (!before) return { ok: false, reason: "not_found" };
    if (before.version !== typedVersion(typed.version)) return { ok: false, reason: "changed_meanwhile", version: before.version };
    const own = await readFields(tx, workspaceId, before.fields, typed.fields ?? {});
    if (!own.ok) return own.tooLong ? noRoom(own.label, own.tooLong) : { ok: false, reason: "field", label: own.label };
    const companyId = await companyNamed(tx, by, companyName);
    const tags = await tagsNamed(tx, workspaceId, tagNames);
    const { count } = await tx.contact.updateMany({
      where: { workspaceId, id: contactId, version: before.version },
      data: { name, nameKey: fold(name), phone, note, companyId, tagIds: tags.map((tag) => tag.id), fields: own.values, version: { increment: 1 } },
    });
    if (!count) return { ok: false, reason: "changed_meanwhile", version: before.version };
    await refreshSearch(tx, workspaceId, [contactId]);
    const company = companyId && (await tx.company.findUnique({ where: { workspaceId_id: { workspaceId, id: companyId } } }));
    const fields = {
      name: [before.name, name],
      phone: [before.phone, phone],
      company: [before.company?.name ?? null, company ? company.name : null],
      note: [before.note, note],
    } satisfies Record<string, [string | null, string | null]>;
    const usual = Object.fromEntries(Object.entries(fields).filter(([, [was, is]]) => (was ?? "") !== (is ?? ""))) as typeof fields;
    const changes = { ...usual, ...own.changes };
    if (Object.keys(changes).length) await record(tx, by, "contact.changed", { contactId }, { changes });
    await recordTags(tx, by, contactId, before.tagIds, tags);
    return { ok: true };
  });
}

async function recordTags(tx: Tx, by: Actor, contactId: string, before: string[], tags: { id: string; name: string }[]): Promise<void> {
  const now = new Set(tags.map(({ id }) => id));
  const gone = before.filter((id) => !now.has(id));
  const names = gone.length ? await tx.tag.findMany({ where: { workspaceId: by.workspaceId, id: { in: gone } }, select: { name: true } }) : [];
  const added = tags.filter(({ id }) => !before.includes(id)).map(({ name }) => name);
  const removed = names.map(({ name }) => name);
  if (added.length || removed.length) await record(tx, by, "contact.tagged", { contactId }, { added, removed });
}

/** The company of that name, made when there is none yet; no name, no company. */
async function companyNamed(tx: Tx, by: Actor, name: string): Promise<string | null> {
  if (!name) return null;
  const { workspaceId } = by;
  const known = await tx.company.findFirst({ where: { workspaceId, nameKey: fold(name) }, orderBy: { createdAt: "asc" }, select: { id: true } });
  if (known) return known.id;
  const { id } = await tx.company.create({ data: { workspaceId, name, nameKey: fold(name) }, select: { id: true } });
  await record(tx, by, "company.created", { companyId: id }, { name });
  return id;
}

async function tagsNamed(tx: Tx, workspaceId: string, names: string[]): Promise<{ id: string; name: string }[]> {
  if (!names.length) return [];
  await tx.tag.createMany({ data: names.map((name) => ({ workspaceId, name, nameKey: fold(name) })), skipDuplicates: true });
  return tx.tag.findMany({ where: { workspaceId, nameKey: { in: names.map(fold) } }, orderBy: { nameKey: "asc" }, select: { id: true, name: true } });
}

/** Who else has the address: found out by the database, so that of twenty at once one wins. */
async function taken<T>(workspaceId: string, emailKey: string, work: () => Promise<T>): Promise<T | { ok: false; reason: "exists"; otherId?: string }> {
  try {
    return await work();
  } catch (error) {
    if (!isTaken(error)) throw error;
    const other = await db().address.findUnique({ where: { workspaceId_emailKey: { workspaceId, emailKey } }, select: { contactId: true } });
    return { ok: false, reason: "exists", ...(other && { otherId: other.contactId }) };
  }
}

/** null: more than there can be. Too long is one of them. */
function parseTags(typed: unknown): string[] | TooLong | null {
  const names = new Map<string, string>();
  const parts = partsOf(String(typed ?? ""), ",", MAX_TAGS);
  if (!parts) return null;
  for (const written of parts) {
    const name = typedLine(written, MAX_TAG);
    if (isTooLong(name)) return name;
    if (name) names.set(fold(name), name);
  }
  return names.size <= MAX_TAGS ? [...names.values()] : null;
}
