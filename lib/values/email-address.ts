// What counts as an email address, and when two of them are the same (SPEC A3).
import { domainToASCII } from "node:url";

export interface EmailAddress {
  /** As it is written to. */
  email: string;
  /** As it is matched: lower case, the domain in its ASCII form. */
  key: string;
}

const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;
const LOCAL_PART = /^[A-Za-z0-9!#$%&*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&*+/=?^_`{|}~-]+)*$/;
const ASCII_DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
const FORBIDDEN = /["',;:<>()[\]\\\p{C}\p{Z}]/u;

/** null: this is no address we would write to. */
export function parseEmail(typed: unknown): EmailAddress | null {
  if (typeof typed !== "string" || typed.length > MAX_LENGTH * 2) return null;
  const address = typed.trim().normalize("NFKC").trim();
  // A character that only becomes an @ under NFKC is a trick, not a habit (CVE-2026-73420).
  if (count(typed, "@") !== 1 || count(address, "@") !== 1 || address.length > MAX_LENGTH || FORBIDDEN.test(address)) return null;
  const at = address.indexOf("@");
  const local = address.slice(0, at);
  const written = address.slice(at + 1).toLowerCase();
  // Node cuts a name off there instead of refusing it.
  const domain = /[/?#%]/.test(written) ? "" : domainToASCII(written);
  if (local.length > MAX_LOCAL_LENGTH || !LOCAL_PART.test(local) || !ASCII_DOMAIN.test(domain)) return null;
  if (!/^[\s\x21-\x7e]*$/.test(typed.slice(0, typed.indexOf("@")))) return null; // a Kelvin sign is not a k
  const email = `${local}@${domain}`;
  return email.length > MAX_LENGTH ? null : { email, key: email.toLowerCase() };
}

/** Enough to recognise one's own address, too little to learn one: a…@example.com */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at < 1 ? "…" : `${email[0]}…${email.slice(at)}`;
}

export const domainOf = (emailKey: string): string => emailKey.slice(emailKey.lastIndexOf("@") + 1);

const count = (text: string, character: string) => text.split(character).length - 1;
