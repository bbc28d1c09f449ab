import type { ReactNode } from "react";
import { leave } from "@/app/(door)/sign-out/actions";
import { PortalShell } from "@/components/shell/portal";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Banner } from "@/components/ui/notice";
import { menuItemStyle } from "@/components/ui/popover-menu";
import { Time } from "@/components/ui/time";
import { type Member, personOf } from "@/lib/viewer";
import type { Workspace } from "@/lib/workspaces";
import { leavePreview } from "./actions";

/** The member's frame, with the one form it needs. Staff who look at it see that they do, and find every form of the page shut. */
export function MemberShell({ workspace, viewer, children }: { workspace: Workspace; viewer: Member; children: ReactNode }) {
  const { preview } = viewer;
  const signOut = (
    <form action={preview ? leavePreview : leave}>
      <button type="submit" className={menuItemStyle}>
        <Icon name="leave" className="size-4 text-muted" />
        {preview ? "End preview" : "Sign out"}
      </button>
    </form>
  );
  const banner = preview && (
    <Banner tone="warn">
      <span>
        <strong className="font-semibold">Preview.</strong> You see the portal as {viewer.name} sees it and can change nothing here. It ends{" "}
        <Time at={preview.until} timeZone={workspace.timeZone} />.
      </span>
      <form action={leavePreview}>
        <Button type="submit" size="small">
          End preview
        </Button>
      </form>
    </Banner>
  );
  return (
    <PortalShell brand={workspace.brand} person={viewer} shownTo={personOf(viewer)} signOut={signOut} banner={banner}>
      {preview ? (
        <fieldset disabled className="contents">
          {children}
        </fieldset>
      ) : (
        children
      )}
    </PortalShell>
  );
}
