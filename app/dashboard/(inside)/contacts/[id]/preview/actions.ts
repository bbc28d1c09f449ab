"use server";

import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/here";
import { startPreview } from "@/lib/preview";
import { sayTooLong } from "@/lib/values/typed";

export interface PreviewState {
  problem: string | null;
}

/** Leads into the portal, as the member sees it. */
export async function preview(_: PreviewState, form: FormData): Promise<PreviewState> {
  const { viewer } = await requireStaff("contacts.preview", "/dashboard/contacts");
  const started = await startPreview(viewer, form.get("contact"), form.get("why"));
  if (started.ok) redirect("/");
  if (started.reason === "why") return { problem: "Please say in a few words why you look." };
  if (started.reason === "too_long") return { problem: sayTooLong(started) };
  return { problem: "This contact does not exist any more. Go back to the list and look again." };
}
