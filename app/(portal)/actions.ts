"use server";

import { redirect } from "next/navigation";
import { viewerHere } from "@/lib/here";
import { endPreview } from "@/lib/preview";

/** Back to the contact whose portal was looked at. */
export async function leavePreview(): Promise<void> {
  const viewer = await viewerHere();
  if (viewer?.kind !== "staff") redirect("/");
  await endPreview(viewer);
  redirect((viewer.preview ? `/dashboard/contacts/${viewer.preview.contactId}` : "/dashboard") as never);
}
