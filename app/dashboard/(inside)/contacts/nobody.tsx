import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RowLink } from "@/components/ui/table";
import { contactsNear, type NearContact } from "@/lib/contacts/near";
import type { Staff } from "@/lib/viewer";

/** A new workspace. */
export const NobodyYet = () => (
  <Card className="mt-4">
    <EmptyState icon="people" title="Nobody here yet">
      Add your first contact: a name and an email address are enough. They can sign in as soon as you invite them.
    </EmptyState>
  </Card>
);

/** Nobody matches: perhaps it was almost somebody. */
export async function NobodyFound({ viewer, search, outdated }: { viewer: Staff; search: string; outdated: boolean }) {
  const near = search && !outdated ? await contactsNear(viewer, search) : [];
  const everybody = <ButtonLink href="/dashboard/contacts">Show everybody</ButtonLink>;
  if (near.length) return <Near near={near} action={everybody} />;
  return (
    <Card className="mt-4">
      <EmptyState icon="search" title={outdated ? "This list has changed" : "Nobody like that"} action={everybody}>
        {outdated ? "The address of this page does not fit the list any more. Begin again from the first page." : "Try fewer words, or fewer filters."}
      </EmptyState>
    </Card>
  );
}

const Near = ({ near, action }: { near: NearContact[]; action: ReactNode }) => (
  <Card className="mt-4">
    <CardHeader title="Nobody like that" hint="Did you mean one of these?" />
    <ul className="mt-4 border-t border-line">
      {near.map(({ id, name, email }) => (
        <li key={id} className="relative flex items-center gap-3 border-b border-line px-5 py-3 text-small hover:bg-sunken/60 sm:px-6">
          <Avatar name={name} />
          <span className="min-w-0">
            <RowLink href={`/dashboard/contacts/${id}`}>
              <bdi>{name}</bdi>
            </RowLink>
            <span className="block truncate text-muted">{email}</span>
          </span>
        </li>
      ))}
    </ul>
    <div className="px-5 py-4 sm:px-6">{action}</div>
  </Card>
);
