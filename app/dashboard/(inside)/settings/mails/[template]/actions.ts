"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { requireStaff } from "@/lib/here";
import { deliverSoon } from "@/lib/mail";
import { sayTooLong } from "@/lib/values/typed";
import { resetWording, type Saved, saveWording, sendPreview } from "@/lib/wordings";

const editor = async () => (await requireStaff("settings.edit", "/dashboard/settings/mails")).viewer;

export interface FormState {
  problem: string | null;
  field: string | null;
  done: boolean;
}

export async function saveWords(_: FormState, form: FormData): Promise<FormState> {
  const template = form.get("template");
  const viewer = await editor();
  const saved = form.has("standard")
    ? await resetWording(viewer, template)
    : await saveWording(viewer, template, { subject: form.get("subject"), intro: form.get("intro"), button: form.get("button") });
  if (saved.ok) revalidatePath("/dashboard/settings/mails", "layout");
  return saved.ok ? { problem: null, field: null, done: true } : { problem: problemOf(saved), field: "field" in saved ? saved.field : null, done: false };
}

function problemOf(saved: Saved & { ok: false }): string {
  switch (saved.reason) {
    case "not_found":
      return "There is no such mail.";
    case "empty":
      return "Please write something here.";
    case "too_long":
      return sayTooLong(saved);
    case "secret":
      return "The link and the code have their own places in the mail. Leave them out here.";
    case "markup":
      return "Please write plain text: a mail program would show HTML as it is typed.";
    case "unknown_variable":
      return `Foyer does not know {${saved.name}}. Use one of those named above, or leave the braces away.`;
  }
}

export async function sendToMe(form: FormData): Promise<void> {
  const template = form.get("template");
  const sent = await sendPreview(await editor(), template);
  if (sent.ok) afterwards(deliverSoon);
  const said = sent.ok ? "preview_sent" : sent.reason === "limited" ? "too_many" : "not_found";
  redirect(`/dashboard/settings/mails/${encodeURIComponent(String(template))}?said=${said}` as never);
}
