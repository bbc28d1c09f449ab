import type { Route } from "next";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/here";

export default async function Settings() {
  await requireStaff("settings.read", "/dashboard/settings");
  redirect("/dashboard/settings/general" as Route);
}
