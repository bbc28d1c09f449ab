import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Icon } from "./icon";

interface TableProps {
  label: string;
  /** `TableHead`s, one per column. */
  head: ReactNode;
  children: ReactNode;
  className?: string;
}

/**
 * A table on a desk, a list of cards on a phone: one markup for both. The roles stand there in words,
 * because a browser forgets them where a table is laid out as something else.
 */
export const Table = ({ label, head, children, className }: TableProps) => (
  // biome-ignore-start lint/a11y/noRedundantRoles: see above
  <div className={cn("relative overflow-x-auto md:rounded-card md:border md:border-line md:bg-surface md:shadow-card", className)}>
    <table role="table" aria-label={label} className="block w-full text-left text-small md:table">
      <thead role="rowgroup" className="sr-only md:not-sr-only md:table-header-group">
        <tr role="row">{head}</tr>
      </thead>
      <tbody role="rowgroup" className="grid gap-2 md:table-row-group">
        {children}
      </tbody>
    </table>
  </div>
  // biome-ignore-end lint/a11y/noRedundantRoles: see above
);

interface TableHeadProps {
  children: ReactNode;
  /** Where pressing it leads, and how the list is sorted by it now. */
  sort?: { href: Route | (string & {}); now?: "ascending" | "descending" };
  end?: boolean;
  className?: string;
}

export const TableHead = ({ children, sort, end, className }: TableHeadProps) => (
  <th
    // biome-ignore lint/a11y/noRedundantRoles: see Table
    role="columnheader"
    scope="col"
    aria-sort={sort?.now}
    className={cn("h-10 px-4 text-caption font-medium whitespace-nowrap text-muted first:pl-5 last:pr-5", end && "text-right", className)}
  >
    {sort ? (
      <Link href={sort.href as Route} prefetch={false} className="inline-flex items-center gap-1 hover:text-ink aria-[current]:text-ink">
        {children}
        <Icon name={sort.now === "descending" ? "down" : sort.now === "ascending" ? "up" : "updown"} className={cn("size-3.5", !sort.now && "opacity-60")} />
      </Link>
    ) : (
      children
    )}
  </th>
);

export const TableRow = ({ children, selected }: { children: ReactNode; selected?: boolean }) => (
  <tr
    // biome-ignore lint/a11y/noRedundantRoles: see Table
    role="row"
    aria-selected={selected}
    className="relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 rounded-card border border-line bg-surface px-4 py-3.5 shadow-card hover:bg-sunken/60 aria-selected:bg-accent-soft/60 has-checked:bg-accent-soft/60 md:table-row md:rounded-none md:border-0 md:shadow-none"
  >
    {children}
  </tr>
);

interface TableCellProps {
  children?: ReactNode;
  /** What it is, said before it on a phone, where there is no column head. */
  label?: string;
  /** On a phone: the card's first line, a line with its label, the card's corner, or left out. */
  phone?: "title" | "line" | "corner" | "hidden";
  end?: boolean;
  className?: string;
}

const PHONE = {
  title: "col-start-1 row-start-1 text-body md:text-small",
  line: "col-span-2 flex max-md:empty:hidden items-baseline justify-between gap-4 before:shrink-0 before:text-muted before:content-[attr(data-label)] md:before:content-none",
  corner: "col-start-2 row-start-1 justify-self-end",
  hidden: "hidden",
};

export const TableCell = ({ children, label, phone = "line", end, className }: TableCellProps) => (
  <td
    // biome-ignore lint/a11y/noRedundantRoles: see Table
    role="cell"
    data-label={label}
    className={cn(
      "min-w-0 md:table-cell md:h-13 md:border-t md:border-line md:px-4 md:py-2 md:align-middle md:first:pl-5 md:last:pr-5",
      PHONE[phone],
      end && "whitespace-nowrap md:text-right",
      className,
    )}
  >
    {children}
  </td>
);

/** The row's own page: the whole row can be pressed. What else can be pressed in it needs `relative z-10`. */
export const RowLink = ({ href, children, className }: { href: Route | (string & {}); children: ReactNode; className?: string }) => (
  <Link
    href={href as Route}
    prefetch={false}
    className={cn(
      "font-medium after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text",
      className,
    )}
  >
    {children}
  </Link>
);
