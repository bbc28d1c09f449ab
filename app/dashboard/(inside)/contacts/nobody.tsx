import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RowLink } from "@/components/ui/table";
import { contactsNear } from "@/lib/contacts/near";
import type { Staff } from "@/lib/viewer";

/** Nobody matches: perhaps it was almost somebody. */
export async function NobodyFound({ viewer, search, outdated }: { viewer: Staff; search: string; outdated: boolean }) {
  const near = search ? await contactsNear(viewer, search) : [];
  return (
    <Card>
      <EmptyState
        icon="search"
        title={outdated ? "This list has changed" : "Nobody like that"}
        action={<ButtonLink href="/dashboard/contacts">Show everybody</ButtonLink>}
      >
        {outdated
          ? "The address of this page does not fit the list any more. Begin again from the first page."
          : near.length
            ? "Did you mean one of these?"
            : "Try fewer words, or fewer filters."}
      </EmptyState>
      {near.length > 0 && (
        <ul className="border-t border-line">
          {near.map(({ id, name, email }) => (
            <li
              key={id}
              className="relative flex flex-wrap items-baseline gap-x-3 border-b border-line px-5 py-3 text-small last:border-b-0 hover:bg-sunken/60"
            >
              <RowLink href={`/dashboard/contacts/${id}`}>{name}</RowLink>
              <span className="text-muted">{email}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
