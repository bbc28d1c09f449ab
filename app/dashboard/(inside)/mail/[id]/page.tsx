import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Said } from "@/components/mail/said";
import { MailStateBadge, meaningOf } from "@/components/mail/state";
import { Story } from "@/components/mail/story";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/here";
import { mailStory } from "@/lib/mail/log";
import { may } from "@/lib/viewer";
import { TITLES } from "@/lib/wordings";
import { allowAgain, resend } from "../actions";

export const metadata: Metadata = { title: "Mail" };

export default async function MailDetails({ params, searchParams }: PageProps<"/dashboard/mail/[id]">) {
  const { id } = await params;
  const { workspace, viewer } = await requireStaff("mail.read", `/dashboard/mail/${id}`);
  const mail = await mailStory(viewer, id);
  if (!mail) notFound();
  const stopped = mail.suppressed && may(viewer, "mail.clear_suppression");
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/mail", label: "Mail" }}
        title={mail.to}
        beside={<MailStateBadge state={mail.state} />}
        hint={`${TITLES[mail.template]}. ${meaningOf(mail.state)}`}
        actions={
          <>
            <ButtonLink href={`/dashboard/doctor?about=${encodeURIComponent(mail.to)}`}>Ask the doctor</ButtonLink>
            {mail.resendable && may(viewer, "mail.resend") && (
              <form action={resend}>
                <input type="hidden" name="id" value={mail.id} />
                <SubmitButton kind="primary">Send a new link</SubmitButton>
              </form>
            )}
          </>
        }
      />
      <Said said={(await searchParams).said} />
      {stopped && (
        <Notice
          tone="danger"
          title="Mail to this address is stopped"
          className="mb-6"
          action={
            <form action={allowAgain}>
              <input type="hidden" name="id" value={mail.id} />
              <input type="hidden" name="email" value={mail.toKey} />
              <SubmitButton size="small">The address is right: allow mail again</SubmitButton>
            </form>
          }
        >
          It bounced, or somebody marked a mail as spam. Nothing is sent there until you allow it again.
        </Notice>
      )}
      <Card>
        <CardHeader title={mail.subject || TITLES[mail.template]} hint={mail.sentBy ? `Sent by ${mail.sentBy}` : undefined} />
        <CardBody>
          <Story mail={mail} timeZone={workspace.timeZone} />
        </CardBody>
      </Card>
    </>
  );
}
