// The next rows of an import as contacts, in one transaction with their entries in the log (SPEC D3, 12.5).
import { entry, record, recordAll, system } from "../activity";
import { joinedEntry, provedCompanies } from "../companies";
import { refreshBounced } from "../contacts/bounced";
import { refreshSearch, searchText } from "../contacts/search-text";
import type { Tx } from "../plumbing/db";
import { fold } from "../values/fold";
import { newId } from "../values/id";
import type { Actor } from "../viewer";
import { fieldsOf, type Mapping } from "./columns";
import { type Decided, decide, type Known, type NewContact } from "./decide";
import { FINGERPRINT } from "./fingerprint";
import { companiesNamed, makeFresh, type Named, tagsNamed } from "./named";
import { readPerson } from "./person";
import type { Running } from "./work";

export async function writeRows(tx: Tx, by: Actor, running: Running, limit: number): Promise<void> {
  const { id: importId, workspaceId } = running;
  const rows = await tx.importRow.findMany({
    where: { workspaceId, importId, result: null },
    orderBy: { line: "asc" },
    take: limit,
    select: { line: true, cells: true },
  });
  if (!rows.length) return finish(tx, by, running);
  const fields = await fieldsOf(tx, workspaceId);
  const read = rows.map(({ line, cells }) => ({ line, ...readPerson(cells, running.mapping as Mapping, fields) }));
  const people = read.flatMap((row) => (row.ok ? [row] : []));
  const companies = await companiesNamed(
    tx,
    workspaceId,
    people.flatMap(({ person }) => person.company ?? []),
  );
  const proved = await provedCompanies(
    tx,
    workspaceId,
    people.flatMap(({ person: { email, partner } }) => [email.key, ...(partner ? [partner.key] : [])]),
  );
  const tags = await tagsNamed(tx, workspaceId, [...people.flatMap(({ person }) => person.tags ?? []), ...(running.tag ? [running.tag] : [])]);
  const known: Known = { ...(await whoIsThere(tx, running, people)), companies, proved, tags };
  const decided = read.map((row): Decided => (row.ok ? decide(row, running, known) : { line: row.line, result: "failed", problem: row.problem }));
  await makeFresh(tx, by, importId, companies, tags);
  await create(tx, running, decided);
  await update(tx, running, decided);
  await noteStopped(tx, running, decided);
  await recordAll(
    tx,
    decided.flatMap((row) => entriesOf(by, running, row)),
  );
  await note(tx, running, decided);
}

/** Whoever has one of the addresses or external ids, and who of them was in the file before. */
async function whoIsThere(
  tx: Tx,
  { id: importId, workspaceId }: Running,
  people: { person: { email: { key: string }; partner?: { key: string }; externalId?: string } }[],
) {
  const keys = people.flatMap(({ person: { email, partner } }) => [email.key, ...(partner ? [partner.key] : [])]);
  const ids = people.flatMap(({ person }) => person.externalId ?? []);
  const found = await tx.address.findMany({ where: { workspaceId, emailKey: { in: keys } }, select: { contactId: true } });
  const numbered = await tx.contact.findMany({ where: { workspaceId, externalId: { in: ids } }, select: { id: true } });
  const contactIds = [...new Set([...found.map(({ contactId }) => contactId), ...numbered.map(({ id }) => id)])];
  // Nobody changes them meanwhile; in the order of their ids, so that two who want the same wait for each other in turn.
  await tx.$queryRawUnsafe(`SELECT id FROM "Contact" WHERE "workspaceId" = $1::uuid AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE`, workspaceId, contactIds);
  const [contacts, earlier] = await Promise.all([
    tx.contact.findMany({
      where: { workspaceId, id: { in: contactIds } },
      include: { addresses: { select: { id: true, kind: true, emailKey: true } }, company: { select: { name: true } } },
    }),
    tx.importRow.findMany({
      where: { workspaceId, importId, contactId: { in: contactIds }, result: { in: ["created", "updated"] } },
      select: { contactId: true, line: true },
    }),
  ]);
  return {
    byKey: new Map(contacts.flatMap((contact) => contact.addresses.map((address) => [address.emailKey, contact] as const))),
    byExternalId: new Map(contacts.flatMap((contact) => (contact.externalId ? [[contact.externalId, contact.id] as const] : []))),
    lines: new Map(earlier.map(({ contactId, line }) => [contactId as string, line])),
  };
}

async function create(tx: Tx, { id: importId, workspaceId }: Running, decided: Decided[]): Promise<void> {
  const created = decided.flatMap((row) => (row.result === "created" ? [row.contact] : []));
  if (!created.length) return;
  const rows = created.map((contact) => ({
    ...contact,
    nameKey: fold(contact.name),
    search: searchText({
      ...contact,
      emails: [contact.email.key, ...(contact.partner ? [contact.partner.key] : [])],
      company: contact.company?.name,
      tags: contact.tags.map(({ name }) => name),
    }),
    companyId: contact.company?.id ?? null,
    tagIds: contact.tags.map(({ id }) => id),
  }));
  await tx.$executeRawUnsafe(
    `INSERT INTO "Contact" (id, "workspaceId", "companyId", name, "nameKey", note, phone, "externalId", "tagIds", fields, search, "importId", "createdAt", "updatedAt")
     SELECT t.id, $1::uuid, t."companyId", t.name, t."nameKey", t.note, t.phone, t."externalId", t."tagIds", t.fields, t.search, $2::uuid, now(), now()
     FROM jsonb_to_recordset($3::jsonb) AS t (id uuid, "companyId" uuid, name text, "nameKey" text, note text, phone text, "externalId" text, "tagIds" uuid[], fields jsonb, search text)`,
    workspaceId,
    importId,
    JSON.stringify(rows),
  );
  await tx.$executeRawUnsafe(
    `INSERT INTO "Address" (id, "workspaceId", "contactId", kind, email, "emailKey")
     SELECT t.id, $1::uuid, t."contactId", t.kind, t.email, t.key FROM jsonb_to_recordset($2::jsonb) AS t (id uuid, "contactId" uuid, kind "AddressKind", email text, key text)`,
    workspaceId,
    JSON.stringify(created.flatMap(addressesOf)),
  );
}

const addressesOf = ({ id: contactId, email, partner }: NewContact) => [
  { id: newId(), contactId, kind: "primary", email: email.email, key: email.key },
  ...(partner ? [{ id: newId(), contactId, kind: "partner", email: partner.email, key: partner.key }] : []),
];

async function update(tx: Tx, { workspaceId }: Running, decided: Decided[]): Promise<void> {
  const updated = decided.flatMap((row) => (row.result === "updated" ? [row] : []));
  if (!updated.length) return;
  for (const { contactId, set } of updated) {
    const data = { ...set, ...(set.name !== undefined && { nameKey: fold(set.name) }), version: { increment: 1 } };
    await tx.contact.update({ where: { workspaceId_id: { workspaceId, id: contactId } }, data, select: { id: true } });
  }
  const added = updated.flatMap(({ contactId, partner }) => (partner ? [{ workspaceId, contactId, kind: "partner" as const, ...partner }] : []));
  await tx.address.createMany({ data: added });
  await refreshSearch(
    tx,
    workspaceId,
    updated.map(({ contactId }) => contactId),
  );
}

/** Mail to an address may be stopped before anybody has it. Few are: only the contacts of those are looked at. */
async function noteStopped(tx: Tx, { workspaceId }: Running, decided: Decided[]): Promise<void> {
  const contacts = new Map(
    decided.flatMap((row): [string, string][] => {
      if (row.result === "created") return addressesOf(row.contact).map(({ key, contactId }) => [key, contactId]);
      return row.result === "updated" && row.partner ? [[row.partner.emailKey, row.contactId]] : [];
    }),
  );
  const stopped = await tx.$queryRaw<{ emailKey: string }[]>`
    SELECT "emailKey" FROM "Suppression" WHERE "workspaceId" = ${workspaceId}::uuid AND "emailKey" = ANY(${[...contacts.keys()]}::text[]) AND "clearedAt" IS NULL`;
  const found = stopped.map(({ emailKey }) => contacts.get(emailKey)!);
  if (found.length) await refreshBounced(tx, workspaceId, found);
}

function entriesOf(by: Actor, { id: importId, fileName: file }: Running, row: Decided): ReturnType<typeof entry>[] {
  const joined = (contactId: string, joins?: Named) => (joins ? [joinedEntry(system(by.workspaceId), contactId, joins)] : []);
  if (row.result === "created") {
    const { id: contactId, joins } = row.contact;
    return [entry(by, "import.contact_created", { contactId }, { importId, file }), ...joined(contactId, joins)];
  }
  if (row.result === "updated") {
    const { contactId, changes, joins } = row;
    return [entry(by, "import.contact_updated", { contactId }, { importId, file, changes }), ...joined(contactId, joins)];
  }
  return [];
}

/** What became of each row, and of how many. */
async function note(tx: Tx, { id: importId, workspaceId }: Running, decided: Decided[]): Promise<void> {
  const rows = decided.map((row) => ({
    line: row.line,
    result: row.result,
    problem: "problem" in row ? row.problem : null,
    contactId: row.result === "created" ? row.contact.id : "contactId" in row ? row.contactId : null,
    before: row.result === "updated" ? row.before : null,
  }));
  await tx.$executeRawUnsafe(
    `UPDATE "ImportRow" r SET result = t.result, problem = t.problem, "contactId" = t."contactId", before = t.before,
       after = CASE WHEN t.result IN ('created', 'updated') THEN (SELECT ${FINGERPRINT} FROM "Contact" c WHERE c."workspaceId" = $1::uuid AND c.id = t."contactId") END
     FROM jsonb_to_recordset($3::jsonb) AS t (line int, result text, problem text, "contactId" uuid, before jsonb)
     WHERE r."workspaceId" = $1::uuid AND r."importId" = $2::uuid AND r.line = t.line`,
    workspaceId,
    importId,
    JSON.stringify(rows),
  );
  const count = (result: Decided["result"]) => ({ increment: decided.filter((row) => row.result === result).length });
  await tx.import.update({
    where: { id: importId, workspaceId },
    data: { done: { increment: decided.length }, created: count("created"), updated: count("updated"), skipped: count("skipped"), failed: count("failed") },
  });
}

async function finish(tx: Tx, by: Actor, { id, workspaceId, fileName: file }: Running): Promise<void> {
  const { created, updated, skipped, failed } = await tx.import.update({ where: { id, workspaceId }, data: { state: "done", finishedAt: new Date() } });
  await record(tx, by, "import.finished", {}, { importId: id, file, created, updated, skipped, failed });
}
