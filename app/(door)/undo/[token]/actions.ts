"use server";

import { redirect } from "next/navigation";
import { undoEmailChange } from "@/lib/account/email-change";
import { requireWorkspace, visitorHere } from "@/lib/here";

/** Where it can't be done, the page says why. */
export async function takeBack(form: FormData): Promise<void> {
  const [workspace, visitor] = await Promise.all([requireWorkspace(), visitorHere()]);
  const token = String(form.get("token") ?? "");
  const done = await undoEmailChange(workspace, visitor, token);
  redirect((done ? "/sign-in?note=undone" : `/undo/${encodeURIComponent(token)}`) as never);
}
