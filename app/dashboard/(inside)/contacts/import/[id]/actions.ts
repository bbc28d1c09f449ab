"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { afterwards } from "@/lib/afterwards";
import { requireStaff } from "@/lib/here";
import { discardImport, startImport, undoImport } from "@/lib/imports";
import { importSoon } from "@/lib/imports/work";
import { sayTooLong } from "@/lib/values/typed";

const PATH = "/dashboard/contacts/import";

export interface StartState {
  problem: string | null;
  field?: "tag";
}

const PROBLEMS: Record<Exclude<Awaited<ReturnType<typeof startImport>>, { ok: true } | { field: string }>["reason"], string> = {
  not_found: "This file is not there any more. Upload it again.",
  started_already: "This import was started already. Reload the page to see how far it is.",
  mapping: "The columns don't fit this file any more. Reload the page and choose again.",
  no_email: "Say which column has the email address: a contact can't be without one.",
  twice: "Two columns are chosen to be the same. Leave one of them out.",
};

export async function start(_: StartState, form: FormData): Promise<StartState> {
  const { viewer } = await requireStaff("contacts.import", PATH);
  const mapping = form.getAll("column").map((target) => target || null);
  const started = await startImport(viewer, form.get("id"), { mapping, duplicates: form.get("duplicates"), tag: form.get("tag") });
  if (!started.ok && started.reason === "too_long") return { problem: sayTooLong(started), field: "tag" };
  if (!started.ok) return { problem: PROBLEMS[started.reason] };
  afterwards(importSoon);
  revalidatePath(PATH, "layout");
  return { problem: null };
}

export async function undo(_: StartState, form: FormData): Promise<StartState> {
  const { viewer } = await requireStaff("contacts.import", PATH);
  const undone = await undoImport(viewer, form.get("id"));
  if (!undone.ok)
    return {
      problem:
        undone.reason === "not_found" ? PROBLEMS.not_found : "This import can't be undone any more: it was undone already, or is older than thirty days.",
    };
  afterwards(importSoon);
  revalidatePath(PATH, "layout");
  return { problem: null };
}

export async function discard(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("contacts.import", PATH);
  const id = form.get("id");
  redirect(((await discardImport(viewer, id)) ? `${PATH}?thrown` : `${PATH}/${id}`) as Route);
}
