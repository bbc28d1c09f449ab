import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Icon, type IconName } from "./icon";

interface PopoverMenuProps {
  /** Unique on the page. */
  id: string;
  /** Names the menu, also where it stands alone. */
  button: ReactNode;
  buttonClass?: string;
  children: ReactNode;
}

/** A menu of links and forms that the browser itself opens, closes and places: no JavaScript of ours. */
export const PopoverMenu = ({ id, button, buttonClass, children }: PopoverMenuProps) => (
  <>
    <button type="button" popoverTarget={id} className={cn("popover-button", buttonClass)}>
      {button}
    </button>
    <div id={id} popover="auto" className="popover-menu w-64 rounded-card border border-line bg-raised p-1.5 text-ink shadow-pop">
      {children}
    </div>
  </>
);

/** The look of one line of a menu: also for the button of a form in it. */
export const menuItemStyle = "flex w-full items-center gap-2.5 rounded-control px-2.5 py-2 text-left text-small hover:bg-sunken focus-visible:bg-sunken";

export const PopoverItem = ({ href, icon, children }: { href: Route | (string & {}); icon?: IconName; children: ReactNode }) => (
  <Link href={href as Route} prefetch={false} className={menuItemStyle}>
    {icon && <Icon name={icon} className="size-4 text-muted" />}
    {children}
  </Link>
);
