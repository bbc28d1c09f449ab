"use server";

import { redirect } from "next/navigation";
import { createContact } from "@/lib/contacts/contact";
import { requireStaff } from "@/lib/here";
import { sayTooLong } from "@/lib/values/typed";

export interface AddState {
  problem: string | null;
  field?: string;
  otherId?: string;
}

export async function add(_: AddState, form: FormData): Promise<AddState> {
  const { viewer } = await requireStaff("contacts.edit", "/dashboard/contacts");
  const made = await createContact(viewer, { name: form.get("name"), email: form.get("email"), company: form.get("company") });
  if (made.ok) redirect(`/dashboard/contacts/${made.id}`);
  if (made.reason === "exists") return { problem: "Somebody with this address is here already.", field: "email", otherId: made.otherId };
  if (made.reason === "too_long") return { problem: sayTooLong(made), field: made.field };
  return { problem: "Please check the address: it should look like name@example.com.", field: "email" };
}
