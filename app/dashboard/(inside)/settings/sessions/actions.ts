"use server";

import { revalidatePath } from "next/cache";
import { type SettingsState, stateAfter } from "@/components/settings/state";
import { requireStaff } from "@/lib/here";
import { type SessionField, saveSessionSettings } from "@/lib/settings/sessions";

const HERE = "/dashboard/settings/sessions";

const WORDS: Record<SessionField, Record<string, string>> = {
  sessionDays: { "*": "Please give a whole number of days from 1 to 365." },
  sessionMaxDays: {
    "*": "Please give a whole number of days from 1 to 365, or leave it empty.",
    shorter: "This is shorter than the time without a visit above. Make it at least as long, or leave it empty.",
  },
};

export async function save(_: SettingsState, form: FormData): Promise<SettingsState> {
  const { viewer } = await requireStaff("settings.edit", HERE);
  const saved = await saveSessionSettings(viewer, Object.fromEntries(form));
  if (saved.ok) revalidatePath(HERE);
  return stateAfter(saved, form, WORDS);
}
