"use server";

import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { requireStaff } from "@/lib/here";
import { sendLink } from "@/lib/links/send";
import { deliverSoon } from "@/lib/mail";
import { askForCodeAt } from "@/lib/settings/gateways";
import { clearSuppression } from "@/lib/suppressions";
import { parseEmail } from "@/lib/values/email-address";
import { parseId } from "@/lib/values/id";

function back(form: FormData, said: string): never {
  const about = String(form.get("about") ?? "").slice(0, 500);
  redirect(`/dashboard/doctor?${new URLSearchParams({ about, said })}` as never);
}

export async function sendFromDoctor(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("links.send", "/dashboard/doctor");
  const [contactId, addressId] = [parseId(form.get("contact")), parseId(form.get("address"))];
  const sent = contactId && addressId ? await sendLink(viewer, contactId, { addressId }) : ({ ok: false, reason: "not_found" } as const);
  if (sent.ok) afterwards(deliverSoon);
  back(form, sent.ok ? "sent" : sent.reason);
}

export async function cure(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("mail.clear_suppression", "/dashboard/doctor");
  const address = parseEmail(form.get("email"));
  const cleared = address && (await clearSuppression(viewer, address.key));
  back(form, !cleared?.ok ? "not_stopped" : cleared.provider === "told" ? "allowed" : "allowed_not_told");
}

export async function askCode(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("settings.edit", "/dashboard/doctor");
  back(form, (await askForCodeAt(viewer, form.get("domain"))) ? "code_on" : "not_found");
}
