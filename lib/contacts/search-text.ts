// What a contact is found by, as one folded text. Whoever changes a name, an address, a company or a tag refreshes it in the same transaction.
import type { Tx } from "../plumbing/db";
import { fold } from "../values/fold";

export interface Searchable {
  name: string;
  emails: string[];
  company?: string | null;
  tags?: string[];
  phone?: string | null;
  externalId?: string | null;
}

/** Begins with a space: so does every word, and two letters find the beginnings of words (lib/contacts/conditions.ts). */
export function searchText({ name, emails, company, tags = [], phone, externalId }: Searchable): string {
  const words = [name, ...emails, company, ...tags, phone?.replace(/[^\d+]/g, ""), externalId].filter(Boolean);
  return ` ${fold(words.join(" "))}`;
}

interface Row extends Searchable {
  id: string;
  search: string;
}

/** Once a change is written, in its transaction; those whose text stays the same are not touched. */
export async function refreshSearch(tx: Tx, workspaceId: string, contactIds: string[]): Promise<void> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT c.id, c.search, c.name, c.phone, c."externalId", o.name AS company,
      coalesce((SELECT array_agg(a."emailKey" ORDER BY a.kind) FROM "Address" a WHERE a."workspaceId" = c."workspaceId" AND a."contactId" = c.id), '{}') AS emails,
      coalesce((SELECT array_agg(t.name ORDER BY t."nameKey") FROM "Tag" t WHERE t."workspaceId" = c."workspaceId" AND t.id = ANY(c."tagIds")), '{}') AS tags
    FROM "Contact" c LEFT JOIN "Company" o ON o."workspaceId" = c."workspaceId" AND o.id = c."companyId"
    WHERE c."workspaceId" = ${workspaceId}::uuid AND c.id = ANY(${contactIds}::uuid[])`;
  const changed = rows.map((row) => ({ id: row.id, before: row.search, search: searchText(row) })).filter(({ before, search }) => before !== search);
  if (!changed.length) return;
  await tx.$executeRaw`
    UPDATE "Contact" c SET search = t.search FROM unnest(${changed.map(({ id }) => id)}::uuid[], ${changed.map(({ search }) => search)}::text[]) AS t (id, search)
    WHERE c."workspaceId" = ${workspaceId}::uuid AND c.id = t.id`;
}
