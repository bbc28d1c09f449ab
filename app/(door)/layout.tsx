import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DoorShell } from "@/components/shell/door";
import { requireWorkspace, workspaceHere } from "@/lib/here";

export async function generateMetadata(): Promise<Metadata> {
  const workspace = await workspaceHere();
  return { title: workspace ? "Sign in" : "Not found" };
}

export default async function DoorLayout({ children }: { children: ReactNode }) {
  const { brand } = await requireWorkspace();
  return <DoorShell brand={brand}>{children}</DoorShell>;
}
