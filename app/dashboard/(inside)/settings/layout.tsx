import type { ReactNode } from "react";
import { SettingsNav } from "@/components/shell/settings-nav";

const PAGES = [
  { href: "/dashboard/settings/staff", label: "Staff" },
  { href: "/dashboard/settings/sender", label: "Sender" },
  { href: "/dashboard/settings/mails", label: "Mail wording" },
];

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <SettingsNav pages={PAGES} />
      {children}
    </>
  );
}
