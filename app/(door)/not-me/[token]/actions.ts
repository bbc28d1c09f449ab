"use server";

import { redirect } from "next/navigation";
import { requireWorkspace, visitorHere } from "@/lib/here";
import { disownSession, sessionToDisown } from "@/lib/sessions/disown";

export async function disown(form: FormData): Promise<void> {
  const [workspace, visitor] = await Promise.all([requireWorkspace(), visitorHere()]);
  const token = String(form.get("token") ?? "");
  const session = await sessionToDisown(workspace, token);
  await disownSession(workspace, visitor, token);
  redirect((session?.kind === "staff" ? "/dashboard/sign-in?note=ended" : "/sign-in?note=ended") as never);
}
