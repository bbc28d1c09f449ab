"use client";

import type { Route } from "next";
import Link from "next/link";
import { type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode, type ToggleEvent, useId } from "react";
import { buttonStyle } from "./button-style";
import { cn } from "./class-names";
import { Icon, type IconName } from "./icon";

const GAP_PX = 6;
const EDGE_PX = 12;

interface MenuProps {
  /** Said of the button; the three dots don't say it. */
  label: string;
  children: ReactNode;
}

/**
 * Acts on one thing, for staff. It stands in the page from the start, and the browser itself opens it, closes it and gives the focus back:
 * nothing is rendered at the press, which a slow phone would wait for.
 */
export function Menu({ label, children }: MenuProps) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={label}
        onKeyDown={openByArrow}
        className={buttonStyle({ kind: "quiet", size: "icon", className: "popover-button" })}
      >
        <Icon name="more" className="size-4.5" />
      </button>
      <div
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        onToggle={begin}
        onKeyDown={walk}
        className="popover-menu min-w-56 overflow-y-auto rounded-card border border-line bg-raised p-1.5 text-left text-ink shadow-pop outline-none"
      >
        {children}
      </div>
    </>
  );
}

interface MenuItemProps {
  icon?: IconName;
  tone?: "danger";
  /** Leads somewhere; else `onSelect` says what happens. */
  href?: Route | (string & {});
  onSelect?(): void;
  children: ReactNode;
}

export function MenuItem({ icon, tone, href, onSelect, children }: MenuItemProps) {
  const item = {
    role: "menuitem",
    tabIndex: -1,
    onPointerMove: comeAlong,
    onClick: (event: MouseEvent<HTMLElement>) => {
      event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
      onSelect?.();
    },
    className: cn(
      "flex w-full cursor-default items-center gap-2.5 rounded-control px-2.5 py-2 text-left text-small whitespace-nowrap outline-none select-none",
      tone === "danger" ? "text-danger focus:bg-danger-soft" : "focus:bg-sunken",
    ),
    children: (
      <>
        {icon && <Icon name={icon} className={cn("size-4", tone !== "danger" && "text-muted")} />}
        {children}
      </>
    ),
  };
  return href ? <Link href={href as Route} prefetch={false} {...item} /> : <button type="button" {...item} />;
}

export const MenuLine = () => <hr className="-mx-1.5 my-1.5 border-line" />;

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];

/** Who came by key begins at the first line, who came by pointer at none. */
function begin({ newState, currentTarget: menu }: ToggleEvent<HTMLElement>) {
  if (newState !== "open") return;
  const button = menu.previousElementSibling as HTMLElement;
  place(menu, button);
  if (!menu.contains(document.activeElement)) (button.matches(":focus-visible") ? itemsOf(menu)[0] : menu)?.focus({ preventScroll: true });
}

function openByArrow(event: KeyboardEvent<HTMLElement>) {
  const to = { ArrowDown: 0, ArrowUp: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const menu = event.currentTarget.nextElementSibling as HTMLElement;
  if (!menu.matches(":popover-open")) event.currentTarget.click();
  itemsOf(menu).at(to)?.focus();
}

/** Arrows, Home and End, and a line's first letter, as in menus of the system; Enter and Escape are the browser's own. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const { key, currentTarget: menu } = event;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (key === "Tab") return menu.hidePopover();
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (key === " " && items[at] instanceof HTMLAnchorElement) items[at].click();
  const to =
    { ArrowDown: items[at + 1], ArrowUp: items.at(at < 0 ? -1 : Math.max(at - 1, 0)), Home: items[0], End: items.at(-1) }[key] ?? named(items, at, key);
  if (to || key.startsWith("Arrow")) event.preventDefault();
  to?.focus();
}

/** The next line that begins with this letter. */
const named = (items: HTMLElement[], at: number, letter: string) =>
  [...items.slice(at + 1), ...items].find(({ textContent }) => textContent?.[0]?.toLowerCase() === letter.toLowerCase());

/** One line is marked, not one by the mouse and one by the keys. */
function comeAlong({ pointerType, currentTarget }: PointerEvent<HTMLElement>) {
  if (pointerType === "mouse") currentTarget.focus({ preventScroll: true });
}

/** No higher than the room below or above. The rest is the browser's, if it knows anchors (Safari before 26 and Firefox before 147 don't). */
function place(menu: HTMLElement, button: HTMLElement) {
  const { top, bottom, right } = button.getBoundingClientRect();
  const below = window.innerHeight - bottom - GAP_PX - EDGE_PX;
  const above = top - GAP_PX - EDGE_PX;
  menu.style.maxHeight = `${Math.max(below, above)}px`;
  if (CSS.supports("position-area", "block-end")) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const y = height <= below ? bottom + GAP_PX : top - GAP_PX - height;
  menu.style.inset = `${y + window.scrollY}px auto auto ${Math.max(EDGE_PX, right - width) + window.scrollX}px`;
}
