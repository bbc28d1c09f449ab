"use client";

import type { Route } from "next";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { buttonStyle } from "./button-style";
import { cn } from "./class-names";
import { Icon, type IconName } from "./icon";

interface MenuProps {
  /** Said of the button; the three dots don't say it. */
  label: string;
  button?: ReactNode;
  children: ReactNode;
}

/** Acts on one thing, for staff. Not modal: what would hold the page still adds styles that the content policy forbids. */
export const Menu = ({ label, button, children }: MenuProps) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger aria-label={label} className={buttonStyle({ kind: button ? "plain" : "quiet", size: button ? "normal" : "icon" })}>
      {button ?? <Icon name="more" className="size-4.5" />}
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
        className="z-40 max-h-[min(28rem,var(--radix-dropdown-menu-content-available-height))] min-w-56 appear overflow-y-auto rounded-card border border-line bg-raised p-1.5 text-ink shadow-pop"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

interface MenuItemProps {
  icon?: IconName;
  tone?: "danger";
  disabled?: boolean;
  /** Leads somewhere; else `onSelect` says what happens. */
  href?: Route | (string & {});
  onSelect?(): void;
  children: ReactNode;
}

const itemStyle =
  "flex cursor-default items-center gap-2.5 rounded-control px-2.5 py-2 text-small outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken";

export function MenuItem({ icon, tone, href, children, ...item }: MenuItemProps) {
  const inside = (
    <>
      {icon && <Icon name={icon} className={cn("size-4", tone !== "danger" && "text-muted")} />}
      {children}
    </>
  );
  return (
    <DropdownMenu.Item asChild={Boolean(href)} className={cn(itemStyle, tone === "danger" && "text-danger data-[highlighted]:bg-danger-soft")} {...item}>
      {href ? (
        <Link href={href as Route} prefetch={false}>
          {inside}
        </Link>
      ) : (
        inside
      )}
    </DropdownMenu.Item>
  );
}

/** One of several that can be on: a column, a filter. The menu stays open. */
export const MenuCheck = ({ checked, onChange, children }: { checked: boolean; onChange(checked: boolean): void; children: ReactNode }) => (
  <DropdownMenu.CheckboxItem checked={checked} onCheckedChange={onChange} onSelect={(event) => event.preventDefault()} className={itemStyle}>
    <span className="grid size-4 place-items-center">{checked && <Icon name="check" className="size-4 text-accent-text" />}</span>
    {children}
  </DropdownMenu.CheckboxItem>
);

export const MenuLine = () => <DropdownMenu.Separator className="-mx-1.5 my-1.5 h-px bg-line" />;

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-caption font-medium text-muted">{children}</DropdownMenu.Label>
);
