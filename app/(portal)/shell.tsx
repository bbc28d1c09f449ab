import type { ReactNode } from "react";
import { leave } from "@/app/(door)/sign-out/actions";
import { PortalShell } from "@/components/shell/portal";
import type { Member } from "@/lib/viewer";
import type { Workspace } from "@/lib/workspaces";

/** The member's frame, with the one form it needs. */
export function MemberShell({ workspace, viewer, children }: { workspace: Workspace; viewer: Member; children: ReactNode }) {
  const signOut = (
    <form action={leave}>
      <button type="submit" className="w-full rounded-control px-3 py-2.5 text-left text-sm hover:bg-sunken">
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
