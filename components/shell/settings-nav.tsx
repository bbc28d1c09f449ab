"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cn } from "@/components/ui/class-names";

/** The pages of the settings, side by side; on a phone the open one is brought into view. */
export function SettingsNav({ pages }: { pages: { href: string; label: string }[] }) {
  const here = usePathname();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (open && list.current?.parentElement) list.current.parentElement.scrollLeft = open.offsetLeft - 24;
  }, [here]);
  return (
    <nav aria-label="Settings" className="-mx-4 mb-6 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] sm:mx-0 sm:mb-8 sm:px-0">
      <ul ref={list} className="flex w-max gap-1">
        {pages.map(({ href, label }) => {
          const open = here === href || here.startsWith(`${href}/`);
          return (
            <li key={href}>
              <Link
                href={href as Route}
                prefetch={false}
                aria-current={open ? "page" : undefined}
                className={cn(
                  "flex h-10 items-center border-b-2 px-2.5 text-small font-medium whitespace-nowrap",
                  open ? "border-accent-text text-ink" : "border-transparent text-muted hover:border-line hover:text-ink",
                )}
              >
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
