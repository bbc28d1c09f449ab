import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { Icon, type IconName } from "@/components/ui/icon";
import { SubmitButton } from "@/components/ui/submit-button";
import { Time } from "@/components/ui/time";
import type { Finding, Report, Verdict } from "@/lib/doctor";
import { may, type Staff } from "@/lib/viewer";

type Act = (form: FormData) => Promise<void>;

interface ReportProps {
  report: Report;
  viewer: Staff;
  timeZone: string;
  acts: { send: Act; allowAgain: Act; askCode: Act };
}

/** Why somebody can't get in: the sentence and the button first, the evidence below. */
export function DoctorReport({ report, viewer, timeZone, acts }: ReportProps) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <Card className="border-accent-text/30">
        <CardBody>
          <p className="text-small text-muted break-all">{report.about}</p>
          <p className="mt-1 text-lead text-pretty">{report.sentence}</p>
          <div className="mt-4">
            <Remedy report={report} viewer={viewer} acts={acts} />
          </div>
        </CardBody>
      </Card>
      <Card label="What was looked at">
        <ol className="divide-y divide-line">
          {report.findings.map((finding) => (
            <Answer key={finding.question} finding={finding} timeZone={timeZone} />
          ))}
        </ol>
      </Card>
    </div>
  );
}

function Remedy({ report: { remedy, about }, viewer, acts }: Pick<ReportProps, "report" | "viewer" | "acts">) {
  const keep = <input type="hidden" name="about" value={about} />;
  switch (remedy.do) {
    case "send_link":
      return may(viewer, "links.send") ? (
        <form action={acts.send}>
          {keep}
          <input type="hidden" name="contact" value={remedy.contactId} />
          <input type="hidden" name="address" value={remedy.addressId} />
          <SubmitButton kind="primary">{remedy.label}</SubmitButton>
        </form>
      ) : (
        <Words>Ask a colleague who may send links: {remedy.label.toLowerCase()}.</Words>
      );
    case "clear_suppression":
      return may(viewer, "mail.clear_suppression") ? (
        <form action={acts.allowAgain}>
          {keep}
          <input type="hidden" name="email" value={remedy.emailKey} />
          <SubmitButton kind="primary">{remedy.label}</SubmitButton>
        </form>
      ) : (
        <Words>Ask a colleague who may allow mail again.</Words>
      );
    case "code_for_domain":
      return may(viewer, "settings.edit") ? (
        <form action={acts.askCode}>
          {keep}
          <input type="hidden" name="domain" value={remedy.domain} />
          <SubmitButton>{remedy.label}</SubmitButton>
        </form>
      ) : (
        <Words>There is nothing you have to do.</Words>
      );
    case "open":
      return (
        <ButtonLink kind="primary" href={remedy.href}>
          {remedy.label}
        </ButtonLink>
      );
    case "nothing":
      return <Words>{remedy.label}.</Words>;
  }
}

const Words = ({ children }: { children: ReactNode }) => <p className="text-body font-medium">{children}</p>;

const SIGNS: Record<Verdict, [icon: IconName, style: string, said: string]> = {
  good: ["done", "text-ok", "In order"],
  bad: ["stop", "text-danger", "Not in order"],
  unclear: ["info", "text-muted", "To know"],
};

function Answer({ finding: { question, verdict, answer, evidence }, timeZone }: { finding: Finding; timeZone: string }) {
  const [icon, style, said] = SIGNS[verdict];
  return (
    <li className="flex gap-3 px-5 py-4 sm:px-6">
      <span className={cn("mt-0.5", style)}>
        <Icon name={icon} className="size-4.5" />
        <span className="sr-only">{said}:</span>
      </span>
      <div className="min-w-0 text-small">
        <p className="text-muted">{question}</p>
        <p className="text-body">{answer}</p>
        {evidence.length > 0 && (
          <ul className="mt-1.5 grid gap-0.5 text-muted">
            {evidence.map(({ text, at }, i) => (
              <li key={`${text} ${i}`} className="break-words">
                {text}
                {at && (
                  <>
                    {" · "}
                    <Time at={at} timeZone={timeZone} />
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
