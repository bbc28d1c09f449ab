"use server";

import { revalidatePath } from "next/cache";
import { type SettingsState, stateAfter } from "@/components/settings/state";
import { requireStaff } from "@/lib/here";
import { type LimitField, saveLimits } from "@/lib/settings/limits";

const HERE = "/dashboard/settings/limits";

const WORDS: Record<LimitField, Record<string, string>> = {
  asksPerIp: { "*": "Please give a whole number from 5 to 1,000." },
  staffSendsPerHour: { "*": "Please give a whole number from 1 to 1,000." },
};

export async function save(_: SettingsState, form: FormData): Promise<SettingsState> {
  const { viewer } = await requireStaff("settings.edit", HERE);
  const saved = await saveLimits(viewer, Object.fromEntries(form));
  if (saved.ok) revalidatePath(HERE);
  return stateAfter(saved, form, WORDS);
}
