// Settings, Limits: how much may be asked for and sent before somebody has to wait (SPEC A4).
import { allow, type Staff } from "../viewer";
import { type Area, changeColumns, problemsIn, readColumns, type Saved, seenOf } from "./change";
import { wholeNumber } from "./parse";

export interface Limits {
  /** In ten minutes. */
  asksPerIp: number;
  staffSendsPerHour: number;
}

export type LimitField = keyof Limits;

/** There is no "off": a limit that can be forgotten is none (A4). */
export const BOUNDS: Record<LimitField, { min: number; max: number; warn: number }> = {
  asksPerIp: { min: 5, max: 1_000, warn: 200 },
  staffSendsPerHour: { min: 1, max: 1_000, warn: 300 },
};

const AREA: Area<LimitField> = {
  words: "the limits",
  names: { asksPerIp: "requests from one internet address in 10 minutes", staffSendsPerHour: "links one person of the staff sends in an hour" },
};

export async function limitSettings(viewer: Staff): Promise<{ values: Limits; seen: string }> {
  const values = (await readColumns(viewer, AREA)) as unknown as Limits;
  return { values, seen: seenOf(values) };
}

export async function saveLimits(viewer: Staff, typed: Partial<Record<LimitField | "seen", unknown>>): Promise<Saved<LimitField>> {
  allow(viewer, "settings.edit");
  const values = {
    asksPerIp: wholeNumber(typed.asksPerIp, BOUNDS.asksPerIp),
    staffSendsPerHour: wholeNumber(typed.staffSendsPerHour, BOUNDS.staffSendsPerHour),
  };
  const problems = problemsIn(values);
  return problems ? { ok: false, reason: "invalid", problems } : changeColumns(viewer, AREA, values, typed.seen);
}
