import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { Preset } from "@/prisma/generated/enums";
import { PRESETS } from "./words";

export function Presets({ chosen }: { chosen: Preset }) {
  return (
    <Card className="mt-6">
      <CardHeader
        title="Presets"
        hint={`These policies began as “${PRESETS[chosen].label}”. A preset fills all of them in; you see what would change first.`}
      />
      <CardBody>
        <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          {Object.entries(PRESETS).map(([name, { label, hint }]) => (
            <li key={name} className="flex flex-col items-start gap-3 rounded-control border border-line p-4 text-small">
              <div className="grow">
                <p className="flex items-center gap-2 font-semibold">
                  {label} {name === chosen && <Badge tone="accent">Chosen</Badge>}
                </p>
                <p className="text-muted">{hint}</p>
              </div>
              <ButtonLink size="small" kind="plain" href={`/dashboard/settings/policies/preset?to=${name}`}>
                <span>
                  See what changes<span className="sr-only"> with {label}</span>
                </span>
              </ButtonLink>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
