"use server";

import { redirect } from "next/navigation";
import { after } from "next/server";
import type { AskState } from "@/components/door/ask-form";
import { keepAttempt, requireWorkspace, viewerHere, visitorHere } from "@/lib/here";
import { deadLinkId } from "@/lib/links";
import { ask, type Door } from "@/lib/requests";
import { resolveSoon } from "@/lib/requests/resolve";
import { MINUTE_MS } from "@/lib/values/time";

/** The same answer for everybody: whether the address is known is decided after it was given (SPEC A2). */
export async function requestLink(_: AskState, form: FormData): Promise<AskState> {
  const [workspace, visitor, viewer] = await Promise.all([requireWorkspace(), visitorHere(), viewerHere()]);
  const door: Door = form.get("door") === "staff_login" ? "staff_login" : "portal_login";
  if (viewer?.kind === (door === "staff_login" ? "staff" : "member")) redirect(door === "staff_login" ? "/dashboard/contacts" : "/");
  const [typed] = form.getAll("email");
  const asked = await ask(workspace, visitor, door, typed, {
    destination: form.get("to"),
    renewsLinkId: (await deadLinkId(workspace, form.get("renews"))) ?? undefined,
  });
  if (!asked.ok)
    return {
      problem: asked.reason === "invalid" ? "Please check the address: it should look like name@example.com." : tooMany(asked.until),
      email: typeof typed === "string" ? typed.slice(0, 254) : "",
    };
  await keepAttempt(asked.attempt);
  after(() => resolveSoon(asked.requestId));
  redirect("/check-your-email");
}

function tooMany(until: Date): string {
  const minutes = Math.max(1, Math.ceil((until.getTime() - Date.now()) / MINUTE_MS));
  return `Too many requests: try again in ${minutes === 1 ? "1 minute" : `${minutes} minutes`}. Links you already have keep working.`;
}
