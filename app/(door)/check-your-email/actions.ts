"use server";

import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { keepAttempt, keepSession, requireWorkspace, viewerHere, visitorHere } from "@/lib/here";
import { finishByCode } from "@/lib/links/by-code";
import { deliverSoon } from "@/lib/mail";
import { ask } from "@/lib/requests";
import { resolveSoon } from "@/lib/requests/resolve";
import { waitInWords } from "@/lib/values/time";
import { waitingHere } from "@/lib/waiting";

export interface CodeState {
  problem: string | null;
}

/** The code of the mail, typed in the browser that asked (SPEC L6). */
export async function enterCode(_: CodeState, form: FormData): Promise<CodeState> {
  const [workspace, visitor, viewer] = await Promise.all([requireWorkspace(), visitorHere(), viewerHere()]);
  const done = await finishByCode(workspace, visitor, viewer, form.get("code"));
  if (done.ok) {
    await keepSession(done.session, done.device);
    if (done.notice) afterwards(deliverSoon);
    redirect(done.destination as never);
  }
  if (done.reason === "not_a_code") return { problem: "A code has 8 letters and digits. Please look at the mail again." };
  if (done.reason === "no_attempt") return { problem: "This browser is not waiting for a code any more. Please ask for a new link." };
  if (done.reason === "too_late") return { problem: "That code can't be used any more. Please send the mail again and use the newest code." };
  return {
    problem:
      done.triesLeft > 0
        ? `That code is not right. You can try ${done.triesLeft === 1 ? "once" : `${done.triesLeft} times`} more.`
        : "Too many wrong codes. Please send the mail again: the new one has a new code.",
  };
}

export interface ResendState {
  said: string | null;
  sentAt: number | null;
}

/** A fresh link to the same address; links sent before keep working (L8). */
export async function sendAgain(_: ResendState): Promise<ResendState> {
  const [workspace, visitor] = await Promise.all([requireWorkspace(), visitorHere()]);
  const waiting = await waitingHere(workspace, visitor);
  if (!waiting) redirect("/sign-in");
  if (waiting.resendAt > new Date()) return { said: "A mail was sent less than a minute ago. Please give it a moment.", sentAt: waiting.askedAt.getTime() };
  const asked = await ask(workspace, visitor, waiting.door, waiting.typed, { repeats: true, lifetimeMinutes: waiting.lifetimeMinutes });
  if (!asked.ok) {
    const wait = waitInWords(asked.reason === "limited" ? asked.until : new Date());
    return { said: `Too many requests: try again in ${wait}. Links you already have keep working.`, sentAt: null };
  }
  await keepAttempt(asked.attempt);
  afterwards(() => resolveSoon(asked.requestId));
  return { said: "Sent again. Earlier links keep working.", sentAt: Date.now() };
}
