"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { deactivate, deleteContact, giveAccess, reactivate, returnAccess, takeAccess } from "@/lib/contacts/acts";
import { type AddressDone, type AddressRefused, addPartner, changeAddressOf, removePartner, swapAddresses } from "@/lib/contacts/addresses";
import { changeContact, type Refused } from "@/lib/contacts/contact";
import { type Merged, mergeContacts } from "@/lib/contacts/merge";
import { requireStaff } from "@/lib/here";
import { copyLink, type Sent, sendLink } from "@/lib/links/send";
import { deliverSoon } from "@/lib/mail";
import type { Permission } from "@/lib/permissions";
import { revokeSessions } from "@/lib/sessions";
import { parseId } from "@/lib/values/id";
import { sayTooLong } from "@/lib/values/typed";
import { GONE as gone, notSent } from "./not-sent";

export interface ContactState {
  problem: string | null;
  field?: string;
  /** What was done, in a sentence for the toast. */
  done: string | null;
  /** What takes it back, where something does. */
  undo?: "reactivate" | "deactivate" | "return_access";
  /** A link that was asked for, shown once. */
  url?: string;
  /** When that link stops working. */
  expiresAt?: Date;
  /** What was typed, when it could not be kept. */
  typed?: Record<string, string>;
  /** What somebody else has made of it meanwhile: saving again is done knowing of it. */
  version?: number;
}

const GONE: ContactState = { problem: gone, done: null };
const problem = (text: string, field?: string): ContactState => ({ problem: text, field, done: null });

async function asking(permission: Permission, form: FormData) {
  const id = parseId(form.get("id"));
  const { workspace, viewer } = await requireStaff(permission, `/dashboard/contacts/${id ?? ""}`);
  return { viewer, id, timeZone: workspace.timeZone };
}

function done(id: string | null, text: string, more: Partial<ContactState> = {}): ContactState {
  revalidatePath(`/dashboard/contacts/${id}`);
  return { problem: null, done: text, ...more };
}

const DETAILS: Record<Refused, [text: string, field?: string]> = {
  not_found: [GONE.problem!],
  name: ["Please give a name.", "name"],
  email: ["Please check the address: it should look like name@example.com."],
  exists: ["Another contact has this address already."],
  phone: ["Please check the phone number: digits, spaces and + - ( ) are fine.", "phone"],
  tags: ["Please use up to 20 tags.", "tags"],
  field: ["Please check what is written here: a date like 2026-11-21, or one of the choices."],
  changed_meanwhile: [
    "Somebody else changed this contact while you were writing. Your words are still here. Open the contact in another tab to see theirs; saving again replaces them with yours.",
  ],
};

const EDITED = ["name", "company", "phone", "tags", "note"] as const;

export async function saveDetails(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.edit", form);
  const usual = Object.fromEntries(EDITED.map((name) => [name, String(form.get(name) ?? "")])) as Record<(typeof EDITED)[number], string>;
  const own = [...form].flatMap(([name, value]): [string, string][] => (name.startsWith("field.") ? [[name.slice("field.".length), String(value)]] : []));
  const saved = await changeContact(viewer, id, { ...usual, fields: Object.fromEntries(own), version: form.get("version") });
  if (saved.ok) return done(id, "Saved.");
  const typed = { ...usual, ...Object.fromEntries(own.map(([key, value]) => [`field.${key}`, value])) };
  if (saved.reason === "too_long") return { ...problem(sayTooLong(saved, saved.field === "tags" ? "One of the tags" : undefined), saved.field), typed };
  const [text, field] = DETAILS[saved.reason];
  return { ...problem(text, saved.label ?? field), typed, ...("version" in saved && { version: saved.version }) };
}

export async function send(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id, timeZone } = await asking("links.send", form);
  if (!id) return GONE;
  const sent = await sendLink(viewer, id, { addressId: parseId(form.get("addressId")) ?? undefined });
  if (!sent.ok) return problem(notSent(sent, timeZone));
  afterwards(deliverSoon);
  return done(id, `A sign-in link is on its way to ${sent.to}.`);
}

export async function copy(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id, timeZone } = await asking("links.copy", form);
  if (!id) return GONE;
  const copied = await copyLink(viewer, id);
  return copied.ok ? done(id, "The link was made.", { url: copied.url, expiresAt: copied.expiresAt }) : problem(notSent(copied, timeZone));
}

export async function revoke(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("sessions.revoke", form);
  const sessionId = form.has("sessionId") ? parseId(form.get("sessionId")) : undefined;
  const count = id && sessionId !== null ? await revokeSessions(viewer, id, sessionId) : null;
  return count === null
    ? GONE
    : done(id, count === 0 ? "There was no session left to end." : count === 1 ? "1 session was ended." : `${count} sessions were ended.`);
}

export async function setActive(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.edit", form);
  if (form.get("active") === "yes") {
    const acted = await reactivate(viewer, id);
    return acted.ok ? done(id, "Reactivated: they can sign in again.", { undo: "deactivate" }) : GONE;
  }
  const acted = await deactivate(viewer, id);
  return acted.ok ? done(id, `Deactivated: nobody gets in as this contact.`, { undo: "reactivate" }) : GONE;
}

export async function setAccess(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id, timeZone } = await asking("contacts.edit", form);
  if (form.get("access") === "returned") {
    const acted = await returnAccess(viewer, id);
    return acted.ok ? done(id, "Portal access is on again.") : GONE;
  }
  if (form.get("access") !== "on") {
    const acted = await takeAccess(viewer, id);
    return acted.ok ? done(id, "Portal access is off.", acted.changed ? { undo: "return_access" } : {}) : GONE;
  }
  const acted = await giveAccess(viewer, id);
  if (!acted.ok) return GONE;
  afterwards(deliverSoon);
  return done(id, acted.changed ? `Portal access is on. ${saidOf(acted.sent, timeZone)}` : "Portal access was on already.");
}

/** Each address has a mail of its own (D5), and each may have its own trouble. */
function saidOf(sent: Sent[], timeZone: string): string {
  const to = sent.flatMap((one) => (one.ok ? [one.to] : []));
  const failed = sent.find((one) => !one.ok);
  return [to.length && `An invitation is on its way to ${to.join(" and ")}.`, failed && !failed.ok && notSent(failed, timeZone)].filter(Boolean).join(" ");
}

const ADDRESSES: Record<AddressRefused, string> = {
  not_found: GONE.problem!,
  email: "Please check the address: it should look like name@example.com.",
  same: "That is the address it has already.",
  exists: "Another contact has this address already. Merge the two if they are one person.",
  has_partner: "There is a partner address already. Change or remove it first.",
  only_one: "There is only one address.",
};

const addressDone = (id: string | null, changed: AddressDone, say: (changed: AddressDone & { ok: true }) => string): ContactState =>
  changed.ok ? done(id, say(changed)) : problem(ADDRESSES[changed.reason], changed.reason === "not_found" ? undefined : "email");

export async function changeEmail(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.edit", form);
  return addressDone(id, await changeAddressOf(viewer, id, form.get("addressId"), form.get("email")), ({ email }) => `The address is ${email} now.`);
}

export async function partner(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.edit", form);
  return addressDone(id, await addPartner(viewer, id, form.get("email")), ({ email }) => `${email} can sign in as this contact now.`);
}

export async function dropPartner(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.edit", form);
  return addressDone(id, await removePartner(viewer, id), ({ email }) => `${email} was removed.`);
}

export async function swap(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.edit", form);
  return addressDone(id, await swapAddresses(viewer, id), ({ email }) => `${email} is the primary address now.`);
}

const MERGES: Record<Exclude<Merged, { ok: true }>["reason"], string> = {
  not_found: GONE.problem!,
  no_such_other: "No contact has that address. Check how it is written.",
  same: "That is an address of this contact.",
  full: "Together they have more than two addresses, and a contact can have two. Remove one first.",
  long_note: "Together their notes are longer than 4,000 characters. Shorten one first, so that nothing is lost.",
  many_tags: "Together they have more than 20 tags. Take some off first.",
};

export async function merge(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.delete", form);
  const merged = await mergeContacts(viewer, id, form.get("email"));
  return merged.ok ? done(id, `${merged.other} is part of ${merged.name} now.`) : problem(MERGES[merged.reason], "email");
}

export async function remove(_: ContactState, form: FormData): Promise<ContactState> {
  const { viewer, id } = await asking("contacts.delete", form);
  const removed = await deleteContact(viewer, id);
  if (removed.ok) redirect("/dashboard/contacts");
  return GONE;
}
