// One row of a file as the contact it means, or what is wrong with it in a sentence (SPEC D3). Nothing is cut off silently.
import { MAX_NAME, MAX_NOTE, MAX_PHONE, MAX_TAG, MAX_TAGS } from "../contacts/room";
import { MAX_FIELD } from "../fields";
import { plainCell } from "../values/csv";
import { type EmailAddress, parseEmail } from "../values/email-address";
import { fold } from "../values/fold";
import { oneLine } from "../values/text";
import { isTooLong, partsOf, sayTooLong, type TooLong, typedLine, typedLines } from "../values/typed";
import type { CustomField, Mapping, Target } from "./columns";

const MAX_ID = 120;

/** What a row says; what it leaves empty is missing. */
export interface Person {
  email: EmailAddress;
  partner?: EmailAddress;
  name?: string;
  phone?: string;
  company?: string;
  tags?: string[];
  note?: string;
  externalId?: string;
  fields: Record<string, string>;
}

export type Read = { ok: true; person: Person } | { ok: false; problem: string };

class Wrong extends Error {}

export function readPerson(cells: string[], mapping: Mapping, fields: CustomField[]): Read {
  const cell = (target: Target) => plainCell(cells[mapping.indexOf(target)] ?? "");
  try {
    const email = address(cell("email"), "The email address");
    if (!email) return { ok: false, problem: "There is no email address in this row." };
    const partner = address(cell("partnerEmail"), "The partner's email address");
    if (partner?.key === email.key) return { ok: false, problem: "The partner has the same email address." };
    const name = line("The name", [cell("name"), [cell("firstName"), cell("lastName")].join(" ")].find((said) => said.trim()) ?? "", MAX_NAME);
    const person: Person = {
      email,
      partner,
      name,
      phone: phone(cell("phone")),
      company: line("The company", cell("company"), MAX_NAME),
      tags: tagsIn(cell("tags")),
      note: note(cell("note")),
      externalId: line("The external id", cell("externalId"), MAX_ID),
      fields: Object.fromEntries(fields.flatMap((field) => ownField(field, cell(`field:${field.key}`)))),
    };
    return { ok: true, person };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, problem: error.message };
    throw error;
  }
}

function address(typed: string, what: string): EmailAddress | undefined {
  if (!typed.trim()) return undefined;
  const parsed = parseEmail(typed);
  if (!parsed) throw new Wrong(`${what} “${oneLine(typed, 80)}” is not one that mail can be sent to.`);
  return parsed;
}

function line(what: string, typed: string, max: number): string | undefined {
  readable(what, typed);
  return whole(what, typedLine(typed, max));
}

function note(typed: string): string | undefined {
  readable("The note", typed);
  return whole("The note", typedLines(typed, MAX_NOTE));
}

function whole(what: string, text: string | TooLong): string | undefined {
  if (isTooLong(text)) throw new Wrong(sayTooLong(text, what));
  return text || undefined;
}

function phone(typed: string): string | undefined {
  const said = line("The phone number", typed, MAX_PHONE);
  if (said && !/^[+()\d][\d ()./+-]*$/.test(said)) throw new Wrong(`“${said}” is not a phone number: digits, spaces and + ( ) . / - only.`);
  return said;
}

function tagsIn(typed: string): string[] | undefined {
  const parts = partsOf(typed, /[,;|]/, MAX_TAGS);
  if (!parts) throw new Wrong(`There are more than ${MAX_TAGS} tags.`);
  const names = new Map(parts.map((said) => line("A tag", said, MAX_TAG)).flatMap((name) => (name && fold(name) ? [[fold(name), name] as const] : [])));
  if (names.size > MAX_TAGS) throw new Wrong(`There are more than ${MAX_TAGS} tags.`);
  return names.size ? [...names.values()] : undefined;
}

function ownField({ key, label, kind, choices }: CustomField, typed: string): [string, string][] {
  const said = line(`“${label}”`, typed, MAX_FIELD);
  if (!said) return [];
  if (kind === "text") return [[key, said]];
  const value = kind === "date" ? dateIn(said) : choices.find((choice) => fold(choice) === fold(said));
  if (!value) throw new Wrong(kind === "date" ? `“${label}” is no date like 2026-11-21: “${said}”.` : `“${label}” can't be “${said}”.`);
  return [[key, value]];
}

/** 2026-11-21 or 21.11.2026; what could be read two ways is not guessed. */
function dateIn(said: string): string | null {
  const [, y, m, d] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said) ?? /^()(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(said) ?? [];
  const [year, month, day] = y ? [y, m, d] : [/\d{4}$/.exec(said)?.[0], d, m];
  const date = `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : null;
}

function readable(what: string, typed: string): void {
  if (typed.includes("\ufffd")) throw new Wrong(`${what} has characters that could not be read. Save the file as “CSV UTF-8”.`);
}
