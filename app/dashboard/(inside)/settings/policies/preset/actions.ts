"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/here";
import { applyPreset } from "@/lib/settings/policies";

const POLICIES = "/dashboard/settings/policies";

export async function apply(_: string | null, form: FormData): Promise<string | null> {
  const { viewer } = await requireStaff("settings.edit", POLICIES);
  const applied = await applyPreset(viewer, { preset: form.get("preset"), seen: form.get("seen") });
  revalidatePath(POLICIES, "layout");
  if (applied.ok) redirect(`${POLICIES}?said=preset` as Route);
  return applied.reason === "stale"
    ? "Somebody changed the policies meanwhile. The list above is up to date now: please look it over once more."
    : "There is no such preset.";
}
