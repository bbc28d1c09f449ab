"use server";

import { revalidatePath } from "next/cache";
import { notFound } from "next/navigation";
import { type SettingsState, stateAfter } from "@/components/settings/state";
import { requireStaff } from "@/lib/here";
import type { PolicyField } from "@/lib/policies";
import { savePolicy } from "@/lib/settings/policies";

const POLICIES = "/dashboard/settings/policies";
const CHOOSE = { "*": "Please choose one of these." };

const WORDS: Record<PolicyField, Record<string, string>> = {
  lifetimeMinutes: { "*": "Please give a whole number: 5 minutes at least, 30 days at most." },
  supersede: CHOOSE,
  confirm: CHOOSE,
  expired: CHOOSE,
  ipBound: CHOOSE,
  includeCode: CHOOSE,
  requiresPortalAccess: CHOOSE,
  destination: { "*": "Please give a page of this portal: it begins with a slash, like /projects." },
  rateLimit: { "*": "Please give a whole number from 1 to 20." },
};

export async function save(_: SettingsState, form: FormData): Promise<SettingsState> {
  const { viewer } = await requireStaff("settings.edit", POLICIES);
  const saved = await savePolicy(viewer, Object.fromEntries(form));
  if (!saved) notFound();
  if (saved.ok) revalidatePath(POLICIES, "layout");
  return stateAfter(saved, form, WORDS, "Saved. It counts for links that are sent from now on.");
}
