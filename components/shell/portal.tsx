import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { cn } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { PopoverItem, PopoverMenu } from "@/components/ui/popover-menu";
import type { Brand } from "@/lib/workspaces";
import { BrandMark } from "./brand-mark";
import { Footer } from "./footer";
import { ShownTo } from "./shown-to";
import { SkipLink } from "./skip-link";

export interface PortalSection {
  href: string;
  label: string;
  /** Things that wait for the member there. */
  count?: number;
}

interface PortalProps {
  brand: Pick<Brand, "name" | "logoLight" | "logoDark" | "footerLinks">;
  /** Whose portal it is. */
  person: { name: string; email: string };
  /** Who is at the browser: somebody of the staff, where they look at a member's portal. */
  shownTo: { id: string; name: string };
  /** The sign-out form: an action of the page, so that it works without JavaScript. */
  signOut: ReactNode;
  sections?: PortalSection[];
  /** The path of the section that is open. */
  here?: string;
  banner?: ReactNode;
  children: ReactNode;
}

/** What members see around their pages. */
export function PortalShell({ brand, person, shownTo, signOut, sections = [], here, banner, children }: PortalProps) {
  return (
    <>
      <SkipLink />
      <ShownTo {...shownTo} />
      {banner}
      <div className="flex min-h-dvh flex-col">
        <header className="border-b border-line bg-surface">
          <div className="mx-auto flex h-16 w-full max-w-4xl items-center justify-between gap-4 px-4 sm:px-6">
            <Link href="/" className="flex min-w-0 items-center gap-3 rounded-control" prefetch={false}>
              <BrandMark brand={brand} />
              <span className="truncate text-body font-semibold">{brand.name}</span>
            </Link>
            <PopoverMenu
              id="account-menu"
              buttonClass="flex h-10 shrink-0 items-center gap-2 rounded-full border border-transparent pr-2 pl-1 text-small font-medium hover:bg-sunken"
              button={
                <>
                  <Avatar name={person.name} />
                  <span className="sr-only">Account of </span>
                  <span className="max-w-40 truncate max-sm:sr-only">{person.name}</span>
                  <Icon name="down" className="size-4 text-muted" />
                </>
              }
            >
              <div className="border-b border-line px-2.5 pt-1.5 pb-2.5 text-small">
                <p className="truncate font-medium">{person.name}</p>
                <p className="truncate text-muted">{person.email}</p>
              </div>
              <div className="pt-1.5">
                <PopoverItem href="/account" icon="person">
                  Your account
                </PopoverItem>
                {signOut}
              </div>
            </PopoverMenu>
          </div>
          {sections.length > 0 && <Sections sections={sections} here={here} />}
        </header>
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-4xl grow px-4 py-8 sm:px-6 sm:py-12">
          {children}
        </main>
        <Footer brand={brand} />
      </div>
    </>
  );
}

const Sections = ({ sections, here }: { sections: PortalSection[]; here?: string }) => (
  <nav aria-label="Sections" className="mx-auto max-w-4xl overflow-x-auto px-2 [scrollbar-width:none] sm:px-4">
    <ul className="flex w-max gap-1">
      {sections.map(({ href, label, count }) => (
        <li key={href}>
          <Link
            href={href as Route}
            prefetch={false}
            aria-current={href === here ? "page" : undefined}
            className={cn(
              "flex h-11 items-center gap-2 border-b-2 px-2.5 text-small font-medium",
              href === here ? "border-accent-text text-ink" : "border-transparent text-muted hover:border-line hover:text-ink",
            )}
          >
            {label}
            {!!count && <span className="rounded-full bg-accent-soft px-1.5 text-caption text-accent-text tabular-nums">{count}</span>}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);
