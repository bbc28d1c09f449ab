import type { ReactNode } from "react";
import { cn } from "./class-names";

/** Things that belong together. Give it a `label` where no heading inside names it. */
export const Card = ({ children, className, label }: { children: ReactNode; className?: string; label?: string }) => (
  <section aria-label={label} className={cn("rounded-card border border-line bg-surface shadow-card", className)}>
    {children}
  </section>
);

interface CardHeaderProps {
  title: ReactNode;
  hint?: ReactNode;
  /** A button or two, at the end of the line. */
  action?: ReactNode;
  level?: "h2" | "h3";
}

export const CardHeader = ({ title, hint, action, level: Heading = "h2" }: CardHeaderProps) => (
  <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-5 pt-5 sm:px-6">
    <div className="min-w-0">
      <Heading className="text-heading">{title}</Heading>
      {hint && <p className="mt-0.5 text-small text-muted">{hint}</p>}
    </div>
    {action}
  </header>
);

export const CardBody = ({ children, className }: { children: ReactNode; className?: string }) => <div className={cn("p-5 sm:p-6", className)}>{children}</div>;

/** What can be done with the whole card. */
export const CardFooter = ({ children, className }: { children: ReactNode; className?: string }) => (
  <footer className={cn("flex flex-wrap items-center gap-2 border-t border-line px-5 py-4 sm:px-6", className)}>{children}</footer>
);
