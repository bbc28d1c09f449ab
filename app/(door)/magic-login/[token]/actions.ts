"use server";

import { RedirectType, redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { keepAttempt, keepSession, requireWorkspace, viewerHere, visitorHere } from "@/lib/here";
import { look } from "@/lib/links";
import { notePress } from "@/lib/links/openings";
import { redeem } from "@/lib/links/redeem";
import { deliverSoon } from "@/lib/mail";
import { renewedAs } from "@/lib/policies";
import { ask } from "@/lib/requests";
import { resolveSoon } from "@/lib/requests/resolve";
import { waitInWords } from "@/lib/values/time";

export interface PressState {
  problem: string | null;
}

/** The only thing that spends a link (SPEC L4). */
export async function continueHere(_: PressState, form: FormData): Promise<PressState> {
  const [workspace, visitor, viewer] = await Promise.all([requireWorkspace(), visitorHere(), viewerHere()]);
  const token = String(form.get("token") ?? "");
  const confirmed = form.get("confirmed") === "yes";
  const done = await redeem(workspace, visitor, viewer, token, { confirmed, switchPerson: form.get("switch") === "yes", code: form.get("code") });
  if (done.ok) {
    await keepSession(done.session, done.device);
    if (confirmed) afterwards(() => notePress(workspace, visitor, token));
    if (done.notice) afterwards(deliverSoon);
    redirect(done.destination as never, RedirectType.replace); // the link leaves the history
  }
  if (done.reason === "look") redirect(`/magic-login/${encodeURIComponent(token)}` as never);
  return {
    problem:
      done.triesLeft > 0
        ? "That code is not the one of this email. Please look again."
        : "Too many wrong codes. Open the link in the browser you asked from, or ask for a new one.",
  };
}

/** "Send me a fresh link", to the address on file and nowhere else (SPEC L13). */
export async function renewLink(_: PressState, form: FormData): Promise<PressState> {
  const [workspace, visitor, viewer] = await Promise.all([requireWorkspace(), visitorHere(), viewerHere()]);
  const seen = await look(workspace, visitor, viewer, String(form.get("token") ?? ""));
  if (seen.state !== "dead" || !seen.link) redirect("/sign-in");
  const door = seen.link.staffId ? "staff_login" : "portal_login";
  const { lifetimeMinutes } = workspace.policies[renewedAs(seen.link.purpose, door)];
  const asked = await ask(workspace, visitor, door, seen.link.email, { destination: seen.link.destination, renewsLinkId: seen.link.id, lifetimeMinutes });
  if (!asked.ok) return { problem: `Too many requests: try again in ${waitInWords(asked.reason === "limited" ? asked.until : new Date())}.` };
  await keepAttempt(asked.attempt);
  afterwards(() => resolveSoon(asked.requestId));
  redirect("/check-your-email");
}
