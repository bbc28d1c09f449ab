import { Notice } from "@/components/ui/notice";
import { HOUR_MS, waitInWords } from "@/lib/values/time";

interface LimitedProps {
  /** A moment in milliseconds, from the address line: one that is over, or that no limit reaches, is not said. */
  until: string | string[] | undefined;
  className: string;
}

/** Said where a link was asked for with one press, and too many had been (SPEC A4). */
export function Limited({ until, className }: LimitedProps) {
  const left = Number(until) - Date.now();
  if (!(left > 0 && left <= HOUR_MS)) return null;
  return (
    <Notice tone="danger" alert className={className}>
      Too many links were asked for: try again in {waitInWords(new Date(Number(until)))}. Links you already have keep working.
    </Notice>
  );
}
