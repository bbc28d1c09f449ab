import type { ReactNode } from "react";
import { leave } from "@/app/(door)/sign-out/actions";
import { PortalShell } from "@/components/shell/portal";
import { Icon } from "@/components/ui/icon";
import { menuItemStyle } from "@/components/ui/popover-menu";
import type { Member } from "@/lib/viewer";
import type { Workspace } from "@/lib/workspaces";

/** The member's frame, with the one form it needs. */
export function MemberShell({ workspace, viewer, children }: { workspace: Workspace; viewer: Member; children: ReactNode }) {
  const signOut = (
    <form action={leave}>
      <button type="submit" className={menuItemStyle}>
        <Icon name="leave" className="size-4 text-muted" />
        Sign out
      </button>
    </form>
  );
  return (
    <PortalShell brand={workspace.brand} person={viewer} signOut={signOut}>
      {children}
    </PortalShell>
  );
}
