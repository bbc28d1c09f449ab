import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { requireMember } from "@/lib/here";
import { MemberShell } from "../shell";

/** The places links open (SPEC 2). What they hold is shared by staff; until then each says so. */
const SECTIONS: Record<string, { title: string; empty: string }> = {
  projects: { title: "Projects", empty: "No projects are shared with you yet." },
  documents: { title: "Documents", empty: "No documents are waiting for you." },
  appointments: { title: "Appointments", empty: "You have no appointments." },
  tickets: { title: "Tickets", empty: "You have no tickets." },
  help: { title: "Help", empty: "There are no help articles yet." },
};

interface Props {
  params: Promise<{ section: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: SECTIONS[(await params).section]?.title ?? "Not found" };
}

export default async function Section({ params }: Props) {
  const { section } = await params;
  const known = SECTIONS[section];
  if (!known) notFound();
  const { workspace, viewer } = await requireMember(`/${section}`);
  return (
    <MemberShell workspace={workspace} viewer={viewer}>
      <h1 className="text-title sm:text-display">{known.title}</h1>
      <Card className="mt-8">
        <EmptyState title={known.empty}>When {workspace.brand.name} shares something with you, you get a mail with a link to it.</EmptyState>
      </Card>
    </MemberShell>
  );
}
