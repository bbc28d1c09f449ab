"use server";

import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/here";
import { removePasskey } from "@/lib/passkeys";

const PATH = "/dashboard/settings/passkeys";

export async function remove(form: FormData): Promise<void> {
  const { viewer } = await requireStaff("staff.self", PATH);
  const removed = await removePasskey(viewer, form.get("id"));
  redirect(`${PATH}?said=${removed.ok ? "removed" : removed.reason}` as never);
}
