import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { PREVIEW_MINUTES, previewOf } from "@/lib/preview";
import { PreviewForm } from "./form";

export const metadata: Metadata = { title: "Preview" };

export default async function Preview({ params }: PageProps<"/dashboard/contacts/[id]/preview">) {
  const { id } = await params;
  const back = `/dashboard/contacts/${encodeURIComponent(id)}`;
  const { viewer } = await requireStaff("contacts.preview", `${back}/preview`);
  const about = await previewOf(viewer, id);
  if (!about) notFound();
  const { contactId, name } = about;
  return (
    <>
      <PageHeader title={`See the portal as ${name} sees it`} back={{ href: back, label: name }} />
      <Card className="max-w-xl">
        <CardBody className="grid gap-5">
          <p className="text-body text-pretty text-muted">
            For {PREVIEW_MINUTES} minutes you see {name}'s pages in this browser. You stay signed in as yourself, and nothing can be changed or signed there.
          </p>
          <PreviewForm contactId={contactId} cancel={<ButtonLink href={back}>Cancel</ButtonLink>} />
        </CardBody>
      </Card>
    </>
  );
}
