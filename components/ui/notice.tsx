import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Icon, type IconName } from "./icon";

const TONES: Record<"info" | "warn" | "danger" | "ok", { box: string; sign: string; icon: IconName }> = {
  info: { box: "border-accent-text/20 bg-accent-soft", sign: "text-accent-text", icon: "info" },
  warn: { box: "border-warn/25 bg-warn-soft", sign: "text-warn", icon: "warning" },
  danger: { box: "border-danger/25 bg-danger-soft", sign: "text-danger", icon: "stop" },
  ok: { box: "border-ok/20 bg-ok-soft", sign: "text-ok", icon: "done" },
};

interface NoticeProps {
  tone?: keyof typeof TONES;
  title?: string;
  children?: ReactNode;
  /** Read out at once. */
  alert?: boolean;
  /** One button, under the words. */
  action?: ReactNode;
  className?: string;
}

/** One thing that has to be said, above what it is about. */
export function Notice({ tone = "info", title, children, alert, action, className }: NoticeProps) {
  const { box, sign, icon } = TONES[tone];
  return (
    <div role={alert ? "alert" : "status"} className={cn("flex gap-3 rounded-control border px-4 py-3 text-small text-ink", box, className)}>
      <Icon name={icon} className={cn("mt-0.5 size-4.5", sign)} />
      <div className="min-w-0 grow">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className={title ? "mt-0.5 text-ink/85" : undefined}>{children}</div>}
        {action && <div className="mt-3">{action}</div>}
      </div>
    </div>
  );
}

/** Across the whole page, above its header: a state one is in (a preview, a trial, a fault elsewhere). */
export const Banner = ({ tone = "info", children }: { tone?: keyof typeof TONES; children: ReactNode }) => (
  <div
    role="status"
    className={cn("flex flex-wrap items-center justify-center gap-x-4 gap-y-1.5 border-b px-4 py-2.5 text-center text-small text-ink", TONES[tone].box)}
  >
    {children}
  </div>
);
