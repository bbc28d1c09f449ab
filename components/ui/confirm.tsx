import type { ReactNode } from "react";
import { ButtonLink } from "./button";

interface ConfirmProps {
  title: string;
  /** What will happen, with the person's name. */
  children: ReactNode;
  /** The form whose button does it. */
  action: ReactNode;
  /** Where "Cancel" leads. */
  back: string;
}

/** A question with a page of its own: the dialog of those who have no JavaScript. */
export const Confirm = ({ title, children, action, back }: ConfirmProps) => (
  <section className="grid gap-5">
    <div className="grid gap-1.5">
      <h1 className="text-title text-balance">{title}</h1>
      <div className="text-body text-pretty text-muted">{children}</div>
    </div>
    <div className="flex flex-col gap-2 sm:flex-row-reverse sm:justify-end">
      {action}
      <ButtonLink href={back}>Cancel</ButtonLink>
    </div>
  </section>
);
