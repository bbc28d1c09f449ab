"use server";

import { redirect } from "next/navigation";
import { requireWorkspace, visitorHere } from "@/lib/here";
import { disownSession } from "@/lib/sessions/disown";

export async function disown(form: FormData): Promise<void> {
  const [workspace, visitor] = await Promise.all([requireWorkspace(), visitorHere()]);
  await disownSession(workspace, visitor, String(form.get("token") ?? ""));
  redirect("/sign-in?note=ended");
}
