import type { ReactNode } from "react";
import { cn } from "./class-names";

interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** "+12 % on last month": good and bad are not always up and down. */
  change?: ReactNode;
  tone?: "ok" | "danger" | "muted";
  hint?: ReactNode;
}

const TONE = { ok: "text-ok", danger: "text-danger", muted: "text-muted" };

/** One number and what it means. */
export const Stat = ({ label, value, change, tone = "muted", hint }: StatProps) => (
  <div className="min-w-0 px-5 py-4 sm:px-6 sm:py-5">
    <dt className="truncate text-small text-muted">{label}</dt>
    <dd className="mt-1 flex flex-wrap items-baseline gap-x-2.5">
      <span className="text-title tabular-nums">{value}</span>
      {change && <span className={cn("text-small font-medium", TONE[tone])}>{change}</span>}
    </dd>
    {hint && <dd className="mt-0.5 text-caption text-muted">{hint}</dd>}
  </div>
);

/** Numbers side by side, two and two on a phone. */
export const StatRow = ({ children, label }: { children: ReactNode; label: string }) => (
  <dl
    aria-label={label}
    className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line shadow-card *:bg-surface max-sm:[&>:last-child:nth-child(odd)]:col-span-2 sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none"
  >
    {children}
  </dl>
);
