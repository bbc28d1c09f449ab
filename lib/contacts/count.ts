// How many contacts match: exactly as long as that is cheap, else about how many (SPEC D2, 13: no full count in the way of a page).
import { sql } from "../plumbing/db";
import { indexConditions, Values } from "./conditions";
import type { Filter } from "./filter";

/** Counted one by one up to here. */
const EXACT_ROWS = 5_000;
/** Tried up to here: what is expected may be stale, and finding that out is still cheap. */
const TRIED_ROWS = 50_000;

export interface Count {
  /** Else "about": rounded to what can be relied on. */
  exact: boolean;
  count: number;
}

/** What the database expects, by the statistics it keeps: matching contacts, and all of the workspace. */
export interface Expected {
  matching: number;
  all: number;
}

export async function countOf(workspaceId: string, filter: Filter, expected: Expected): Promise<Count> {
  const count = expected.matching > TRIED_ROWS ? Number.POSITIVE_INFINITY : await countUpTo(workspaceId, filter, EXACT_ROWS + 1);
  return count > EXACT_ROWS ? { exact: false, count: roughly(Math.max(expected.matching, EXACT_ROWS)) } : { exact: true, count };
}

/** Every one of them, however long that takes: before an act on all of them. */
export const exactCountOf = (workspaceId: string, filter: Filter): Promise<number> => countUpTo(workspaceId, filter, null);

async function countUpTo(workspaceId: string, filter: Filter, limit: number | null): Promise<number> {
  const values = new Values();
  const [row] = await sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM (${matching(workspaceId, filter, values)} LIMIT ${values.add(limit)}::int) c`,
    values.list,
  );
  return row?.count ?? 0;
}

interface Plan {
  "Plan Rows": number;
  Plans?: Plan[];
}

export async function expectedOf(workspaceId: string, filter: Filter): Promise<Expected> {
  const values = new Values();
  // All at once, as parts of one plan: nothing is run.
  const parts = [matching(workspaceId, {}, values), matching(workspaceId, filter, values), `SELECT 1 FROM "Contact"`];
  const [row] = await sql<{ "QUERY PLAN": [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${parts.join(" UNION ALL ")}`, values.list);
  const [all = 0, found = 0, everywhere = 0] = row?.["QUERY PLAN"][0].Plan.Plans?.map((plan) => plan["Plan Rows"]) ?? [];
  return { all, matching: Math.min(all, found * (everywhere / Math.max(all, 1)) ** ownConditions(filter)) };
}

/** A tag or a company is of one workspace only. The database takes it for as rare there as everywhere. */
const ownConditions = ({ tags, companyId }: Filter): number => (tags?.length ?? 0) + (companyId ? 1 : 0);

function matching(workspaceId: string, filter: Filter, values: Values): string {
  const range = `c."workspaceId" = ${values.add(workspaceId)}::uuid`;
  return `SELECT 1 FROM "Contact" c WHERE ${[range, ...indexConditions(filter, values)].join(" AND ")}`;
}

/** Two digits: 12,345 is "about 12,000". */
function roughly(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.round(count / unit) * unit;
}
