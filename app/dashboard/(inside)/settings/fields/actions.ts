"use server";

import { revalidatePath } from "next/cache";
import { addField, type FieldDone, type FieldRefused, removeField } from "@/lib/fields";
import { requireStaff } from "@/lib/here";
import { sayTooLong } from "@/lib/values/typed";

const PATH = "/dashboard/settings/fields";

export interface FieldsState {
  problem: string | null;
  field?: "label" | "choices";
  done: string | null;
}

const PROBLEMS: Record<FieldRefused, string> = {
  label: "Please give a name with at least one letter or digit.",
  kind: "Please choose what it holds.",
  choices: "Please write 2 to 30 choices, one on each line.",
  exists: "There is a field of this name already.",
  too_many: "There are 20 fields, which is the most a workspace can have. Remove one first.",
  not_found: "This field is not here any more.",
};

function answer(done: FieldDone, say: (label: string) => string): FieldsState {
  if (!done.ok && done.reason === "too_long")
    return { problem: sayTooLong(done, done.field === "choices" ? "One of the choices" : undefined), field: done.field, done: null };
  if (!done.ok)
    return {
      problem: PROBLEMS[done.reason],
      field: done.reason === "choices" ? "choices" : done.reason === "label" || done.reason === "exists" ? "label" : undefined,
      done: null,
    };
  revalidatePath(PATH);
  return { problem: null, done: say(done.label) };
}

export async function add(_: FieldsState, form: FormData): Promise<FieldsState> {
  const { viewer } = await requireStaff("settings.edit", PATH);
  return answer(
    await addField(viewer, { label: form.get("label"), kind: form.get("kind"), choices: form.get("choices") }),
    (label) => `“${label}” is on every contact's page now.`,
  );
}

export async function remove(_: FieldsState, form: FormData): Promise<FieldsState> {
  const { viewer } = await requireStaff("settings.edit", PATH);
  return answer(await removeField(viewer, form.get("id")), (label) => `“${label}” was removed.`);
}
