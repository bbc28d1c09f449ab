"use server";

import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { requireStaff } from "@/lib/here";
import { deliverSoon } from "@/lib/mail";
import { resendMail } from "@/lib/mail/log";
import { clearSuppression } from "@/lib/suppressions";
import { parseEmail } from "@/lib/values/email-address";
import { parseId } from "@/lib/values/id";

/** Back to the page it came from, with a word about what happened. */
const back = (path: string, said: string): never => redirect(`${path}?said=${said}` as never);

export async function resend(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("mail.resend", "/dashboard/mail");
  const id = parseId(form.get("id"));
  const sent = await resendMail(viewer, id);
  if (sent.ok) afterwards(deliverSoon);
  back(`/dashboard/mail/${id ?? ""}`, sent.ok ? "resent" : sent.reason);
}

export async function allowAgain(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("mail.clear_suppression", "/dashboard/mail");
  const address = parseEmail(form.get("email"));
  const cleared = address && (await clearSuppression(viewer, address.key));
  const id = parseId(form.get("id"));
  back(id ? `/dashboard/mail/${id}` : "/dashboard/mail/stopped", !cleared?.ok ? "not_stopped" : cleared.provider === "told" ? "allowed" : "allowed_not_told");
}
