// The firms contacts belong to (SPEC D4, P4): by membership, or by an address of a domain that DNS has proved to be theirs.
import type { Sharing } from "@/prisma/generated/enums";
import { entry, record, recordAll, system } from "./activity";
import { refreshSearch } from "./contacts/search-text";
import { db, isTaken, type Tx, transaction } from "./plumbing/db";
import { texts } from "./plumbing/dns";
import { keyedHashes } from "./plumbing/secrets";
import { parseDomain } from "./values/domain";
import { domainOf } from "./values/email-address";
import { fold } from "./values/fold";
import { parseId } from "./values/id";
import { oneLine } from "./values/text";
import { inFull, type NoRoom, typedLine, typedLines, typedVersion } from "./values/typed";
import { type Actor, allow, type Staff } from "./viewer";

const PAGE = 50;
const MAX_NAME = 120;
const MAX_NOTE = 4_000;
/** Whoever has an address of the domain joins in parts of this size, so that no statement grows with the company. */
const JOINING = 1_000;
const SHARING: Sharing[] = ["none", "chosen", "everyone"];

export interface ListedCompany {
  id: string;
  name: string;
  domain: string | null;
  proved: boolean;
  people: number;
}

export interface CompanyPage {
  companies: ListedCompany[];
  next: string | null;
}

/** By name; `after` is the id of the last one of the page before. */
export async function listCompanies(viewer: Staff, { search = "", after }: { search?: string; after?: unknown } = {}): Promise<CompanyPage> {
  const { workspaceId } = allow(viewer, "companies.read");
  const last =
    parseId(after) && (await db().company.findUnique({ where: { workspaceId_id: { workspaceId, id: parseId(after)! } }, select: { id: true, nameKey: true } }));
  const rows = await db().company.findMany({
    where: {
      workspaceId,
      ...(search.trim() && { nameKey: { contains: literally(fold(search.slice(0, MAX_NAME))) } }),
      ...(last && { OR: [{ nameKey: { gt: last.nameKey } }, { nameKey: last.nameKey, id: { gt: last.id } }] }),
    },
    orderBy: [{ nameKey: "asc" }, { id: "asc" }],
    take: PAGE + 1,
    select: { id: true, name: true, domain: true, domainVerifiedAt: true },
  });
  const shown = rows.slice(0, PAGE);
  const people = await peopleOf(
    workspaceId,
    shown.map(({ id }) => id),
  );
  const companies = shown.map(({ id, name, domain, domainVerifiedAt }) => ({
    id,
    name,
    domain,
    proved: domainVerifiedAt !== null,
    people: people.get(id) ?? 0,
  }));
  return { companies, next: rows.length > PAGE ? companies.at(-1)!.id : null };
}

/** Of these companies alone: Prisma's own count of a relation counts those of all workspaces first. */
async function peopleOf(workspaceId: string, companyIds: string[]): Promise<Map<string | null, number>> {
  const counts = await db().contact.groupBy({ by: ["companyId"], where: { workspaceId, companyId: { in: companyIds } }, _count: true });
  return new Map(counts.map(({ companyId, _count }) => [companyId, _count]));
}

/** What means something in a pattern means itself. */
const literally = (text: string) => text.replace(/[%_\\]/g, "\\$&");

export interface Company {
  id: string;
  name: string;
  domain: string | null;
  provedAt: Date | null;
  /** What the owner of the domain puts into DNS. */
  proof: { name: string; value: string } | null;
  sharing: Sharing;
  note: string;
  version: number;
  createdAt: Date;
}

/** null: none, or not of this workspace. */
export async function companyOf(viewer: Staff, id: unknown): Promise<Company | null> {
  const { workspaceId } = allow(viewer, "companies.read");
  const companyId = parseId(id);
  const row = companyId && (await db().company.findUnique({ where: { workspaceId_id: { workspaceId, id: companyId } } }));
  if (!row) return null;
  const { name, domain, domainVerifiedAt, sharing, note, version, createdAt } = row;
  return {
    id: row.id,
    name,
    domain,
    provedAt: domainVerifiedAt,
    proof: domain ? proofOf(workspaceId, row.id, domain) : null,
    sharing,
    note,
    version,
    createdAt,
  };
}

/** Belongs to this company and this domain: moved to another, it proves nothing. */
const proofOf = (workspaceId: string, companyId: string, domain: string) => ({
  name: `_foyer.${domain}`,
  value: proofsOf(workspaceId, companyId, domain)[0] as string,
});

/** By today's secret and by those before it: a record that was added lately still counts. */
const proofsOf = (workspaceId: string, companyId: string, domain: string): string[] =>
  keyedHashes("domain", `company ${workspaceId} ${companyId} ${domain}`).map((hash) => `foyer-company=${hash.toString("base64url").slice(0, 32)}`);

export type CompanyRefused = "not_found" | "name" | "domain" | "domain_taken" | "sharing" | "changed_meanwhile";
export type CompanyDone<More extends object = object> =
  | ({ ok: true } & More)
  | { ok: false; reason: CompanyRefused; version?: number }
  | NoRoom<"name" | "note">;

export async function createCompany(viewer: Staff, typed: unknown): Promise<CompanyDone<{ id: string }>> {
  const by = allow(viewer, "companies.edit");
  const read = inFull({ name: typedLine(typed, MAX_NAME) });
  if (!read.ok) return read;
  const { name } = read.texts;
  if (!name) return { ok: false, reason: "name" };
  return transaction(async (tx) => {
    const { id } = await tx.company.create({ data: { workspaceId: by.workspaceId, name, nameKey: fold(name) }, select: { id: true } });
    await record(tx, by, "company.created", { companyId: id }, { name });
    return { ok: true as const, id };
  });
}

export interface CompanyEdit {
  version: unknown;
  name: unknown;
  domain: unknown;
  sharing: unknown;
  note: unknown;
}

export async function changeCompany(viewer: Staff, id: unknown, typed: CompanyEdit): Promise<CompanyDone> {
  const by = allow(viewer, "companies.edit");
  const companyId = parseId(id);
  const read = inFull({ name: typedLine(typed.name, MAX_NAME), note: typedLines(typed.note, MAX_NOTE) });
  const written = oneLine(String(typed.domain ?? ""), 255);
  const domain = written ? parseDomain(written) : null;
  const sharing = SHARING.find((mode) => mode === typed.sharing);
  if (!companyId) return { ok: false, reason: "not_found" };
  if (!read.ok) return read;
  const { name, note } = read.texts;
  if (!name) return { ok: false, reason: "name" };
  if (written && !domain) return { ok: false, reason: "domain" };
  if (!sharing) return { ok: false, reason: "sharing" };
  const { workspaceId } = by;
  const after = { name, domain, sharing, note };
  try {
    return await transaction(async (tx): Promise<CompanyDone> => {
      const before = await tx.company.findUnique({ where: { workspaceId_id: { workspaceId, id: companyId } } });
      if (!before) return { ok: false, reason: "not_found" };
      const { count } = await tx.company.updateMany({
        where: { workspaceId, id: companyId, version: typedVersion(typed.version) },
        data: { ...after, nameKey: fold(name), version: { increment: 1 }, ...(domain !== before.domain && { domainVerifiedAt: null }) },
      });
      if (!count) return { ok: false, reason: "changed_meanwhile", version: before.version };
      const changes = Object.fromEntries(
        (["name", "domain", "sharing", "note"] as const)
          .filter((key) => before[key] !== after[key])
          .map((key) => [key, [before[key], after[key]] as [string | null, string | null]]),
      );
      if (Object.keys(changes).length) await record(tx, by, "company.changed", { companyId }, { name, changes });
      if (before.name !== name) await refreshMembers(tx, workspaceId, companyId);
      return { ok: true };
    });
  } catch (error) {
    if (isTaken(error)) return { ok: false, reason: "domain_taken" };
    throw error;
  }
}

/** Members are found by the company's name. */
async function refreshMembers(tx: Tx, workspaceId: string, companyId: string): Promise<void> {
  let last = "";
  for (;;) {
    const part = await tx.contact.findMany({
      where: { workspaceId, companyId, ...(last && { id: { gt: last } }) },
      orderBy: { id: "asc" },
      take: JOINING,
      select: { id: true },
    });
    if (!part.length) return;
    const ids = part.map(({ id }) => id);
    await refreshSearch(tx, workspaceId, ids);
    last = ids.at(-1)!;
  }
}

/** The company goes, its people stay. */
export async function deleteCompany(viewer: Staff, id: unknown): Promise<CompanyDone<{ name: string }>> {
  const by = allow(viewer, "companies.edit");
  const { workspaceId } = by;
  const companyId = parseId(id);
  return transaction(async (tx): Promise<CompanyDone<{ name: string }>> => {
    const company = companyId && (await tx.company.findUnique({ where: { workspaceId_id: { workspaceId, id: companyId } } }));
    if (!company) return { ok: false, reason: "not_found" };
    for (;;) {
      const members = await tx.contact.findMany({ where: { workspaceId, companyId: company.id }, take: JOINING, select: { id: true } });
      if (!members.length) break;
      const ids = members.map((member) => member.id);
      await tx.contact.updateMany({ where: { workspaceId, id: { in: ids } }, data: { companyId: null, version: { increment: 1 } } });
      await refreshSearch(tx, workspaceId, ids);
    }
    await tx.company.deleteMany({ where: { workspaceId, id: company.id } });
    await record(tx, by, "company.deleted", { companyId: company.id }, { name: company.name });
    return { ok: true, name: company.name };
  });
}

export type Proved = { ok: true; joined: number } | { ok: false; reason: "not_found" | "no_domain" | "no_record" | "dns"; says?: string };

/** Looks into DNS; once it is proved, contacts with an address of the domain and no company join. */
export async function proveDomain(viewer: Staff, id: unknown): Promise<Proved> {
  const by = allow(viewer, "companies.edit");
  const company = await companyOf(viewer, id);
  if (!company) return { ok: false, reason: "not_found" };
  if (!company.domain || !company.proof) return { ok: false, reason: "no_domain" };
  const { domain, proof } = company;
  const answer = await texts(proof.name);
  if ("unknown" in answer) return { ok: false, reason: "dns", says: answer.unknown };
  const proofs = proofsOf(by.workspaceId, company.id, domain);
  if (!answer.found.some((text) => proofs.includes(text.trim()))) return { ok: false, reason: "no_record" };
  return transaction(async (tx): Promise<Proved> => {
    // The domain may have been changed while DNS was asked.
    const { count } = await tx.company.updateMany({ where: { workspaceId: by.workspaceId, id: company.id, domain }, data: { domainVerifiedAt: new Date() } });
    if (!count) return { ok: false, reason: "no_domain" };
    if (!company.provedAt)
      await record(tx, by, "company.changed", { companyId: company.id }, { name: company.name, changes: { "proved domain": [null, domain] } });
    return { ok: true, joined: await join(tx, by, company, domain) };
  });
}

/** By domain, the companies that have proved those of these addresses: whoever has one and is of no other company belongs there. */
export async function provedCompanies(tx: Tx, workspaceId: string, emailKeys: string[]): Promise<Map<string, { id: string; name: string }>> {
  const rows = await tx.company.findMany({
    where: { workspaceId, domain: { in: [...new Set(emailKeys.map(domainOf))] }, domainVerifiedAt: { not: null } },
    select: { id: true, name: true, domain: true },
  });
  return new Map(rows.map(({ id, name, domain }) => [domain as string, { id, name }]));
}

/** Of an address that came to somebody who is here already; null: they belong somewhere, or the domain is nobody's. */
export async function joinByAddress(tx: Tx, workspaceId: string, contactId: string, emailKey: string): Promise<{ id: string; name: string } | null> {
  const company = (await provedCompanies(tx, workspaceId, [emailKey])).get(domainOf(emailKey));
  if (!company || !(await moveTo(tx, workspaceId, contactId, { from: null, to: company.id }))) return null;
  await recordAll(tx, [joinedEntry(system(workspaceId), contactId, company)]);
  return company;
}

/** They joined by an address that was not theirs after all. */
export async function leaveAgain(tx: Tx, workspaceId: string, contactId: string, companyId: string): Promise<void> {
  const company = await tx.company.findUnique({ where: { workspaceId_id: { workspaceId, id: companyId } }, select: { name: true } });
  if (!company || !(await moveTo(tx, workspaceId, contactId, { from: companyId, to: null }))) return;
  await record(tx, system(workspaceId), "contact.changed", { contactId }, { changes: { company: [company.name, null] } });
}

async function moveTo(tx: Tx, workspaceId: string, contactId: string, { from, to }: { from: string | null; to: string | null }): Promise<boolean> {
  const { count } = await tx.contact.updateMany({
    where: { workspaceId, id: contactId, companyId: from },
    data: { companyId: to, version: { increment: 1 } },
  });
  if (count) await refreshSearch(tx, workspaceId, [contactId]);
  return count === 1;
}

/** That somebody joined by their address alone. */
export const joinedEntry = (by: Actor, contactId: string, { name }: { name: string }) =>
  entry(by, "contact.changed", { contactId }, { changes: { company: [null, name] } });

async function join(tx: Tx, by: Actor, company: { id: string; name: string }, domain: string): Promise<number> {
  const { workspaceId } = by;
  let joined = 0;
  for (;;) {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      UPDATE "Contact" SET "companyId" = ${company.id}::uuid, version = version + 1 WHERE "workspaceId" = ${workspaceId}::uuid AND id IN (
        SELECT c.id FROM "Address" a JOIN "Contact" c ON c."workspaceId" = a."workspaceId" AND c.id = a."contactId"
        WHERE a."workspaceId" = ${workspaceId}::uuid AND a."emailKey" LIKE ${`%@${literally(domain)}`} AND c."companyId" IS NULL LIMIT ${JOINING}
      ) RETURNING id`;
    if (!rows.length) return joined;
    await refreshSearch(
      tx,
      workspaceId,
      rows.map(({ id }) => id),
    );
    await recordAll(
      tx,
      rows.map(({ id }) => joinedEntry(by, id, company)),
    );
    joined += rows.length;
  }
}
