import type { ReactNode } from "react";
import { ButtonLink } from "./button";
import { buttonStyle } from "./button-style";
import { Icon } from "./icon";

interface PagesProps {
  previous?: string | null;
  next?: string | null;
  /** The ends of the list, where it can be jumped to. */
  first?: string | null;
  last?: string | null;
  /** "1,204 contacts": which page of how many is not known, and need not be. */
  children?: ReactNode;
}

/** Back and forth through a long list. */
export const Pages = ({ previous, next, first, last, children }: PagesProps) => (
  <nav aria-label="Pages" className="mt-4 flex items-center justify-between gap-4">
    <p className="text-small text-muted tabular-nums">{children}</p>
    {(previous || next) && (
      <div className="flex gap-2">
        {first && (
          <ButtonLink href={first} size="small" kind="quiet">
            First
          </ButtonLink>
        )}
        <Step href={previous} icon="back" rel="prev">
          Previous
        </Step>
        <Step href={next} icon="forward" rel="next">
          Next
        </Step>
        {last && (
          <ButtonLink href={last} size="small" kind="quiet">
            Last
          </ButtonLink>
        )}
      </div>
    )}
  </nav>
);

const Step = ({ href, icon, rel, children }: { href?: string | null; icon: "back" | "forward"; rel: string; children: string }) => {
  const inside = (
    <>
      {icon === "back" && <Icon name={icon} />}
      {children}
      {icon === "forward" && <Icon name={icon} />}
    </>
  );
  if (href)
    return (
      <ButtonLink href={href} rel={rel} size="small">
        {inside}
      </ButtonLink>
    );
  return (
    <span aria-disabled className={buttonStyle({ size: "small", className: "pointer-events-none" })}>
      {inside}
    </span>
  );
};
