import { ContactStatus } from "@/components/contacts/status";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ListedContact } from "@/lib/contacts";
import { type Order, type Sort, usualOrder } from "@/lib/contacts/filter";

export const COLUMNS = ["company", "tags", "seen", "created", "phone"] as const;
export type Column = (typeof COLUMNS)[number];
const USUAL: Column[] = ["company", "tags", "seen"];

/** Which of them the address asks for; anything else asks for the usual ones. */
export function shownColumns(typed: unknown): Column[] {
  if (typeof typed !== "string") return USUAL;
  const wanted = typed.split(",");
  return COLUMNS.filter((column) => wanted.includes(column));
}

interface ContactTableProps {
  contacts: ListedContact[];
  columns: Column[];
  needsAccess: boolean;
  timeZone: string;
  order: Order;
  tags: { id: string; name: string }[];
  href(more: { order: Order }): string;
}

export function ContactTable({ contacts, columns, needsAccess, timeZone, order, tags, href }: ContactTableProps) {
  const names = new Map(tags.map(({ id, name }) => [id, name]));
  const has = (column: Column) => columns.includes(column);
  const sort = (by: Sort) => ({
    href: href({ order: order.sort === by ? { sort: by, descending: !order.descending } : usualOrder(by) }),
    now: order.sort === by ? (order.descending ? ("descending" as const) : ("ascending" as const)) : undefined,
  });
  return (
    <Table
      label="Contacts"
      head={
        <>
          <TableHead sort={sort("name")}>Name</TableHead>
          <TableHead>Status</TableHead>
          {has("company") && <TableHead>Company</TableHead>}
          {has("tags") && <TableHead>Tags</TableHead>}
          {has("phone") && <TableHead>Phone</TableHead>}
          {has("created") && <TableHead sort={sort("created")}>Added</TableHead>}
          {has("seen") && (
            <TableHead sort={sort("seen")} end>
              Last seen
            </TableHead>
          )}
        </>
      }
    >
      {contacts.map((contact) => (
        <TableRow key={contact.id}>
          <TableCell phone="title">
            <span className="flex min-w-0 items-center gap-3">
              <Avatar name={contact.name} />
              <span className="min-w-0">
                <RowLink href={`/dashboard/contacts/${contact.id}`}>
                  <bdi className="block max-w-72 truncate">{contact.name}</bdi>
                </RowLink>
                <span className="block max-w-72 truncate text-muted">{contact.email}</span>
              </span>
            </span>
          </TableCell>
          <TableCell phone="corner">
            <ContactStatus contact={contact} needsAccess={needsAccess} />
          </TableCell>
          {has("company") && <TableCell label="Company">{contact.company?.name}</TableCell>}
          {has("tags") && (
            <TableCell label="Tags">
              <span className="flex flex-wrap gap-1">{contact.tagIds.map((id) => names.has(id) && <Badge key={id}>{names.get(id)}</Badge>)}</span>
            </TableCell>
          )}
          {has("phone") && <TableCell label="Phone">{contact.phone}</TableCell>}
          {has("created") && (
            <TableCell label="Added">
              <Time at={contact.createdAt} timeZone={timeZone} />
            </TableCell>
          )}
          {has("seen") && (
            <TableCell label="Last seen" end>
              {contact.lastSeenAt ? <Time at={contact.lastSeenAt} timeZone={timeZone} /> : <span className="text-muted">Never</span>}
            </TableCell>
          )}
        </TableRow>
      ))}
    </Table>
  );
}
