"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { startBulkAct, stopBulkAct } from "@/lib/contacts/bulk";
import { workSoon } from "@/lib/contacts/bulk/work";
import { parseSelection } from "@/lib/contacts/filter";
import { requireStaff } from "@/lib/here";
import { parseId } from "@/lib/values/id";
import { sayTooLong } from "@/lib/values/typed";

const PATH = "/dashboard/contacts";

export interface BulkState {
  problem: string | null;
  field?: "tag";
}

const PROBLEMS = {
  act: "It is not clear who is meant. Go back to the list and choose once more.",
  tag: "Please give the name of one tag, without commas.",
  nobody: "Nobody in the list matches any more, so there is nothing to do.",
  others: "The list has changed since you opened this page: it is not the same number of contacts now. Reload the page to see how many.",
};

export async function begin(_: BulkState, form: FormData): Promise<BulkState> {
  const { viewer } = await requireStaff("contacts.edit", PATH);
  const fields = new Map<string, string[]>();
  for (const [name, value] of form)
    fields
      .set(name, fields.get(name) ?? [])
      .get(name)!
      .push(String(value));
  const { act, called, announced } = Object.fromEntries(form);
  const started = await startBulkAct(viewer, { act, tag: called, filter: parseSelection(Object.fromEntries(fields)), announced: Number(announced) });
  if (!started.ok && started.reason === "too_long") return { problem: sayTooLong(started), field: "tag" };
  if (!started.ok) return { problem: PROBLEMS[started.reason], field: started.reason === "tag" ? "tag" : undefined };
  afterwards(workSoon);
  redirect(`${PATH}/bulk/${started.id}`);
}

export async function stop(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("contacts.edit", PATH);
  const id = parseId(form.get("id"));
  await stopBulkAct(viewer, id);
  revalidatePath(`${PATH}/bulk/${id ?? ""}`);
}
