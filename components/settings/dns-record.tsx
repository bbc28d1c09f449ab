import type { ReactNode } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";

export interface DnsRecordProps {
  name: string;
  purpose: string;
  type: string;
  host: string;
  expected: string;
  found: string[];
  state: "ok" | "missing" | "different" | "unknown";
  /** What to do; empty when all is well. */
  advice: string;
  /** DNS was asked before. */
  looked: boolean;
}

const STATES: Record<DnsRecordProps["state"], [word: string, tone: Tone]> = {
  ok: ["In order", "ok"],
  missing: ["Missing", "danger"],
  different: ["Different", "danger"],
  unknown: ["No answer", "warn"],
};

/** One record to copy into DNS, what is there, and what to do about it. */
export function DnsRecord({ name, purpose, type, host, expected, found, state, advice, looked }: DnsRecordProps) {
  const [word, tone] = STATES[state];
  return (
    <section aria-label={name} className="rounded-control border border-line bg-surface p-3 text-small sm:p-4">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">
          {name} <span className="font-normal text-muted">{purpose}</span>
        </h3>
        {looked && <Badge tone={tone}>{word}</Badge>}
      </header>
      <dl className="mt-3 grid grid-cols-1 gap-x-4 gap-y-2 sm:grid-cols-[5rem_minmax(0,1fr)]">
        <Line label="Type">{type}</Line>
        <Line label="Name" copy={host}>
          {host}
        </Line>
        <Line label="Value" copy={expected}>
          {expected}
        </Line>
        {found.length > 0 && state !== "ok" && <Line label="Found">{found.join("  ·  ")}</Line>}
      </dl>
      {advice && <p className="mt-3 font-medium text-pretty">{advice}</p>}
    </section>
  );
}

const Line = ({ label, children, copy }: { label: string; children: ReactNode; copy?: string }) => (
  <>
    <dt className="text-muted">{label}</dt>
    <dd className="flex min-w-0 items-start justify-between gap-3">
      <code className="min-w-0 text-caption leading-5 break-all">{children}</code>
      {copy && (
        <span className="shrink-0">
          <CopyButton
            text={copy}
            label={
              <>
                Copy<span className="sr-only"> the {label.toLowerCase()}</span>
              </>
            }
          />
        </span>
      )}
    </dd>
  </>
);
