import { DnsRecord } from "@/components/settings/dns-record";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { Time } from "@/components/ui/time";
import type { Domains as Listed, OwnDomain } from "@/lib/workspaces/domains";
import { check } from "./actions";
import { AddDomainForm, MainDomainButton, RemoveDomainButton } from "./domain-form";

const NAMES = { ownership: ["Ownership", "Shows that the domain is yours."], address: ["Address", "Leads visitors to the portal."] } as const;

interface DomainsProps {
  domains: Listed;
  /** Domains are for owners. */
  editable: boolean;
  /** Who signed in a while ago looks, and asks DNS; to change them they sign in once more. */
  fresh: boolean;
  timeZone: string;
}

/** Where the portal answers, and which of these addresses is the one in mails. */
export function Domains({ domains: { standard, own }, editable, fresh, timeZone }: DomainsProps) {
  const changes = editable && fresh;
  return (
    <Card>
      <CardHeader
        title="Domains"
        hint={`The portal answers at each of them; links in mails lead to the main one.${editable ? "" : " Owners may change them."}`}
      />
      <CardBody className="grid grid-cols-1 gap-4">
        {editable && !fresh && (
          <Notice
            title="To change domains, sign in once more"
            action={
              <ButtonLink size="small" href="/dashboard/again?to=/dashboard/settings/general">
                Sign in once more
              </ButtonLink>
            }
          >
            Your sign-in is older than 15 minutes.
          </Notice>
        )}
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-control border border-line px-4 py-3">
          <p className="flex min-w-0 flex-wrap items-center gap-2 text-small font-medium">
            <span className="break-all">{standard.host}</span>
            {standard.main && <Badge tone="accent">Main address</Badge>}
            <span className="font-normal text-muted">Always works</span>
          </p>
          {changes && !standard.main && <MainDomainButton id="" host={standard.host} />}
        </div>
        {own.map((domain) => (
          <OneDomain key={domain.id} domain={domain} editable={editable} fresh={fresh} timeZone={timeZone} />
        ))}
        {changes && <AddDomainForm />}
        {editable && (
          <p className="text-small text-muted">Whoever runs Foyer for you has to let the server answer for a new domain, with a certificate for it.</p>
        )}
      </CardBody>
    </Card>
  );
}

function OneDomain({
  domain: { id, host, verified, main: isMain, checkedAt, records },
  editable,
  fresh,
  timeZone,
}: {
  domain: OwnDomain;
  editable: boolean;
  fresh: boolean;
  timeZone: string;
}) {
  return (
    <section aria-label={host} className="grid grid-cols-1 gap-4 rounded-control bg-sunken p-3 sm:p-4">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 text-small">
          <h3 className="flex flex-wrap items-center gap-2 font-medium">
            <span className="break-all">{host}</span>
            {isMain && <Badge tone="accent">Main address</Badge>}
            <Badge tone={verified ? "ok" : "neutral"}>{verified ? "In use" : "Not in use yet"}</Badge>
          </h3>
          <p className="text-muted">
            {checkedAt ? (
              <>
                Looked at <Time at={checkedAt} timeZone={timeZone} />, and again every hour.
              </>
            ) : (
              "Copy these records to where your domain is managed, then check."
            )}
          </p>
        </div>
        {editable && (
          <div className="flex flex-wrap gap-2">
            <form action={check}>
              <input type="hidden" name="id" value={id} />
              <SubmitButton size="small" kind={verified ? "plain" : "primary"}>
                Check now<span className="sr-only">: {host}</span>
              </SubmitButton>
            </form>
            {fresh && verified && !isMain && <MainDomainButton id={id} host={host} />}
            {fresh && <RemoveDomainButton id={id} host={host} main={isMain} />}
          </div>
        )}
      </header>
      {records.map((record) => (
        <DnsRecord key={record.kind} {...record} name={NAMES[record.kind][0]} purpose={NAMES[record.kind][1]} looked={checkedAt !== null} />
      ))}
    </section>
  );
}
