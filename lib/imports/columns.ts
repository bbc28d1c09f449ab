// What the columns of a file can be, and what they probably are (SPEC D3).
import type { Tx } from "../plumbing/db";
import { parseEmail } from "../values/email-address";
import { fold } from "../values/fold";

export interface CustomField {
  key: string;
  label: string;
  kind: "text" | "date" | "choice";
  choices: string[];
}

/** Word in the database → what staff read, and how the columns of other programs are called. */
const COLUMNS = {
  email: ["Email address", "email, e mail, email address, e mail address, primary email, mail, email 1, e mail 1 value, emailadresse, correo, courriel"],
  name: ["Name", "name, full name, display name, contact, contact name, customer, client, member, nombre, nom complet"],
  firstName: ["First name", "first name, firstname, given name, forename, vorname, prenom, nombre de pila"],
  lastName: ["Last name", "last name, lastname, surname, family name, nachname, nom, apellido, apellidos"],
  partnerEmail: [
    "Partner email address",
    "partner email, partner e mail, partner email address, second email, secondary email, email 2, e mail 2 value, spouse email",
  ],
  phone: ["Phone", "phone, phone number, telephone, tel, mobile, cell, phone 1 value, telefon, telephone number, handy, telefono"],
  company: [
    "Company",
    "company, company name, organization, organisation, organization name, account, business, firm, employer, firma, unternehmen, empresa, societe, entreprise",
  ],
  tags: ["Tags", "tags, tag, labels, label, groups, group, segments, schlagworte, etiquetas"],
  note: ["Note", "note, notes, comment, comments, remarks, description, notiz, bemerkung"],
  externalId: [
    "External id",
    "external id, externalid, customer id, customer number, member id, member number, client id, kundennummer, mitgliedsnummer, reference",
  ],
} satisfies Record<string, [label: string, names: string]>;

type Known = keyof typeof COLUMNS;
export type Target = Known | `field:${string}`;
/** By place in the file; null: not imported. */
export type Mapping = (Target | null)[];

export interface Choice {
  value: Target;
  label: string;
}

export const fieldsOf = (client: Pick<Tx, "field">, workspaceId: string): Promise<CustomField[]> =>
  client.field.findMany({
    where: { workspaceId },
    orderBy: [{ position: "asc" }, { key: "asc" }],
    select: { key: true, label: true, kind: true, choices: true },
  });

export const choicesOf = (fields: CustomField[]): Choice[] => [
  ...Object.entries(COLUMNS).map(([value, [label]]) => ({ value: value as Known, label })),
  ...fields.map(({ key, label }) => ({ value: `field:${key}` as const, label })),
];

/** null: none that makes sense, or one of another workspace. */
export function parseMapping(value: unknown, columns: number, fields: CustomField[]): Mapping | null {
  const known = new Set<unknown>(choicesOf(fields).map((choice) => choice.value));
  if (!Array.isArray(value) || value.length !== columns) return null;
  return value.every((target) => target === null || known.has(target)) ? value : null;
}

/** By the names of the columns; the addresses also by what is in them. Each is given once. */
export function guessMapping(headers: string[], sample: string[][], fields: CustomField[]): Mapping {
  const names = new Map<string, Target>();
  for (const { key, label } of fields) names.set(plain(label), `field:${key}`);
  for (const [target, [, called]] of Object.entries(COLUMNS)) for (const name of called.split(", ")) names.set(name, target as Known);
  const given = new Set<Target>();
  const mapping: Mapping = headers.map((header) => {
    const target = names.get(plain(header));
    if (!target || given.has(target)) return null;
    given.add(target);
    return target;
  });
  if (!given.has("email")) {
    const at = headers.findIndex((_, i) => mapping[i] === null && mostly(sample, (cells) => parseEmail(cells[i]?.trim()) !== null));
    if (at >= 0) mapping[at] = "email";
  }
  return mapping;
}

const plain = (header: string) => fold(header.replace(/[^\p{L}\p{N}]+/gu, " "));
const mostly = (rows: string[][], is: (cells: string[]) => boolean) => rows.length > 0 && rows.filter(is).length * 2 > rows.length;

/** A file without names of columns begins with somebody. */
export const hasHeaders = (first: string[]): boolean => !first.some((cell) => parseEmail(cell.trim()));
