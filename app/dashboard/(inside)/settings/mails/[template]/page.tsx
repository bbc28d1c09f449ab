import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Said } from "@/components/mail/said";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/here";
import { VARIABLES } from "@/lib/mail/letter";
import { may } from "@/lib/viewer";
import { previewMail, TITLES, wordingOf } from "@/lib/wordings";
import { sendToMe } from "./actions";
import { WordingForm } from "./form";

export const metadata: Metadata = { title: "Mail wording" };

export default async function MailWording({ params, searchParams }: PageProps<"/dashboard/settings/mails/[template]">) {
  const { template } = await params;
  const here = `/dashboard/settings/mails/${template}`;
  const { viewer } = await requireStaff("settings.read", here);
  const wording = await wordingOf(viewer, template);
  const letter = wording && (await previewMail(viewer, template));
  if (!wording || !letter) notFound();
  const editable = may(viewer, "settings.edit");
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/settings/mails", label: "Mail wording" }}
        title={TITLES[wording.template]}
        actions={
          editable && (
            <form action={sendToMe}>
              <input type="hidden" name="template" value={wording.template} />
              <SubmitButton>Send me this</SubmitButton>
            </form>
          )
        }
      />
      <Said said={(await searchParams).said} />
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
        <Card>
          <CardHeader title="Words" hint={`You may use ${VARIABLES.map((name) => `{${name}}`).join(", ")}. The link and the code have their own places.`} />
          <CardBody>
            <WordingForm wording={wording} editable={editable} preview={`${here}/letter`} />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title={letter.subject} hint={`From ${letter.from}`} />
          <CardBody>
            <iframe
              key={Object.values(wording.words).join("\n")} // other words, another look
              name="letter"
              title="The mail as it arrives"
              src={`${here}/letter`}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              className="h-[46rem] w-full rounded-control border border-line bg-white"
            />
          </CardBody>
        </Card>
      </div>
    </>
  );
}
