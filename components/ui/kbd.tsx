import type { ReactNode } from "react";

/** A key to press. */
export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-grid min-w-5 place-items-center rounded-[0.3125rem] border border-line bg-sunken px-1 font-sans text-[0.6875rem] leading-4.5 font-medium text-muted">
    {children}
  </kbd>
);
