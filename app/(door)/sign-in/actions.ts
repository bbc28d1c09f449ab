"use server";

import { redirect } from "next/navigation";
import type { AskState } from "@/components/door/ask-form";
import { afterwards } from "@/lib/afterwards";
import { keepAttempt, requireWorkspace, viewerHere, visitorHere } from "@/lib/here";
import { deadLink } from "@/lib/links";
import { renewedAs } from "@/lib/policies";
import { ask, type Door } from "@/lib/requests";
import { resolveSoon } from "@/lib/requests/resolve";
import { parseDashboardPath, parseDestination } from "@/lib/values/destination";
import { parseEmail } from "@/lib/values/email-address";
import { waitInWords } from "@/lib/values/time";

/** The same answer for everybody: whether the address is known is decided after it was given (SPEC A2). */
export async function requestLink(_: AskState, form: FormData): Promise<AskState> {
  const [workspace, visitor, viewer] = await Promise.all([requireWorkspace(), visitorHere(), viewerHere()]);
  const door: Door = form.get("door") === "staff_login" ? "staff_login" : "portal_login";
  const to = door === "staff_login" ? parseDashboardPath(form.get("to")) : parseDestination(form.get("to"));
  const renews = form.get("renews");
  const [typed] = form.getAll("email");
  const own = viewer && parseEmail(viewer.email)?.key;
  // Whoever is in already needs no link, unless it is somebody else's or takes the place of a dead one (L12, L13).
  if (!renews && viewer?.kind === (door === "staff_login" ? "staff" : "member") && (parseEmail(typed)?.key ?? own) === own)
    redirect((to ?? (door === "staff_login" ? "/dashboard/contacts" : "/")) as never);
  const dead = await deadLink(workspace, renews);
  const { lifetimeMinutes } = workspace.policies[renewedAs(dead?.purpose ?? null, door)];
  const asked = await ask(workspace, visitor, door, typed, { destination: to, renewsLinkId: dead?.id, lifetimeMinutes });
  if (!asked.ok)
    return {
      problem:
        asked.reason === "invalid"
          ? "Please check the address: it should look like name@example.com."
          : `Too many requests: try again in ${waitInWords(asked.until)}. Links you already have keep working.`,
      email: typeof typed === "string" ? typed.slice(0, 254) : "",
    };
  await keepAttempt(asked.attempt);
  afterwards(() => resolveSoon(asked.requestId));
  redirect("/check-your-email");
}
