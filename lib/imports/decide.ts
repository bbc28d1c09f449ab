// What becomes of one row: a new contact, a change of one, or nothing and why (SPEC D3). Pure: it is told who is there already.
import { domainOf, type EmailAddress } from "../values/email-address";
import { newId } from "../values/id";
import type { Named, Names } from "./named";
import type { Person } from "./person";

export interface There {
  id: string;
  name: string;
  phone: string | null;
  companyId: string | null;
  company: { name: string } | null;
  note: string;
  tagIds: string[];
  fields: unknown;
  externalId: string | null;
  addresses: { id: string; kind: "primary" | "partner"; emailKey: string }[];
}

export interface Known {
  byKey: Map<string, There>;
  byExternalId: Map<string, string>;
  /** By contact, or by an address of this batch: the line of the file that has had it before. */
  lines: Map<string, number>;
  companies: Names;
  /** By domain, those that proved it. */
  proved: Map<string, Named>;
  tags: Names;
}

export interface NewContact {
  id: string;
  name: string;
  email: EmailAddress;
  partner?: EmailAddress;
  phone: string | null;
  company: Named | null;
  /** The company, where only the address says so. */
  joins?: Named;
  tags: Named[];
  note: string;
  externalId: string | null;
  fields: Record<string, string>;
}

/** The columns of a contact that an import can change. */
export interface Columns {
  name: string;
  phone: string | null;
  companyId: string | null;
  note: string;
  tagIds: string[];
  fields: Record<string, string>;
  externalId: string | null;
}

export type Before = Columns & { addressId?: string };

type Changes = Record<string, [before: string | null, after: string]>;

export type Decided =
  | { line: number; result: "created"; contact: NewContact }
  | {
      line: number;
      result: "updated";
      contactId: string;
      set: Partial<Columns>;
      partner?: { id: string; email: string; emailKey: string };
      joins?: Named;
      before: Before;
      changes: Changes;
    }
  | { line: number; result: "skipped"; problem: string; contactId: string | null }
  | { line: number; result: "failed"; problem: string };

interface Row {
  line: number;
  person: Person;
}

export function decide(row: Row, how: { duplicates: string; tag: string | null }, known: Known): Decided {
  const { line, person } = row;
  const { email, partner, externalId } = person;
  const there = known.byKey.get(email.key);
  const earlier = known.lines.get(email.key) ?? (there && known.lines.get(there.id));
  if (earlier) return { line, result: "skipped", problem: `Line ${earlier} of the file has the same person.`, contactId: there?.id ?? null };
  const failed = (problem: string): Decided => ({ line, result: "failed", problem });
  const sameId = externalId && known.byExternalId.get(externalId);
  if (sameId && sameId !== there?.id) return failed(`The external id “${externalId}” belongs to somebody else already.`);
  const partnerOf = partner && (known.byKey.get(partner.key)?.id ?? (known.lines.has(partner.key) ? "somebody of this file" : undefined));
  if (partnerOf && partnerOf !== there?.id) return failed(`The partner's email address ${partner.email} belongs to somebody else already.`);
  const decided = there ? again(row, how, there, known) : { line, result: "created" as const, contact: contactOf(person, how.tag, known) };
  remember(decided, person, known);
  return decided;
}

function contactOf({ email, partner, name, phone, company, tags, note, externalId, fields }: Person, tag: string | null, known: Known): NewContact {
  const joins = company ? undefined : provedBy([email, partner], known);
  return {
    id: newId(),
    name: name ?? email.email,
    email,
    partner,
    phone: phone ?? null,
    company: company ? known.companies.of(company) : (joins ?? null),
    joins,
    tags: tagsOf(tags, tag, known),
    note: note ?? "",
    externalId: externalId ?? null,
    fields,
  };
}

/** The company that has proved the domain of one of these addresses. */
const provedBy = (addresses: (EmailAddress | undefined)[], { proved }: Known): Named | undefined =>
  addresses.flatMap((address) => (address && proved.get(domainOf(address.key))) ?? [])[0];

function tagsOf(tags: string[] = [], tag: string | null, known: Known): Named[] {
  const named = [...tags, ...(tag ? [tag] : [])].map(known.tags.of);
  return [...new Map(named.map((one) => [one.id, one])).values()];
}

/** Somebody who is a contact already. What the row leaves empty stays as it is; tags are added, never taken. */
function again({ line, person }: Row, { duplicates, tag }: { duplicates: string; tag: string | null }, there: There, known: Known): Decided {
  const skipped = (problem: string): Decided => ({ line, result: "skipped", problem, contactId: there.id });
  const own = there.addresses.find(({ emailKey }) => emailKey === person.email.key);
  if (own?.kind === "partner") return skipped(`${person.email.email} is the partner's address of ${there.name}.`);
  if (duplicates !== "update") return skipped("Is a contact already.");
  if (person.externalId && there.externalId && person.externalId !== there.externalId)
    return { line, result: "failed", problem: `${there.name} has another external id, “${there.externalId}”.` };
  const others = there.addresses.filter(({ kind }) => kind === "partner");
  const isTheirs = person.partner && there.addresses.some(({ emailKey }) => emailKey === person.partner?.key);
  if (person.partner && !isTheirs && others.length)
    return { line, result: "failed", problem: `${there.name} has another partner's address. Change it on their page.` };
  const partner = person.partner && !isTheirs ? { id: newId(), email: person.partner.email, emailKey: person.partner.key } : undefined;
  const { set, changes } = differences(person, tag, there, known);
  if (partner) changes["partner's address"] = [null, partner.email];
  const joins = partner && set.companyId === undefined && !there.companyId ? provedBy([person.partner], known) : undefined;
  if (joins) set.companyId = joins.id;
  if (!Object.keys(changes).length) return skipped("Is a contact already, and nothing differs.");
  const { name, phone, companyId, note, tagIds, externalId } = there;
  const before = { name, phone, companyId, note, tagIds, externalId, fields: there.fields as Columns["fields"], ...(partner && { addressId: partner.id }) };
  return { line, result: "updated", contactId: there.id, set, partner, joins, before, changes };
}

function differences(person: Person, tag: string | null, there: There, known: Known): { set: Partial<Columns>; changes: Changes } {
  const set: Partial<Columns> = {};
  const changes: Changes = {};
  const change = <K extends keyof Columns>(column: K, value: Columns[K], what: string, was: string | null, is: string) => {
    set[column] = value;
    changes[what] = [was || null, is];
  };
  const { name, phone, note, externalId } = person;
  if (name && name !== there.name) change("name", name, "name", there.name, name);
  if (phone && phone !== there.phone) change("phone", phone, "phone", there.phone, phone);
  if (note && note !== there.note) change("note", note, "note", there.note, note);
  if (externalId && externalId !== there.externalId) change("externalId", externalId, "external id", there.externalId, externalId);
  const company = person.company && known.companies.of(person.company);
  if (company && company.id !== there.companyId) change("companyId", company.id, "company", there.company?.name ?? null, company.name);
  const added = tagsOf(person.tags, tag, known).filter(({ id }) => !there.tagIds.includes(id));
  if (added.length) change("tagIds", [...there.tagIds, ...added.map(({ id }) => id)], "tags", null, added.map((one) => one.name).join(", "));
  const has = there.fields as Record<string, unknown>;
  const own = Object.entries(person.fields).filter(([key, value]) => !Object.hasOwn(has, key) || has[key] !== value);
  if (own.length)
    change(
      "fields",
      { ...(has as Columns["fields"]), ...Object.fromEntries(own) },
      own.map(([key]) => key).join(", "),
      null,
      own.map(([, value]) => value).join(", "),
    );
  return { set, changes };
}

/** The next rows of the batch know of it. */
function remember(decided: Decided, { email, partner, externalId }: Person, known: Known): void {
  if (decided.result !== "created" && decided.result !== "updated") return;
  const id = decided.result === "created" ? decided.contact.id : decided.contactId;
  for (const key of [id, email.key, ...(partner ? [partner.key] : [])]) known.lines.set(key, decided.line);
  if (externalId) known.byExternalId.set(externalId, id);
}
