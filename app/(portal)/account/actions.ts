"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { askEmailChange } from "@/lib/account/email-change";
import { afterwards } from "@/lib/afterwards";
import { dropSession, keepAttempt, requireMember, visitorHere } from "@/lib/here";
import { deliverSoon } from "@/lib/mail";
import { ask } from "@/lib/requests";
import { resolveSoon } from "@/lib/requests/resolve";
import { endMyDevice, endMyOtherDevices, signOut } from "@/lib/sessions";
import { parseId } from "@/lib/values/id";
import { exactTime, waitInWords } from "@/lib/values/time";

/** The person the page was made for: a form left open in another tab never acts as somebody else, sent without a script either. */
async function memberOf(form: FormData) {
  const { workspace, viewer } = await requireMember("/account");
  if (form.get("as") !== viewer.addressId) redirect("/account");
  return { workspace, viewer };
}

export interface ChangeState {
  problem: string | null;
  /** The address a link went to. */
  done: string | null;
  stale: boolean;
}

export async function changeEmail(_: ChangeState, form: FormData): Promise<ChangeState> {
  const { workspace, viewer } = await memberOf(form);
  const asked = await askEmailChange(viewer, form.get("email"));
  if (asked.ok) {
    afterwards(deliverSoon);
    return { problem: null, done: asked.to, stale: false };
  }
  if (asked.reason === "not_fresh") return { problem: null, done: null, stale: true };
  if (asked.reason === "changed_lately") {
    const until = exactTime(asked.until, workspace.timeZone);
    const problem = `Your address was changed lately, and the old one can still take that back. You can change it again after ${until}. If it can't wait, please ask us.`;
    return { problem, done: null, stale: false };
  }
  const problem = {
    invalid: "Please check the address: it should look like name@example.com.",
    same: "That is your address already.",
    limited: asked.reason === "limited" ? `Too many changes: try again in ${waitInWords(asked.until)}.` : null,
  }[asked.reason];
  return { problem, done: null, stale: false };
}

/** Mails a link that comes back here and counts as a fresh sign-in (SPEC L12, S7). */
export async function proveAgain(form: FormData): Promise<void> {
  const { workspace, viewer } = await memberOf(form);
  const asked = await ask(workspace, await visitorHere(), "portal_login", viewer.email, { destination: "/account" });
  if (!asked.ok) redirect(`/account?limited=${asked.reason === "limited" ? asked.until.getTime() : ""}` as never);
  await keepAttempt(asked.attempt);
  afterwards(() => resolveSoon(asked.requestId));
  redirect("/check-your-email");
}

export async function endDevice(form: FormData): Promise<void> {
  const { viewer } = await memberOf(form);
  const id = parseId(form.get("id"));
  if (id) await endMyDevice(viewer, id);
  revalidatePath("/account");
}

export async function endOtherDevices(form: FormData): Promise<void> {
  const { viewer } = await memberOf(form);
  await endMyOtherDevices(viewer);
  revalidatePath("/account");
}

export async function signOutEverywhere(form: FormData): Promise<void> {
  const { viewer } = await memberOf(form);
  await endMyOtherDevices(viewer);
  await signOut(viewer);
  await dropSession();
  redirect("/sign-in?note=signed-out-everywhere" as never);
}
