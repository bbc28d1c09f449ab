import type { Metadata } from "next";
import { Said } from "@/components/mail/said";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/here";
import { senderSettings } from "@/lib/sender";
import { may } from "@/lib/viewer";
import { testMail } from "./actions";
import { DomainCard } from "./domain";
import { AddDomainForm, SenderForm } from "./form";
import { InboxLine } from "./inbox-line";

export const metadata: Metadata = { title: "Sender" };

export default async function Sender({ searchParams }: PageProps<"/dashboard/settings/sender">) {
  const { workspace, viewer } = await requireStaff("settings.read", "/dashboard/settings/sender");
  const settings = await senderSettings(viewer);
  const editable = may(viewer, "settings.edit");
  return (
    <>
      <PageHeader
        title="Sender"
        hint="Whom your mails come from. People trust a name and a domain they know."
        actions={
          editable && (
            <form action={testMail}>
              <SubmitButton>Send me a test mail</SubmitButton>
            </form>
          )
        }
      />
      <Said said={(await searchParams).said} />
      <div className="grid grid-cols-1 gap-6">
        <Card>
          <CardHeader title="In the inbox" hint="What your people see before they open anything." />
          <CardBody>
            <InboxLine from={settings.from} brand={workspace.brand.name} />
            <div className="mt-6 border-t border-line pt-6">
              <SenderForm settings={settings} editable={editable} />
            </div>
          </CardBody>
        </Card>
        {settings.domains.map((domain) => (
          <DomainCard key={domain.id} domain={domain} editable={editable} timeZone={workspace.timeZone} />
        ))}
        {editable && (
          <Card>
            <CardHeader
              title={settings.domains.length ? "Another domain" : "Your own domain"}
              hint={`Until a domain of yours is in order, mails come from ${settings.defaultEmail} under your name.`}
            />
            <CardBody>
              <AddDomainForm />
            </CardBody>
          </Card>
        )}
      </div>
    </>
  );
}
