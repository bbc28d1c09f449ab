import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Icon, type IconName } from "./icon";

interface EmptyStateProps {
  icon?: IconName;
  title: string;
  /** What will be here, or what to do. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Nothing here yet, said kindly, with the way on. */
export const EmptyState = ({ icon = "inbox", title, children, action, className }: EmptyStateProps) => (
  <div className={cn("flex flex-col items-center px-6 py-14 text-center", className)}>
    <span className="mb-4 grid size-11 place-items-center rounded-full border border-line bg-sunken text-muted">
      <Icon name={icon} className="size-5" />
    </span>
    <p className="text-body font-semibold text-balance">{title}</p>
    {children && <div className="mt-1 max-w-sm text-small text-pretty text-muted">{children}</div>}
    {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
);
