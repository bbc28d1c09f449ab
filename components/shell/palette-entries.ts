import type { IconName } from "@/components/ui/icon";
import type { Found } from "@/lib/palette";
import type { Place } from "./palette";

export interface Entry {
  id: string;
  label: string;
  hint?: string;
  icon: IconName;
  href?: string;
  leaves?: boolean;
}

export interface Group {
  label: string;
  entries: Entry[];
}

const ACTS: (Entry & { also: string })[] = [
  { id: "keys", label: "Show the keys", also: "keyboard shortcuts help ?", icon: "key" },
  { id: "copy", label: "Copy the address of this page", also: "link url share", icon: "copy" },
  { id: "sign-out", label: "Sign out", also: "log out leave", icon: "leave" },
];

/** What is known here comes first and at once; what has to be searched for comes below it, so that nothing jumps. */
export function groupsFor(typed: string, places: Place[], found: Found | null): Group[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string) => words.every((word) => ` ${text.toLowerCase()}`.includes(` ${word}`));
  const pages = places
    .filter(({ label, also = "" }) => fits(`${label} ${also}`))
    .map(({ also: _, ...place }): Entry => ({ ...place, id: `page-${place.label}` }));
  const groups: Group[] = [
    { label: "Go to", entries: pages },
    { label: "Do", entries: ACTS.filter(({ label, also }) => fits(`${label} ${also}`)).map(({ also: _, ...act }) => act) },
  ];
  if (words.length)
    groups.push(
      {
        label: found?.near ? "Did you mean" : "People",
        entries: (found?.people ?? []).map(({ id, name, email, company, active }) => ({
          ...{ id, label: name, icon: "person" as const, href: `/dashboard/contacts/${id}` },
          hint: [email, company, !active && "Inactive"].filter(Boolean).join(" · "),
        })),
      },
      {
        label: "Companies",
        entries: (found?.companies ?? []).map(({ id, name }) => ({ id, label: name, icon: "company", href: `/dashboard/companies/${id}` })),
      },
      { label: "Look for it", entries: elsewhere(typed.trim()) },
    );
  return groups.filter(({ entries }) => entries.length > 0);
}

function elsewhere(typed: string): Entry[] {
  const q = encodeURIComponent(typed);
  const entries: Entry[] = [{ id: "in-contacts", label: `“${typed}” among all contacts`, icon: "people", href: `/dashboard/contacts?q=${q}` }];
  if (!typed.includes("@")) return entries;
  return [
    ...entries,
    { id: "in-doctor", label: `Why can't ${typed} get in?`, icon: "help", href: `/dashboard/doctor?about=${q}` },
    { id: "in-mail", label: `Mails to ${typed}`, icon: "mail", href: `/dashboard/mail?to=${q}` },
    { id: "in-activity", label: `What ${typed} did`, icon: "activity", href: `/dashboard/activity?contact=${q}` },
  ];
}
