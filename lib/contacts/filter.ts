// What narrows a list of contacts (SPEC D2): read from an address line, kept with a bulk act, turned into conditions elsewhere.
import { z } from "zod";
import { parseId } from "../values/id";

const MAX_SEARCH = 200;
const MAX_TAGS = 5;
/** As many as can be ticked on a page, several pages long. */
const MAX_CHOSEN = 1_000;

const Id = z.string().transform((value, context) => {
  const id = parseId(value);
  if (id) return id;
  context.addIssue({ code: "custom", message: "no id" });
  return z.NEVER;
});

const Shape = z.strictObject({
  /** As typed: parts of names, addresses, companies and tags, in any order. */
  search: z.string().max(MAX_SEARCH).optional(),
  status: z.enum(["active", "inactive"]).optional(),
  access: z.enum(["on", "off"]).optional(),
  invited: z.enum(["yes", "no"]).optional(),
  signedIn: z.enum(["yes", "never"]).optional(),
  bounced: z.enum(["yes", "no"]).optional(),
  /** When they were last here: within so many days, or not for so many. */
  seen: z.enum(["7", "30", "90", "not30", "not90", "not365", "never"]).optional(),
  /** All of them. */
  tags: z.array(Id).max(MAX_TAGS).optional(),
  companyId: Id.optional(),
  /** Some that were chosen one by one. */
  ids: z.array(Id).max(MAX_CHOSEN).optional(),
});

export type Filter = z.infer<typeof Shape>;

export const SORTS = ["name", "created", "seen"] as const;
export type Sort = (typeof SORTS)[number];
export interface Order {
  sort: Sort;
  descending: boolean;
}

/** Names from A, everything that has a date with the newest first. */
export const usualOrder = (sort: Sort): Order => ({ sort, descending: sort !== "name" });

/** null: not a filter of ours, or one of another version. */
export function parseFilter(value: unknown): Filter | null {
  const parsed = Shape.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export interface Query {
  filter: Filter;
  order: Order;
  /** Where the page begins: a cursor, "last", or nothing for the first one. */
  from: string | null;
}

type Parameters = Record<string, string | string[] | undefined>;

/** What stands in the address line; null when it makes no sense. */
export function parseQuery(parameters: Parameters): Query | null {
  const one = (name: string) => [parameters[name]].flat()[0] || undefined;
  const filter = parseFilter({
    search: one("q")?.slice(0, MAX_SEARCH).toWellFormed(),
    status: one("status"),
    access: one("access"),
    invited: one("invited"),
    signedIn: one("signed-in"),
    bounced: one("bounced"),
    seen: one("seen"),
    tags: one("tag")?.split(",", MAX_TAGS + 1),
    companyId: one("company"),
  });
  const [sort = "name", direction] = (one("sort") ?? "").split("-");
  if (!filter || (sort && !isSort(sort)) || (direction !== undefined && direction !== "asc" && direction !== "desc")) return null;
  const order = usualOrder(sort ? (sort as Sort) : "name");
  return { filter, order: direction ? { ...order, descending: direction === "desc" } : order, from: one("from") ?? null };
}

/** Some that were ticked, or all that a list finds; null when neither is said. */
export function parseSelection(parameters: Parameters): Filter | null {
  if (parameters.all) return parseQuery(parameters)?.filter ?? null;
  const ids = [parameters.id ?? []].flat();
  return ids.length ? parseFilter({ ids }) : null;
}

/** The same as fields of a form, or of an address. */
export function selectionFields(filter: Filter): [name: string, value: string][] {
  return filter.ids ? filter.ids.map((id) => ["id", id]) : [...new URLSearchParams(queryString({ filter })), ["all", "1"]];
}

/** A query the other way round: the shortest address that says it. */
export function queryString({ filter, order, from }: Partial<Query>): string {
  const { search, signedIn, tags, companyId, ids: _, ...plain } = filter ?? {};
  const usual = order && usualOrder(order.sort);
  const said = {
    q: search,
    ...plain,
    "signed-in": signedIn,
    tag: tags?.join(","),
    company: companyId,
    sort: order && usual && (order.sort !== "name" || order.descending) ? order.sort + sortSuffix(order, usual) : undefined,
    from: from ?? undefined,
  };
  return new URLSearchParams(Object.entries(said).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString();
}

const sortSuffix = (order: Order, usual: Order) => (order.descending === usual.descending ? "" : order.descending ? "-desc" : "-asc");
const isSort = (value: string): value is Sort => (SORTS as readonly string[]).includes(value);

/** Nothing narrows the list: everybody is in it. */
export const isEverybody = (filter: Filter): boolean => Object.values(filter).every((value) => value === undefined || value === "");
