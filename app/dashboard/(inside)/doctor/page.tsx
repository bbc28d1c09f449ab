import type { Metadata } from "next";
import { DoctorReport } from "@/components/doctor/report";
import { Said } from "@/components/mail/said";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { examine } from "@/lib/doctor";
import { requireStaff } from "@/lib/here";
import { askCode, cure, sendFromDoctor } from "./actions";

export const metadata: Metadata = { title: "Sign-in doctor" };

export default async function Doctor({ searchParams }: PageProps<"/dashboard/doctor">) {
  const { workspace, viewer } = await requireStaff("doctor.read", "/dashboard/doctor");
  const { about, said } = await searchParams;
  const typed = typeof about === "string" ? about.slice(0, 500) : "";
  const examined = typed ? await examine(viewer, typed) : null;
  return (
    <>
      <PageHeader
        title="Sign-in doctor"
        hint="Somebody can't get in? Type the address they use, or paste the link they tried. You get the reason and the one thing to do."
      />
      <form action="/dashboard/doctor" className="mb-6 grid grid-cols-1 gap-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-end">
        <Field
          name="about"
          label="Email address, or a link"
          type="text"
          data-search
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={typed}
          required
        />
        <SubmitButton kind="primary" size="large">
          Find out
        </SubmitButton>
      </form>
      {said === "sent" && examined?.ok && examined.report.contactId ? (
        <Notice tone="ok" className="mb-6">
          A sign-in link is on its way to {examined.report.about}.
        </Notice>
      ) : (
        <Said said={said} />
      )}
      {!examined && (
        <Card>
          <EmptyState icon="help" title="Nobody to look at yet">
            The doctor looks at the contact, what was asked for, the mails, the links and the sessions, as they are right now.
          </EmptyState>
        </Card>
      )}
      {examined && !examined.ok && (
        <Notice tone="warn" alert>
          That is neither an email address nor a link. An address looks like name@example.com.
        </Notice>
      )}
      {examined?.ok && (
        <DoctorReport report={examined.report} viewer={viewer} timeZone={workspace.timeZone} acts={{ send: sendFromDoctor, allowAgain: cure, askCode }} />
      )}
    </>
  );
}
