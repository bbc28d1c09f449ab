import type { ReactNode } from "react";
import { SettingsNav } from "@/components/shell/settings-nav";

const PAGES = [
  { href: "/dashboard/settings/general", label: "General" },
  { href: "/dashboard/settings/brand", label: "Brand" },
  { href: "/dashboard/settings/fields", label: "Fields" },
  { href: "/dashboard/settings/policies", label: "Policies" },
  { href: "/dashboard/settings/sessions", label: "Sessions" },
  { href: "/dashboard/settings/limits", label: "Limits" },
  { href: "/dashboard/settings/sender", label: "Sender" },
  { href: "/dashboard/settings/mails", label: "Mail wording" },
  { href: "/dashboard/settings/staff", label: "Staff" },
  { href: "/dashboard/settings/passkeys", label: "Your passkeys" },
];

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <SettingsNav pages={PAGES} />
      {children}
    </>
  );
}
