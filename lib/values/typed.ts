// Text typed into a field that has room for so many characters (CHECKS I13). Browsers stop there; whoever passes them by is told: nothing is cut.
import { oneLine, someLines } from "./text";

/** Characters: how many there is room for, and how many there are. */
export interface TooLong {
  max: number;
  length: number;
}

/** More than so many times the room, spaces and all, is not looked at more closely: a megabyte costs nothing. */
const ROOMS = 4;

/** One line; empty when nothing was typed. */
export const typedLine = (typed: unknown, max: number): string | TooLong => fit(typed, max, oneLine);

/** Several lines. */
export const typedLines = (typed: unknown, max: number): string | TooLong => fit(typed, max, someLines);

export const isTooLong = (text: unknown): text is TooLong => typeof text === "object" && text !== null && "max" in text;

function fit(typed: unknown, max: number, tidy: (text: string, max: number) => string): string | TooLong {
  if (typeof typed !== "string") return "";
  if (typed.length > max * ROOMS) return { max, length: typed.length };
  const text = tidy(typed, Number.POSITIVE_INFINITY);
  const { length } = [...text];
  return length > max ? { max, length } : text;
}

export type NoRoom<F extends string> = { ok: false; reason: "too_long"; field: F } & TooLong;

export const noRoom = <F extends string>(field: F, { max, length }: TooLong): NoRoom<F> => ({ ok: false, reason: "too_long", field, max, length });

/** Every text as it was typed, or the first that there is no room for. */
export function inFull<F extends string>(typed: Record<F, string | TooLong>): { ok: true; texts: Record<F, string> } | NoRoom<F> {
  for (const [field, text] of Object.entries(typed) as [F, string | TooLong][]) if (isTooLong(text)) return noRoom(field, text);
  return { ok: true, texts: typed as Record<F, string> };
}

/** The parts of a list that has room for so many; null when there are far more: a megabyte of commas costs nothing. */
export function partsOf(typed: string, separator: string | RegExp, max: number): string[] | null {
  const most = max * ROOMS;
  const parts = typed.split(separator, most + 1);
  return parts.length > most ? null : parts;
}

/** The version a page was shown, as its form sends it back; one that makes no sense is none that ever was. */
export const typedVersion = (typed: unknown): number =>
  /^\d{1,9}$/.test(typeof typed === "number" ? String(typed) : typeof typed === "string" ? typed : "") ? Number(typed) : 0;

/** For the one who typed it, beside the field. */
export const sayTooLong = ({ max, length }: TooLong, what = "This"): string =>
  `${what} has ${length.toLocaleString("en")} characters, and there is room for ${max.toLocaleString("en")}. Please shorten it.`;
