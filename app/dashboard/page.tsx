import type { Route } from "next";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/here";

/** The dashboard opens where people are. */
export default async function Dashboard() {
  await requireStaff("contacts.read", "/dashboard");
  redirect("/dashboard/contacts" as Route);
}
