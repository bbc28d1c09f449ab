"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { requireStaff } from "@/lib/here";
import { deliverSoon } from "@/lib/mail";
import { changeRole, type Done, inviteAgain, inviteStaff, type Refused, removeStaff, resetPasskeys, setPasskeyMode } from "@/lib/staff";
import { sayTooLong } from "@/lib/values/typed";

const PATH = "/dashboard/settings/staff";

export interface StaffState {
  problem: string | null;
  field?: "email" | "role" | "name";
  done: string | null;
}

const PROBLEMS: Record<Refused, string> = {
  not_fresh: "Your sign-in is older than 15 minutes. Reload this page and sign in once more.",
  not_found: "This person is not on the staff any more, or your own role was changed meanwhile. Reload the page.",
  last_owner: "A workspace needs an owner who can sign in. Make somebody else an owner first, and let them sign in once.",
  role: "Please choose a role.",
  email: "Please check the address: it should look like name@example.com.",
  name: "Please give a name.",
  exists: "Somebody with this address is on the staff already.",
  suppressed: "Mail to this address is stopped after a bounce or a complaint. Allow it again on the mail page first.",
  limited: "Too many invitations were sent. Try again in an hour.",
  limited_address: "This address was sent three invitations in the last day, which is the most. Ask them to look in their spam folder, or try again tomorrow.",
  too_many: "There are 500 people on the staff, which is the most a workspace can have.",
  joined: "This person has joined already.",
  no_passkey: "Add a passkey of your own first, so that you don't shut yourself out.",
};

function answer<More extends object>(done: Done<More>, say: (done: More) => string): StaffState {
  if (!done.ok && done.reason === "too_long") return { problem: sayTooLong(done), done: null, field: done.field };
  if (!done.ok) return { problem: PROBLEMS[done.reason], done: null, field: done.reason === "email" || done.reason === "role" ? done.reason : undefined };
  revalidatePath(PATH);
  return { problem: null, done: say(done) };
}

export async function invite(_: StaffState, form: FormData): Promise<StaffState> {
  const { viewer } = await requireStaff("staff.manage", PATH);
  const invited = await inviteStaff(viewer, { email: form.get("email"), name: form.get("name"), role: form.get("role") });
  if (invited.ok) afterwards(deliverSoon);
  return answer(invited, ({ email }) => `The invitation to ${email} is on its way.`);
}

export async function sendAgain(_: StaffState, form: FormData): Promise<StaffState> {
  const { viewer } = await requireStaff("staff.manage", PATH);
  const sent = await inviteAgain(viewer, form.get("id"));
  if (sent.ok) afterwards(deliverSoon);
  return answer(sent, ({ email }) => `A new invitation to ${email} is on its way.`);
}

export async function setRole(_: StaffState, form: FormData): Promise<StaffState> {
  const { viewer } = await requireStaff("staff.manage", PATH);
  return answer(await changeRole(viewer, form.get("id"), form.get("role")), ({ name, role }) => `${name} is ${role} now.`);
}

export async function resetKeys(_: StaffState, form: FormData): Promise<StaffState> {
  const { viewer } = await requireStaff("staff.manage", PATH);
  return answer(await resetPasskeys(viewer, form.get("id")), ({ name }) => `${name} has no passkey any more and is signed out.`);
}

export async function setMode(_: StaffState, form: FormData): Promise<StaffState> {
  const { viewer } = await requireStaff("staff.manage", PATH);
  const said = { required: "Everybody on the staff needs a passkey from now on.", optional: "A passkey is everybody's own choice now." };
  return answer(await setPasskeyMode(viewer, form.get("mode")), ({ mode }) => said[mode]);
}

export async function remove(_: StaffState, form: FormData): Promise<StaffState> {
  const { viewer } = await requireStaff("staff.manage", PATH);
  const removed = await removeStaff(viewer, form.get("id"));
  if (removed.ok && form.get("id") === viewer.staffId) redirect("/dashboard/sign-in");
  return answer(removed, ({ name }) => `${name} is not on the staff any more.`);
}
