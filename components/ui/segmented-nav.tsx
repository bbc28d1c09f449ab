import type { Route } from "next";
import Link from "next/link";
import { cn } from "./class-names";

interface SegmentedNavProps {
  label: string;
  items: { href: Route | (string & {}); label: string; count?: number }[];
  /** The address of the one that is open. */
  here: string;
  className?: string;
}

/** Views of the same thing, each with an address of its own. */
export const SegmentedNav = ({ label, items, here, className }: SegmentedNavProps) => (
  <nav aria-label={label} className={cn("max-w-full overflow-x-auto [scrollbar-width:none]", className)}>
    <ul className="inline-flex gap-0.5 rounded-control border border-line bg-sunken p-0.5">
      {items.map((item) => (
        <li key={item.href}>
          <Link
            href={item.href as Route}
            prefetch={false}
            aria-current={item.href === here ? "page" : undefined}
            className={cn(
              "flex min-h-8 items-center gap-1.5 rounded-[0.375rem] border px-3 text-small font-medium whitespace-nowrap",
              item.href === here
                ? "border-line bg-surface text-ink shadow-control dark:border-transparent dark:bg-line"
                : "border-transparent text-muted hover:text-ink",
            )}
          >
            {item.label}
            {item.count !== undefined && <span className="text-caption text-muted tabular-nums">{item.count}</span>}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);
