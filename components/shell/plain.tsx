import type { ReactNode } from "react";

interface PlainPageProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** What to quote when asking for help. */
  reference?: string;
}

/** A page in nobody's brand: an unknown host, a fault. */
export const PlainPage = ({ title, children, action, reference }: PlainPageProps) => (
  <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center px-6 pt-12 pb-24 text-center">
    <h1 className="text-title text-balance">{title}</h1>
    {children && <div className="mt-2 text-body text-pretty text-muted">{children}</div>}
    {action && <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
    {reference && (
      <p className="mt-8 text-caption text-muted">
        Reference <code className="font-mono select-all">{reference}</code>
      </p>
    )}
  </main>
);
