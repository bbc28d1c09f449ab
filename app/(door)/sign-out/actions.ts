"use server";

import { redirect } from "next/navigation";
import { dropSession, viewerHere } from "@/lib/here";
import { signOut } from "@/lib/sessions";

export async function leave(): Promise<void> {
  const viewer = await viewerHere();
  if (viewer) await signOut(viewer);
  await dropSession();
  redirect((viewer?.kind === "staff" ? "/dashboard/sign-in" : "/sign-in?note=signed-out") as never);
}
