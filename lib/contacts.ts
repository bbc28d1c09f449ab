// The people a business knows (SPEC D2, D4): who is there, found by whatever staff remember of them.
import { type Count, countOf, exactCountOf, expectedOf } from "./contacts/count";
import { readCursor, writeCursor } from "./contacts/cursor";
import type { Filter, Order } from "./contacts/filter";
import { type Place, placesOf } from "./contacts/page";
import { sql } from "./plumbing/db";
import { allow, type Staff } from "./viewer";

export interface ListedContact {
  id: string;
  name: string;
  email: string | null;
  partnerEmail: string | null;
  company: { id: string; name: string } | null;
  active: boolean;
  portalAccess: boolean;
  bounced: boolean;
  invitedAt: Date | null;
  firstSignedInAt: Date | null;
  lastSeenAt: Date | null;
  createdAt: Date;
  phone: string | null;
  tagIds: string[];
}

export interface ContactPage {
  contacts: ListedContact[];
  /** Cursors of the pages around; null where there is none. */
  previous: string | null;
  next: string | null;
  count: Count;
}

export type Listed = ({ ok: true } & ContactPage) | { ok: false; reason: "bad_cursor" };

const PAGE_ROWS = 50;
const MAX_PAGE_ROWS = 200;
export const LAST_PAGE = "last";

export async function listContacts(viewer: Staff, filter: Filter, order: Order, from: string | null = null, size = PAGE_ROWS): Promise<Listed> {
  const { workspaceId } = allow(viewer, "contacts.read");
  const list = `contacts ${order.sort} ${order.descending} ${JSON.stringify(filter)}`;
  const fromEnd = from === LAST_PAGE;
  const at = from === null || fromEnd ? null : readCursor(workspaceId, list, from);
  if (from !== null && !fromEnd && !at) return { ok: false, reason: "bad_cursor" };
  const rows = Math.max(1, Math.min(size, MAX_PAGE_ROWS));
  const backward = fromEnd || at?.backward === true;
  const expected = await expectedOf(workspaceId, filter);
  const { places, counted } = await placesOf({ workspaceId, filter, order, at, backward, take: rows + 1, expected });
  const count = at?.count ?? (counted === null ? await countOf(workspaceId, filter, expected) : { exact: true, count: counted });
  const more = places.length > rows;
  const shown = backward ? places.slice(-rows) : places.slice(0, rows);
  const cursor = (place: Place | undefined, back: boolean) => (place ? writeCursor(workspaceId, list, { ...place, backward: back, count }) : null);
  return {
    ok: true,
    contacts: await contactsAt(workspaceId, shown),
    previous: (backward ? more : at !== null) ? cursor(shown[0], true) : null,
    next: (backward ? !fromEnd : more) ? cursor(shown.at(-1), false) : null,
    count,
  };
}

/** How many an act on all of them will touch. */
export async function countContactsExactly(viewer: Staff, filter: Filter): Promise<number> {
  return exactCountOf(allow(viewer, "contacts.read").workspaceId, filter);
}

const ROWS = `
  SELECT c.id, c.name, p.email, q.email AS "partnerEmail", CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('id', o.id, 'name', o.name) END AS company, c.active, c."portalAccess",
    c.bounced, c."invitedAt", c."firstSignedInAt", c."lastSeenAt", c."createdAt", c.phone, c."tagIds"
  FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
  JOIN "Contact" c ON c."workspaceId" = $1::uuid AND c.id = wanted.id
  LEFT JOIN "Company" o ON o."workspaceId" = c."workspaceId" AND o.id = c."companyId"
  LEFT JOIN "Address" p ON p."workspaceId" = c."workspaceId" AND p."contactId" = c.id AND p.kind = 'primary'
  LEFT JOIN "Address" q ON q."workspaceId" = c."workspaceId" AND q."contactId" = c.id AND q.kind = 'partner'
  ORDER BY wanted.n`;

const contactsAt = (workspaceId: string, places: Place[]): Promise<ListedContact[]> =>
  places.length ? sql<ListedContact>(ROWS, [workspaceId, places.map(({ id }) => id)], "contacts-rows") : Promise.resolve([]);
