"use server";

import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/here";
import { backToOnePressAt } from "@/lib/settings/gateways";

const HERE = "/dashboard/settings/policies";

export async function backToOnePress(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("settings.edit", HERE);
  redirect(`${HERE}?said=${(await backToOnePressAt(viewer, form.get("domain"))) ? "code_off" : "code_off_already"}`);
}
