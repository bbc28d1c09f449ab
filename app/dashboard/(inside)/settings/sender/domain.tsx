import { DnsRecord } from "@/components/settings/dns-record";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
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
          <DnsRecord key={record.kind} {...record} type="TXT" name={KINDS[record.kind][0]} purpose={KINDS[record.kind][1]} looked={domain.checkedAt !== null} />
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
