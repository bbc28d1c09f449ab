"use server";

import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { keepAttempt, requireStaff, visitorHere } from "@/lib/here";
import { ask } from "@/lib/requests";
import { resolveSoon } from "@/lib/requests/resolve";
import { destinationOr } from "@/lib/values/destination";

/** Mails a link that comes back here and counts as a fresh sign-in (SPEC L12, S7). */
export async function proveAgain(form: FormData): Promise<void> {
  const to = destinationOr(form.get("to"), "/dashboard");
  const { workspace, viewer } = await requireStaff("staff.enter", to);
  const asked = await ask(workspace, await visitorHere(), "staff_login", viewer.email, { destination: to });
  if (!asked.ok) {
    // Whoever lacks the second step gets no further than its own page.
    const page = viewer.secondStep ? "/dashboard/passkey" : "/dashboard/again";
    redirect(`${page}?${new URLSearchParams({ to, limited: asked.reason === "limited" ? String(asked.until.getTime()) : "" })}` as never);
  }
  await keepAttempt(asked.attempt);
  afterwards(() => resolveSoon(asked.requestId));
  redirect("/check-your-email");
}
