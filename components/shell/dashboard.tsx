import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { cn } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { PopoverMenu } from "@/components/ui/popover-menu";
import type { Brand } from "@/lib/workspaces";
import { BrandMark } from "./brand-mark";
import { DashboardNav, type DashboardSection } from "./dashboard-nav";
import { ShownTo } from "./shown-to";
import { SkipLink } from "./skip-link";

interface DashboardProps {
  brand: Pick<Brand, "name" | "logoLight" | "logoDark">;
  person: { id: string; name: string; email: string; role: string };
  /** The sign-out form. */
  signOut: ReactNode;
  /** What this person may open, in order; the last one with `apart` stands below the others. */
  sections: DashboardSection[];
  /** Search as it stands in the bar above the page. */
  search?: ReactNode;
  /** At the end of that bar. */
  aside?: ReactNode;
  banner?: ReactNode;
  children: ReactNode;
}

const DRAWER = "dashboard-sections";

/** What staff see around their pages: sections at the side, on a phone behind a button. Needs no JavaScript to get around. */
export function DashboardShell({ brand, person, signOut, sections, search, aside, banner, children }: DashboardProps) {
  return (
    <>
      <SkipLink />
      <ShownTo id={person.id} name={person.name} />
      {banner}
      <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <aside id={DRAWER} popover="auto" aria-label="Sidebar" className="side-drawer w-64 border-r border-line bg-canvas text-ink lg:w-60">
          <div className="flex h-14 shrink-0 items-center gap-2.5 px-4">
            <BrandMark brand={brand} />
            <p className="truncate text-small font-semibold">{brand.name}</p>
          </div>
          <DashboardNav sections={sections} />
          <div className="mt-auto border-t border-line p-2">
            <PopoverMenu
              id="person-menu"
              buttonClass="flex w-full items-center gap-2.5 rounded-control p-2 text-left hover:bg-sunken"
              button={
                <>
                  <Avatar name={person.name} />
                  <span className="min-w-0 grow text-small">
                    <span className="sr-only">Account of </span>
                    <span className="block truncate leading-5 font-medium">{person.name}</span>
                    <span className="block truncate text-caption text-muted capitalize">{person.role}</span>
                  </span>
                  <Icon name="updown" className="size-4 text-muted" />
                </>
              }
            >
              <p className="truncate border-b border-line px-2.5 pt-1 pb-2 text-small text-muted">{person.email}</p>
              <div className="pt-1.5">{signOut}</div>
            </PopoverMenu>
          </div>
        </aside>
        <div className="flex min-h-dvh min-w-0 flex-col">
          <header
            className={cn(
              "sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-canvas/90 px-3 backdrop-blur-sm sm:px-6 lg:px-8",
              !search && !aside && "lg:hidden",
            )}
          >
            <button
              type="button"
              popoverTarget={DRAWER}
              aria-label="Sections"
              className="popover-button grid size-10 shrink-0 place-items-center rounded-control hover:bg-sunken lg:hidden"
            >
              <Icon name="menu" className="size-5" />
            </button>
            <div className="min-w-0 grow">{search ?? <p className="truncate text-small font-semibold lg:hidden">{brand.name}</p>}</div>
            {aside}
          </header>
          <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl grow px-4 py-6 sm:px-6 sm:py-8 lg:px-8">
            {children}
          </main>
        </div>
      </div>
    </>
  );
}
