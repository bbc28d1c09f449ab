import type { ReactNode } from "react";
import { leave } from "@/app/(door)/sign-out/actions";
import { DashboardShell } from "@/components/shell/dashboard";
import type { DashboardSection } from "@/components/shell/dashboard-nav";
import { menuItemStyle } from "@/components/ui/popover-menu";
import { Toaster } from "@/components/ui/toast";
import { viewerHere, workspaceHere } from "@/lib/here";
import type { Permission } from "@/lib/permissions";
import { may } from "@/lib/viewer";

const SECTIONS: (DashboardSection & { permission: Permission })[] = [
  { href: "/dashboard/mail", label: "Mail", icon: "mail", permission: "mail.read" },
  { href: "/dashboard/doctor", label: "Sign-in doctor", icon: "help", permission: "doctor.read" },
  { href: "/dashboard/settings/sender", label: "Sender", icon: "send", permission: "settings.read" },
  { href: "/dashboard/settings/mails", label: "Mail wording", icon: "document", permission: "settings.read" },
];

/** What staff see around every page. Not a lock: each page asks for its viewer itself. */
export default async function Inside({ children }: { children: ReactNode }) {
  const [workspace, viewer] = await Promise.all([workspaceHere(), viewerHere()]);
  if (!workspace || viewer?.kind !== "staff") return children;
  const signOut = (
    <form action={leave}>
      <button type="submit" className={menuItemStyle}>
        Sign out
      </button>
    </form>
  );
  return (
    <DashboardShell brand={workspace.brand} person={viewer} signOut={signOut} sections={SECTIONS.filter(({ permission }) => may(viewer, permission))}>
      {children}
      <Toaster />
    </DashboardShell>
  );
}
