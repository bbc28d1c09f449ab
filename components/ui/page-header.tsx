import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "./icon";

interface PageHeaderProps {
  title: ReactNode;
  /** Beside the title: chips, a menu. */
  beside?: ReactNode;
  hint?: ReactNode;
  back?: { href: Route | (string & {}); label: string };
  actions?: ReactNode;
}

/** What this page is, and the one or two things to do with it. */
export const PageHeader = ({ title, beside, hint, back, actions }: PageHeaderProps) => (
  <header className="mb-6 sm:mb-8">
    {back && (
      <Link href={back.href as Route} prefetch={false} className="-ml-1 mb-2 inline-flex min-h-8 items-center gap-1 text-small text-muted hover:text-ink">
        <Icon name="back" />
        {back.label}
      </Link>
    )}
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="text-title text-balance">{title}</h1>
          {beside}
        </div>
        {hint && <div className="mt-1 max-w-2xl text-body text-pretty text-muted">{hint}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  </header>
);
