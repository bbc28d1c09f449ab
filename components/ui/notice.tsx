import type { ReactNode } from "react";
import { cn } from "./class-names";

const TONES = {
  info: "bg-accent-soft text-ink",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
  ok: "bg-ok-soft text-ok",
};

/** One thing that has to be said, above what it is about. */
export function Notice({ tone = "info", title, children, alert }: { tone?: keyof typeof TONES; title?: string; children?: ReactNode; alert?: boolean }) {
  return (
    <div role={alert ? "alert" : "status"} className={cn("rounded-control px-4 py-3 text-sm leading-relaxed", TONES[tone])}>
      {title && <p className="font-semibold">{title}</p>}
      {children && <div className={title ? "mt-0.5" : undefined}>{children}</div>}
    </div>
  );
}
