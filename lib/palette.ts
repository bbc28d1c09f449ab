// What the palette of the dashboard finds while somebody types (SPEC D9): people and companies, a handful of each.
import { listContacts } from "./contacts";
import { parseFilter, usualOrder } from "./contacts/filter";
import { contactsNear } from "./contacts/near";
import { db } from "./plumbing/db";
import { fold } from "./values/fold";
import { allow, type Staff } from "./viewer";

export interface FoundPerson {
  id: string;
  name: string;
  email: string | null;
  company: string | null;
  active: boolean;
}

export interface Found {
  people: FoundPerson[];
  /** Nobody is called that; these are almost. */
  near: boolean;
  companies: { id: string; name: string }[];
}

const PEOPLE = 6;
const COMPANIES = 4;
const MIN_LENGTH = 2;
const MAX_LENGTH = 100;
const INDEXED_LENGTH = 3;

const NOTHING: Found = { people: [], near: false, companies: [] };

export async function findAnything(viewer: Staff, typed?: unknown): Promise<Found> {
  const { workspaceId } = allow(viewer, "contacts.read");
  const search = typeof typed === "string" ? typed.trim().slice(0, MAX_LENGTH) : "";
  const filter = parseFilter({ search });
  // Punctuation asks for nobody: to a list that is everybody.
  if (!filter || [...search].length < MIN_LENGTH || !/[\p{L}\p{N}]/u.test(fold(search))) return NOTHING;
  const [listed, companies] = await Promise.all([listContacts(viewer, filter, usualOrder("name"), null, PEOPLE), companiesLike(workspaceId, search)]);
  const people = listed.ok ? listed.contacts.map(({ id, name, email, company, active }) => ({ id, name, email, company: company?.name ?? null, active })) : [];
  if (people.length || companies.length) return { people, near: false, companies };
  const near = await contactsNear(viewer, search);
  return { people: near.map((one) => ({ ...one, company: null, active: true })), near: near.length > 0, companies: [] };
}

/** Two letters are in half of all names, and no index finds them there: then it is those that begin with them. */
function companiesLike(workspaceId: string, search: string): Promise<Found["companies"]> {
  const text = fold(search);
  return db().company.findMany({
    where: { workspaceId, nameKey: [...text].length < INDEXED_LENGTH ? { startsWith: text } : { contains: text } },
    orderBy: [{ nameKey: "asc" }, { id: "asc" }],
    take: COMPANIES,
    select: { id: true, name: true },
  });
}
