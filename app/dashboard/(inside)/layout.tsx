import type { ReactNode } from "react";
import { leave } from "@/app/(door)/sign-out/actions";
import { DashboardShell } from "@/components/shell/dashboard";
import type { DashboardSection } from "@/components/shell/dashboard-nav";
import { Icon } from "@/components/ui/icon";
import { menuItemStyle } from "@/components/ui/popover-menu";
import { Toaster } from "@/components/ui/toast";
import { viewerHere, workspaceHere } from "@/lib/here";
import type { Permission } from "@/lib/permissions";
import { may } from "@/lib/viewer";

const SECTIONS: (DashboardSection & { permission: Permission })[] = [
  { href: "/dashboard/contacts", label: "Contacts", icon: "people", permission: "contacts.read" },
  { href: "/dashboard/companies", label: "Companies", icon: "company", permission: "companies.read" },
  { href: "/dashboard/activity", label: "Activity", icon: "activity", permission: "activity.read" },
  { href: "/dashboard/mail", label: "Mail", icon: "mail", permission: "mail.read" },
  { href: "/dashboard/doctor", label: "Sign-in doctor", icon: "help", permission: "doctor.read" },
  { href: "/dashboard/settings", label: "Settings", icon: "settings", permission: "settings.read" },
];

/** What staff see around every page. Not a lock: each page asks for its viewer itself. */
export default async function Inside({ children }: { children: ReactNode }) {
  const [workspace, viewer] = await Promise.all([workspaceHere(), viewerHere()]);
  if (!workspace || viewer?.kind !== "staff") return children;
  const signOut = (
    <form action={leave}>
      <button type="submit" className={menuItemStyle}>
        <Icon name="leave" className="size-4 text-muted" />
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
