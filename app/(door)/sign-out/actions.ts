"use server";

import { redirect } from "next/navigation";
import { dropSession, viewerHere } from "@/lib/here";
import { signOut } from "@/lib/sessions";

/** The form says whose frame it stands in: nobody else knows once the session had ended already. */
export async function leave(form?: FormData): Promise<void> {
  const viewer = await viewerHere();
  if (viewer) await signOut(viewer);
  await dropSession();
  const isStaff = viewer ? viewer.kind === "staff" : form?.get("door") === "staff";
  redirect((isStaff ? "/dashboard/sign-in" : "/sign-in?note=signed-out") as never);
}
