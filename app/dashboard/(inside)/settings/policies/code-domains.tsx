import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { Time } from "@/components/ui/time";
import type { CodeDomain } from "@/lib/settings/gateways";
import { backToOnePress } from "./actions";

interface CodeDomainsProps {
  domains: CodeDomain[];
  editable: boolean;
  timeZone: string;
}

/** Where the sign-in doctor was told to ask for the code, and the way back (SPEC L4). */
export function CodeDomains({ domains, editable, timeZone }: CodeDomainsProps) {
  return (
    <Card className="mt-6">
      <CardHeader
        title="Domains that ask for the code"
        hint="Mail filters there open links, and some press buttons. So links to these domains ask for the code of the mail, whatever their policy says. The sign-in doctor adds them."
      />
      <CardBody>
        <ul className="grid grid-cols-1 gap-3">
          {domains.map(({ domain, openings, presses, lastAt }) => (
            <li key={domain} className="flex flex-wrap items-center justify-between gap-3 rounded-control border border-line px-4 py-3 text-small">
              <div className="min-w-0">
                <p className="font-medium break-all">{domain}</p>
                <p className="text-muted">
                  {openings === 0 && presses === 0 ? (
                    "No filter was seen there yet."
                  ) : (
                    <>
                      Opened {times(openings, "link")}
                      {presses > 0 && ` and pressed ${times(presses, "button")}`}, the last time <Time at={lastAt} timeZone={timeZone} />
                    </>
                  )}
                </p>
              </div>
              {editable && (
                <form action={backToOnePress}>
                  <input type="hidden" name="domain" value={domain} />
                  <SubmitButton size="small">
                    <span>
                      Back to one press<span className="sr-only"> for {domain}</span>
                    </span>
                  </SubmitButton>
                </form>
              )}
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

const times = (count: number, what: string) => (count === 1 ? `1 ${what}` : `${count.toLocaleString("en")} ${what}s`);
