// Settings, General: what the business is called, how people reach it, and which clock it lives by (SPEC W2, L13).
import { isTimeZone } from "../values/time";
import { allow, type Staff } from "../viewer";
import { type Area, changeColumns, problemsIn, readColumns, type Saved, seenOf } from "./change";
import { optionalEmail, optionalLine, optionalPhone, optionalUrl } from "./parse";

export interface General {
  name: string;
  supportEmail: string | null;
  supportPhone: string | null;
  supportUrl: string | null;
  timeZone: string;
}

export type GeneralField = keyof General;

const MAX_NAME = 80;

const AREA: Area<GeneralField> = {
  words: "the general settings",
  names: { name: "name", supportEmail: "support address", supportPhone: "support phone", supportUrl: "help page", timeZone: "time zone" },
};

export async function generalSettings(viewer: Staff): Promise<{ values: General; seen: string }> {
  const values = (await readColumns(viewer, AREA)) as unknown as General;
  return { values, seen: seenOf(values) };
}

export async function saveGeneral(viewer: Staff, typed: Partial<Record<GeneralField | "seen", unknown>>): Promise<Saved<GeneralField>> {
  allow(viewer, "settings.edit");
  const values = {
    name: optionalLine(typed.name, MAX_NAME) ?? undefined,
    supportEmail: optionalEmail(typed.supportEmail),
    supportPhone: optionalPhone(typed.supportPhone),
    supportUrl: optionalUrl(typed.supportUrl),
    timeZone: isTimeZone(typed.timeZone) ? typed.timeZone : undefined,
  };
  const problems = problemsIn(values);
  return problems ? { ok: false, reason: "invalid", problems } : changeColumns(viewer, AREA, values, typed.seen);
}
