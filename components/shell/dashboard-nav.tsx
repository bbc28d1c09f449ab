"use client";

import type { Route } from "next";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cn } from "@/components/ui/class-names";
import { Icon, type IconName } from "@/components/ui/icon";
import { Spinner } from "@/components/ui/spinner";

export interface DashboardSection {
  href: string;
  label: string;
  icon: IconName;
  /** What waits for somebody there. */
  count?: number;
}

/** Knows which section is open, answers a press at once, and puts the drawer of a phone away again. */
export function DashboardNav({ sections }: { sections: DashboardSection[] }) {
  const here = usePathname();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const drawer = nav.current?.closest<HTMLElement>("[popover]");
    if (drawer?.matches(":popover-open")) drawer.hidePopover();
  }, [here]);
  return (
    <nav ref={nav} aria-label="Dashboard" className="p-2">
      <ul className="grid gap-0.5">
        {sections.map((section) => (
          <li key={section.href}>
            <Item section={section} here={here === section.href || here.startsWith(`${section.href}/`)} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Item({ section: { href, label, icon, count }, here }: { section: DashboardSection; here: boolean }) {
  return (
    <Link
      href={href as Route}
      prefetch={false}
      aria-current={here ? "page" : undefined}
      className={cn(
        "flex h-9 items-center gap-2.5 rounded-control px-2.5 text-small font-medium transition-colors duration-150",
        here ? "bg-sunken text-ink" : "text-muted hover:bg-sunken hover:text-ink",
      )}
    >
      <Icon name={icon} className={cn("size-4.5", here && "text-accent-text")} />
      <span className="grow truncate">{label}</span>
      <Trailing count={count} />
    </Link>
  );
}

function Trailing({ count }: { count?: number }) {
  const { pending } = useLinkStatus();
  if (pending) return <Spinner className="size-3.5! text-muted" />;
  return count ? <span className="text-caption text-muted tabular-nums">{count}</span> : null;
}
