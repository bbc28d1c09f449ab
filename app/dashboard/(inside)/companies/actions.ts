"use server";

import { redirect } from "next/navigation";
import { createCompany } from "@/lib/companies";
import { requireStaff } from "@/lib/here";
import { sayTooLong } from "@/lib/values/typed";

export interface AddState {
  problem: string | null;
}

export async function add(_: AddState, form: FormData): Promise<AddState> {
  const { viewer } = await requireStaff("companies.edit", "/dashboard/companies");
  const made = await createCompany(viewer, form.get("name"));
  if (made.ok) redirect(`/dashboard/companies/${made.id}`);
  return { problem: made.reason === "too_long" ? sayTooLong(made) : "Please give a name." };
}
