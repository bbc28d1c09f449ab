import type { ReactNode } from "react";
import { leave } from "@/app/(door)/sign-out/actions";
import { DashboardShell } from "@/components/shell/dashboard";
import { Palette } from "@/components/shell/palette";
import { Icon } from "@/components/ui/icon";
import { menuItemStyle } from "@/components/ui/popover-menu";
import { Toaster } from "@/components/ui/toast";
import { viewerHere, workspaceHere } from "@/lib/here";
import { may, personOf } from "@/lib/viewer";
import { PLACES, SECTIONS } from "./places";

/** What staff see around every page. Not a lock: each page asks for its viewer itself. */
export default async function Inside({ children }: { children: ReactNode }) {
  const [workspace, viewer] = await Promise.all([workspaceHere(), viewerHere()]);
  if (!workspace || viewer?.kind !== "staff") return children;
  const signOut = (
    <form action={leave}>
      <input type="hidden" name="door" value="staff" />
      <button type="submit" className={menuItemStyle}>
        <Icon name="leave" className="size-4 text-muted" />
        Sign out
      </button>
    </form>
  );
  const search = (
    <div className="flex items-center justify-between gap-3">
      <p className="truncate text-small font-semibold lg:hidden">{workspace.brand.name}</p>
      <Palette places={PLACES.filter(({ permission }) => may(viewer, permission)).map(({ permission: _, ...place }) => place)} signOut={leave} />
    </div>
  );
  return (
    <DashboardShell
      brand={workspace.brand}
      person={{ ...viewer, ...personOf(viewer) }}
      signOut={signOut}
      search={search}
      sections={SECTIONS.filter(({ permission }) => may(viewer, permission))}
    >
      {children}
      <Toaster />
    </DashboardShell>
  );
}
