"use server";

import { revalidatePath } from "next/cache";
import { type SettingsState, stateAfter } from "@/components/settings/state";
import { requireStaff } from "@/lib/here";
import { type GeneralField, saveGeneral } from "@/lib/settings/general";

const HERE = "/dashboard/settings/general";

const WORDS: Record<GeneralField, Record<string, string>> = {
  name: { "*": "Please give the business a name of at most 80 characters." },
  supportEmail: { "*": "Please check the address: it should look like help@your-company.com." },
  supportPhone: { "*": "Please check the number: digits, spaces and + ( ) . / - only." },
  supportUrl: { "*": "Please check the address of the page: it should look like https://your-company.com/help." },
  timeZone: { "*": "Please choose a time zone from the list." },
};

export async function save(_: SettingsState, form: FormData): Promise<SettingsState> {
  const { viewer } = await requireStaff("settings.edit", HERE);
  const saved = await saveGeneral(viewer, Object.fromEntries(form));
  if (saved.ok) revalidatePath("/dashboard", "layout");
  return stateAfter(saved, form, WORDS);
}
