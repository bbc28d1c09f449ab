import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { Time } from "@/components/ui/time";
import type { SenderDomain } from "@/lib/sender";
import type { SenderRecord } from "@/lib/sender/records";
import { checkDomain, removeDomain } from "./actions";
import { DkimForm } from "./form";

const STATUS: Record<SenderDomain["status"], [word: string, tone: Tone]> = {
  pending: ["Not in use yet", "neutral"],
  verified: ["In use", "ok"],
  broken: ["Needs a look", "danger"],
};

/** One domain: what belongs into its DNS, what is there, and what to do. */
export function DomainCard({ domain, editable, timeZone }: { domain: SenderDomain; editable: boolean; timeZone: string }) {
  const [word, tone] = STATUS[domain.status];
  return (
    <Card>
      <CardHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {domain.domain} <Badge tone={tone}>{word}</Badge>
          </span>
        }
        hint={
          domain.checkedAt ? (
            <>
              Looked at <Time at={domain.checkedAt} timeZone={timeZone} />, and again every hour.
            </>
          ) : (
            "Copy these records to where your domain is managed, then check."
          )
        }
        action={
          editable && (
            <form action={checkDomain}>
              <input type="hidden" name="id" value={domain.id} />
              <SubmitButton kind={domain.status === "verified" ? "plain" : "primary"}>Check now</SubmitButton>
            </form>
          )
        }
      />
      <CardBody className="grid grid-cols-1 gap-5">
        {domain.status === "broken" && (
          <Notice tone="danger" title="Mails go out under the default sender meanwhile">
            So people can still sign in. As soon as the records are in order, your own sender is used again.
          </Notice>
        )}
        {domain.records.map((record) => (
          <Entry key={record.kind} record={record} looked={domain.checkedAt !== null} />
        ))}
        {editable && <DkimForm id={domain.id} selector={domain.dkim.selector} value={domain.dkim.value ?? ""} />}
      </CardBody>
      {editable && (
        <CardFooter>
          <form action={removeDomain}>
            <input type="hidden" name="id" value={domain.id} />
            <SubmitButton kind="quiet">Remove this domain</SubmitButton>
          </form>
        </CardFooter>
      )}
    </Card>
  );
}

const KINDS: Record<SenderRecord["kind"], [name: string, purpose: string]> = {
  ownership: ["Ownership", "Shows that the domain is yours."],
  spf: ["SPF", "Says who may send for the domain."],
  dkim: ["DKIM", "The key that proves a mail was not changed."],
  dmarc: ["DMARC", "Tells mailboxes what to do with mail that proves neither. Recommended."],
  provider: ["Mail provider", "Has to know the domain, too."],
};

const STATES: Record<SenderRecord["state"], [word: string, tone: Tone]> = {
  ok: ["In order", "ok"],
  missing: ["Missing", "danger"],
  different: ["Different", "danger"],
  unknown: ["No answer", "warn"],
};

function Entry({ record, looked }: { record: SenderRecord; looked: boolean }) {
  const [name, purpose] = KINDS[record.kind];
  const [word, tone] = STATES[record.state];
  return (
    <section aria-label={name} className="rounded-control border border-line p-4 text-small">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">
          {name} <span className="font-normal text-muted">{purpose}</span>
        </h3>
        {looked && <Badge tone={tone}>{word}</Badge>}
      </header>
      <dl className="mt-3 grid grid-cols-1 gap-x-4 gap-y-2 sm:grid-cols-[5rem_minmax(0,1fr)]">
        <Line label="Type">TXT</Line>
        <Line label="Name" copy={record.host}>
          {record.host}
        </Line>
        <Line label="Value" copy={record.expected}>
          {record.expected}
        </Line>
        {record.found.length > 0 && record.state !== "ok" && <Line label="Found">{record.found.join("  ·  ")}</Line>}
      </dl>
      {record.advice && <p className="mt-3 font-medium text-pretty">{record.advice}</p>}
    </section>
  );
}

const Line = ({ label, children, copy }: { label: string; children: string; copy?: string }) => (
  <>
    <dt className="text-muted">{label}</dt>
    <dd className="flex min-w-0 items-start justify-between gap-3">
      <code className="min-w-0 text-caption leading-5 break-all">{children}</code>
      {copy && <CopyButton text={copy} label={`Copy the ${label.toLowerCase()}`} size="small" />}
    </dd>
  </>
);
