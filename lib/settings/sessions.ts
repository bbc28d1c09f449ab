// Settings, Sessions: how long members stay signed in (SPEC S2).
import { inWords } from "../values/time";
import { allow, type Staff } from "../viewer";
import { type Area, changeColumns, problemsIn, readColumns, type Saved, seenOf } from "./change";
import { wholeNumber } from "./parse";

export interface SessionRules {
  sessionDays: number;
  /** null: as long as they keep coming. */
  sessionMaxDays: number | null;
}

export type SessionField = keyof SessionRules;

export const SESSION_DAYS = { min: 1, max: 365, warn: 90 };

const MINUTES_PER_DAY = 24 * 60;

const AREA: Area<SessionField> = {
  words: "how long sessions last",
  names: { sessionDays: "time without a visit", sessionMaxDays: "longest time altogether" },
  show: (_, days) => (typeof days === "number" ? inWords(days * MINUTES_PER_DAY) : "no limit"),
  check: ({ sessionDays, sessionMaxDays }) =>
    sessionMaxDays !== null && Number(sessionMaxDays) < Number(sessionDays) ? { field: "sessionMaxDays", reason: "shorter" } : null,
};

export async function sessionSettings(viewer: Staff): Promise<{ values: SessionRules; seen: string }> {
  const values = (await readColumns(viewer, AREA)) as unknown as SessionRules;
  return { values, seen: seenOf(values) };
}

/** Days without a visit count from everybody's next one; days altogether hold at once, for who is signed in as well. */
export async function saveSessionSettings(viewer: Staff, typed: Partial<Record<SessionField | "seen", unknown>>): Promise<Saved<SessionField>> {
  allow(viewer, "settings.edit");
  const blank =
    typed.sessionMaxDays === null || typed.sessionMaxDays === undefined || (typeof typed.sessionMaxDays === "string" && !typed.sessionMaxDays.trim());
  const values = { sessionDays: wholeNumber(typed.sessionDays, SESSION_DAYS), sessionMaxDays: blank ? null : wholeNumber(typed.sessionMaxDays, SESSION_DAYS) };
  const problems = problemsIn(values);
  return problems ? { ok: false, reason: "invalid", problems } : changeColumns(viewer, AREA, values, typed.seen);
}
