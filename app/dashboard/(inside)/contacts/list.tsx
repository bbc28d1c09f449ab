import { SELECTION } from "@/components/contacts/selection";
import { ContactStatus } from "@/components/contacts/status";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { buttonStyle } from "@/components/ui/button-style";
import { Checkbox } from "@/components/ui/choice";
import { PopoverItem, PopoverMenu } from "@/components/ui/popover-menu";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ListedContact } from "@/lib/contacts";
import { type Order, type Sort, usualOrder } from "@/lib/contacts/filter";

const COLUMNS = { company: "Company", tags: "Tags", phone: "Phone", created: "Added", seen: "Last seen" };
type Column = keyof typeof COLUMNS;
const USUAL: Column[] = ["company", "tags", "seen"];

const all = Object.keys(COLUMNS) as Column[];

/** Which of them the address asks for; anything else asks for the usual ones. */
export function shownColumns(typed: unknown): Column[] {
  if (typeof typed !== "string") return USUAL;
  const wanted = typed.split(",");
  return all.filter((column) => wanted.includes(column));
}

/** Which columns there are stands in the address too: each line leads to one more, or one less. */
export const ColumnMenu = ({ shown, href }: { shown: Column[]; href(columns: string): string }) => (
  <PopoverMenu id="columns-menu" button="Columns" buttonClass={buttonStyle({ size: "small" })}>
    {all.map((column) => (
      <PopoverItem key={column} href={href(all.filter((c) => (c === column) !== shown.includes(c)).join(","))} icon={shown.includes(column) ? "check" : "add"}>
        {COLUMNS[column]}
        <span className="sr-only">{shown.includes(column) ? " (shown)" : ""}</span>
      </PopoverItem>
    ))}
  </PopoverMenu>
);

interface ContactTableProps {
  contacts: ListedContact[];
  columns: Column[];
  needsAccess: boolean;
  /** Whether there is something to do with those who are ticked. */
  selectable: boolean;
  timeZone: string;
  order: Order;
  tags: { id: string; name: string }[];
  href(more: { order: Order }): string;
}

export function ContactTable({ contacts, columns, needsAccess, selectable, timeZone, order, tags, href }: ContactTableProps) {
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
              {selectable && (
                <span className="relative z-10">
                  <Checkbox name="id" value={contact.id} form={SELECTION} label={`Select ${contact.name}`} labelHidden autoComplete="off" />
                </span>
              )}
              <Avatar name={contact.name} />
              <span className="min-w-0">
                <RowLink href={`/dashboard/contacts/${contact.id}`}>
                  <bdi className="block max-w-64 truncate md:max-w-52 xl:max-w-64">{contact.name}</bdi>
                </RowLink>
                <span className="block max-w-64 truncate md:max-w-52 xl:max-w-64 text-muted">{contact.email}</span>
              </span>
            </span>
          </TableCell>
          <TableCell phone="corner">
            <ContactStatus contact={contact} needsAccess={needsAccess} />
          </TableCell>
          {has("company") && <Line label="Company">{contact.company && <bdi className="block max-w-44 truncate">{contact.company.name}</bdi>}</Line>}
          {has("tags") && (
            <Line label="Tags">
              {contact.tagIds.length > 0 && (
                <span className="flex flex-wrap justify-end gap-1 md:justify-start">
                  {contact.tagIds.map((id) => names.has(id) && <Badge key={id}>{names.get(id)}</Badge>)}
                </span>
              )}
            </Line>
          )}
          {has("phone") && <Line label="Phone">{contact.phone}</Line>}
          {has("created") && (
            <TableCell label="Added" className="whitespace-nowrap">
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

/** Left out on a phone where there is nothing to say. */
const Line = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <TableCell label={label} phone={children ? "line" : "hidden"}>
    {children}
  </TableCell>
);
