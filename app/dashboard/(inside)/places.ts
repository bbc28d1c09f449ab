import type { DashboardSection } from "@/components/shell/dashboard-nav";
import type { Place } from "@/components/shell/palette";
import type { Permission } from "@/lib/permissions";

type For<What> = What & { permission: Permission };

/** At the side of every page. */
export const SECTIONS: For<DashboardSection>[] = [
  { href: "/dashboard/contacts", label: "Contacts", icon: "people", permission: "contacts.read" },
  { href: "/dashboard/companies", label: "Companies", icon: "company", permission: "companies.read" },
  { href: "/dashboard/activity", label: "Activity", icon: "activity", permission: "activity.read" },
  { href: "/dashboard/mail", label: "Mail", icon: "mail", permission: "mail.read" },
  { href: "/dashboard/doctor", label: "Sign-in doctor", icon: "help", permission: "doctor.read" },
  { href: "/dashboard/settings", label: "Settings", icon: "settings", permission: "settings.read" },
];

/** Where the palette leads besides: also by words that are not the page's name. */
export const PLACES: For<Place>[] = [
  ...SECTIONS,
  { href: "/dashboard/mail/stopped", label: "Stopped addresses", also: "suppressed bounced complaints", icon: "stop", permission: "mail.read" },
  { href: "/dashboard/activity/export", label: "Export the activity log", also: "csv download", icon: "download", permission: "activity.export", leaves: true },
  {
    href: "/dashboard/settings/general",
    label: "General settings",
    also: "name support phone time zone domains",
    icon: "settings",
    permission: "settings.read",
  },
  { href: "/dashboard/settings/brand", label: "Brand", also: "colour color logo favicon footer look", icon: "settings", permission: "settings.read" },
  {
    href: "/dashboard/settings/policies",
    label: "Policies",
    also: "lifetime expired links presets confirmation",
    icon: "settings",
    permission: "settings.read",
  },
  { href: "/dashboard/settings/sessions", label: "Sessions", also: "stay signed in days", icon: "settings", permission: "settings.read" },
  { href: "/dashboard/settings/limits", label: "Limits", also: "requests rate", icon: "settings", permission: "settings.read" },
  { href: "/dashboard/settings/sender", label: "Sender", also: "spf dkim dmarc dns test mail", icon: "settings", permission: "settings.read" },
  { href: "/dashboard/settings/mails", label: "Mail wording", also: "templates subject text words", icon: "settings", permission: "settings.read" },
  { href: "/dashboard/settings/staff", label: "Staff", also: "colleagues roles team", icon: "people", permission: "staff.read" },
  { href: "/dashboard/settings/passkeys", label: "Your passkeys", also: "second step security key", icon: "key", permission: "staff.self" },
  { href: "/dashboard/settings/staff", label: "Invite somebody to the staff", also: "add colleague", icon: "add", permission: "staff.manage" },
];
