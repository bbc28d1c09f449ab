"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { type SettingsState, stateAfter } from "@/components/settings/state";
import { requireStaff } from "@/lib/here";
import { type GeneralField, saveGeneral } from "@/lib/settings/general";
import { addDomain, checkDomain, type Done, makeMain, type Refused, removeDomain } from "@/lib/workspaces/domains";

const HERE = "/dashboard/settings/general";

const WORDS: Record<GeneralField, Record<string, string>> = {
  name: { "*": "Please give the business a name of at most 80 characters." },
  supportEmail: { "*": "Please check the address: it should look like help@your-company.com." },
  supportPhone: { "*": "Please check the number: digits, spaces and + ( ) . / - only." },
  supportUrl: { "*": "Please check the address of the page: it should look like https://your-company.com/help." },
  timeZone: { "*": "Please choose a time zone from the list." },
};

export async function save(_: SettingsState, form: FormData): Promise<SettingsState> {
  const { viewer } = await requireStaff("settings.edit", HERE);
  const saved = await saveGeneral(viewer, Object.fromEntries(form));
  if (saved.ok) revalidatePath("/dashboard", "layout");
  return stateAfter(saved, form, WORDS);
}

export interface DomainState {
  problem: string | null;
  typed: string;
}

const PROBLEMS: Partial<Record<Refused, string>> = {
  not_fresh: "Your sign-in is older than 15 minutes. Reload this page and sign in once more.",
  domain: "Please check the domain: it should look like portal.your-company.com.",
  ours: "Addresses under this one are given out by Foyer itself. Use a domain of your own.",
  exists: "This domain is here already.",
  too_many: "Five domains are the most a portal can have. Remove one first.",
};

const owner = async () => (await requireStaff("settings.domains", HERE)).viewer;

export async function add(_: DomainState, form: FormData): Promise<DomainState> {
  const typed = String(form.get("domain") ?? "");
  const added = await addDomain(await owner(), typed);
  if (added.ok) revalidatePath(HERE);
  return added.ok ? { problem: null, typed: "" } : { problem: PROBLEMS[added.reason] ?? "", typed };
}

const back = (done: Done, said: string): never => redirect(`${HERE}?said=${done.ok ? said : `domain_${done.reason}`}#domains` as Route);

export async function check(form: FormData): Promise<void> {
  back(await checkDomain(await owner(), form.get("id")), "checked");
}

export async function main(form: FormData): Promise<void> {
  back(await makeMain(await owner(), form.get("id")), "domain_main");
}

export async function remove(form: FormData): Promise<void> {
  back(await removeDomain(await owner(), form.get("id")), "domain_removed");
}
