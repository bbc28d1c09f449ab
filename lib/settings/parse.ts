// What is typed into settings, made into values. undefined: it is none.
import { parseEmail } from "../values/email-address";
import { isTooLong, typedLine } from "../values/typed";

const MAX_URL = 300;
const PHONE = /^\+?[\d(][\d\s()./-]{3,38}$/;

const isEmpty = (typed: unknown): boolean => typed === null || typed === undefined || (typeof typed === "string" && !typed.trim());

/** One line; null when left empty. */
export function optionalLine(typed: unknown, max: number): string | null | undefined {
  if (isEmpty(typed)) return null;
  const line = typeof typed === "string" ? typedLine(typed, max) : undefined;
  return line === undefined || isTooLong(line) ? undefined : line || null;
}

export function optionalEmail(typed: unknown): string | null | undefined {
  return isEmpty(typed) ? null : parseEmail(typed)?.email;
}

export function optionalPhone(typed: unknown): string | null | undefined {
  const line = optionalLine(typed, 40);
  return line && !PHONE.test(line) ? undefined : line;
}

/** A page that a browser may open. "acme.com/help" is meant as https. */
export function optionalUrl(typed: unknown): string | null | undefined {
  const line = optionalLine(typed, MAX_URL);
  if (!line) return line;
  const full = /^[a-z][a-z0-9+.-]*:/i.test(line) && !/^[^/]+:\d+(?:\/|$)/.test(line) ? line : `https://${line}`;
  if (/\s/.test(full) || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  const fits = /^https?:$/.test(url.protocol) && !url.username && !url.password && /\.[a-z0-9-]{2,}$/i.test(url.hostname);
  return fits && url.href.length <= MAX_URL ? url.href : undefined;
}

export function wholeNumber(typed: unknown, { min, max }: { min: number; max: number }): number | undefined {
  const text = typeof typed === "number" ? String(typed) : typed;
  if (typeof text !== "string" || !/^\s*\d{1,9}\s*$/.test(text)) return undefined;
  const number = Number(text);
  return number >= min && number <= max ? number : undefined;
}

export const oneOf = <V extends string>(typed: unknown, values: readonly V[]): V | undefined => values.find((value) => value === typed);

/** A box that is not ticked is not sent. */
export const ticked = (typed: unknown): boolean => typed === "on";
