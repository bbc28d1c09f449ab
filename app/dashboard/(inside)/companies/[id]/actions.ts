"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { type CompanyRefused, changeCompany, deleteCompany, proveDomain } from "@/lib/companies";
import { requireStaff } from "@/lib/here";
import { parseId } from "@/lib/values/id";
import { sayTooLong } from "@/lib/values/typed";

export interface CompanyState {
  problem: string | null;
  field?: string;
  done: string | null;
  typed?: Record<string, string>;
  version?: number;
}

const GONE = "This company is not here any more. Perhaps a colleague deleted it.";

const PROBLEMS: Record<CompanyRefused, [text: string, field?: string]> = {
  not_found: [GONE],
  name: ["Please give a name.", "name"],
  domain: ["Please check the domain: it should look like example.com.", "domain"],
  domain_taken: ["Another company has this domain already.", "domain"],
  sharing: ["Please choose who sees tickets.", "sharing"],
  changed_meanwhile: [
    "Somebody else changed this company while you were writing. Your words are still here. Open it in another tab to see theirs; saving again replaces them with yours.",
  ],
};

async function asking(form: FormData) {
  const id = parseId(form.get("id"));
  const { viewer } = await requireStaff("companies.edit", `/dashboard/companies/${id ?? ""}`);
  return { viewer, id };
}

export async function save(_: CompanyState, form: FormData): Promise<CompanyState> {
  const { viewer, id } = await asking(form);
  const [name, domain, sharing, note] = ["name", "domain", "sharing", "note"].map((field) => String(form.get(field) ?? "")) as [string, string, string, string];
  const saved = await changeCompany(viewer, id, { name, domain, sharing, note, version: form.get("version") });
  if (!saved.ok) {
    const typed = { name, domain, sharing, note };
    if (saved.reason === "too_long") return { problem: sayTooLong(saved), field: saved.field, done: null, typed };
    const [text, field] = PROBLEMS[saved.reason];
    return { problem: text, field, done: null, typed, version: saved.version };
  }
  revalidatePath(`/dashboard/companies/${id}`);
  return { problem: null, done: "Saved." };
}

export async function prove(_: CompanyState, form: FormData): Promise<CompanyState> {
  const { viewer, id } = await asking(form);
  const proved = await proveDomain(viewer, id);
  if (proved.ok) {
    revalidatePath(`/dashboard/companies/${id}`);
    return {
      problem: null,
      done: proved.joined === 1 ? "The domain is proved, and 1 contact joined." : `The domain is proved, and ${proved.joined} contacts joined.`,
    };
  }
  const why = {
    not_found: GONE,
    no_domain: "Please save a domain first.",
    no_record: "The record is not there yet. DNS may need up to an hour to tell everybody; then check again.",
    dns: `${proved.says ?? "DNS did not answer."} Please check again in a moment.`,
  };
  return { problem: why[proved.reason], done: null };
}

export async function remove(_: CompanyState, form: FormData): Promise<CompanyState> {
  const { viewer, id } = await asking(form);
  const removed = await deleteCompany(viewer, id);
  if (removed.ok) redirect("/dashboard/companies");
  return { problem: GONE, done: null };
}
