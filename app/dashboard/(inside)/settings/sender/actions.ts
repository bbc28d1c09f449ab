"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { requireStaff } from "@/lib/here";
import { deliverSoon } from "@/lib/mail";
import { addSenderDomain, checkSenderDomain, removeSenderDomain, saveDkim, saveSender, sendTestMail } from "@/lib/sender";
import { sayTooLong } from "@/lib/values/typed";

const HERE = "/dashboard/settings/sender";
const editor = async () => (await requireStaff("settings.edit", HERE)).viewer;
const back = (said: string): never => redirect(`${HERE}?said=${said}` as never);

export interface FormState {
  problem: string | null;
  field: string | null;
  done: boolean;
}

const done: FormState = { problem: null, field: null, done: true };
const wrong = (field: string | null, problem: string): FormState => ({ problem, field, done: false });

export async function save(_: FormState, form: FormData): Promise<FormState> {
  const saved = await saveSender(await editor(), {
    name: form.get("name"),
    email: form.get("email"),
    replyTo: form.get("replyTo"),
    version: form.get("version"),
  });
  if (saved.ok) {
    revalidatePath(HERE);
    return done;
  }
  if (saved.reason === "too_long") return wrong(saved.field, sayTooLong(saved));
  return {
    name: wrong("name", "Please give the sender a name."),
    email: wrong("email", "Please check the address: it should look like hello@your-domain.com."),
    reply_to: wrong("replyTo", "Please check the address: it should look like help@your-domain.com."),
    domain: wrong("email", "Add the domain of this address below first."),
    stale: wrong(null, "Somebody changed these settings meanwhile. Load the page again to see what they are now."),
  }[saved.reason];
}

export async function addDomain(_: FormState, form: FormData): Promise<FormState> {
  const added = await addSenderDomain(await editor(), form.get("domain"));
  if (added.ok) {
    revalidatePath(HERE);
    return done;
  }
  return {
    domain: wrong("domain", "Please check the domain: it should look like your-company.com."),
    exists: wrong("domain", "This domain is here already."),
    too_many: wrong("domain", "Five domains are the most a portal can have. Remove one first."),
  }[added.reason];
}

export async function keepDkim(_: FormState, form: FormData): Promise<FormState> {
  const saved = await saveDkim(await editor(), form.get("id"), { selector: form.get("selector"), value: form.get("value") });
  if (saved.ok) {
    revalidatePath(HERE);
    return done;
  }
  if (saved.reason === "too_long") return wrong("value", sayTooLong(saved));
  if (saved.reason === "selector") return wrong("selector", "A selector has letters, digits, dots and dashes only.");
  if (saved.reason === "value") return wrong("value", "The value should contain “p=” and a long key. Copy all of it.");
  return wrong(null, "This domain is gone. Load the page again.");
}

export async function checkDomain(form: FormData): Promise<void> {
  const checked = await checkSenderDomain(await editor(), form.get("id"));
  back(checked.ok ? "checked" : checked.reason === "limited" ? "too_many" : "not_found");
}

export async function removeDomain(form: FormData): Promise<void> {
  back((await removeSenderDomain(await editor(), form.get("id"))) ? "removed" : "not_found");
}

export async function testMail(): Promise<void> {
  const tested = await sendTestMail(await editor());
  if (tested.ok) afterwards(deliverSoon);
  back(tested.ok ? "test_sent" : "too_many");
}
