"use server";

import { redirect } from "next/navigation";
import { undoEmailChange } from "@/lib/account/email-change";
import { requireWorkspace, visitorHere } from "@/lib/here";

export interface UndoState {
  problem: string | null;
}

export async function takeBack(_: UndoState, form: FormData): Promise<UndoState> {
  const [workspace, visitor] = await Promise.all([requireWorkspace(), visitorHere()]);
  const done = await undoEmailChange(workspace, visitor, String(form.get("token") ?? ""));
  if (done) redirect("/sign-in?note=undone");
  return { problem: `The address was changed again since, so it can't be taken back here. Please contact ${workspace.brand.name}.` };
}
