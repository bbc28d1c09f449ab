// "Did you mean …?": people whose name or address is almost what was typed, when nothing is exactly that (SPEC D6).
import { sql, transaction } from "../plumbing/db";
import { log } from "../plumbing/log";
import { fold } from "../values/fold";
import { oneLetterOff } from "../values/misspelt";
import { allow, type Staff } from "../viewer";

export interface NearContact {
  id: string;
  name: string;
  email: string;
}

const MIN_LENGTH = 3;
const MAX_LENGTH = 100;
/** So much of what was typed has to be there, in pieces of three letters. */
const ALIKE = "0.45";
/** Compared one by one; of more that are alike any will do. */
const MAX_COMPARED = 300;
const MAX_MISSPELT = 30;
const MOST = 3;
/** A kindness, not an answer: it comes quickly or not at all. */
const PATIENCE_MS = 400;

export async function contactsNear(viewer: Staff, typed: string): Promise<NearContact[]> {
  return nearIn(allow(viewer, "contacts.read").workspaceId, typed);
}

/** One letter off, or else alike: whoever typed all but one letter of an address meant that one. */
export async function nearIn(workspaceId: string, typed: string): Promise<NearContact[]> {
  const text = fold(typed.slice(0, MAX_LENGTH));
  const oneOff = text.includes("@") ? await misspelt(workspaceId, text) : [];
  const near = oneOff.length ? oneOff : await alike(workspaceId, text);
  return [...new Map(near.map((one) => [one.id, one])).values()];
}

/** Each spelling is looked up by itself: of thousands at once the database expects a crowd, and reads every contact there is. */
const misspelt = (workspaceId: string, text: string): Promise<NearContact[]> =>
  sql<NearContact>(
    `WITH found AS MATERIALIZED (
       SELECT a.* FROM unnest($2::text[]) AS spelling, LATERAL (
         SELECT "contactId", email, "emailKey" FROM "Address" WHERE "workspaceId" = $1::uuid AND "emailKey" = spelling LIMIT 1
       ) a LIMIT ${MAX_MISSPELT}
     )
     SELECT c.id, c.name, a.email FROM found a JOIN "Contact" c ON c."workspaceId" = $1::uuid AND c.id = a."contactId"
     ORDER BY a."emailKey" LIMIT ${MOST}`,
    [workspaceId, oneLetterOff(text)],
  );

async function alike(workspaceId: string, text: string): Promise<NearContact[]> {
  // Half the world has the same few domains: what stands before the @ tells people apart.
  const telling = text.split("@")[0] ?? "";
  const probe = telling.length >= MIN_LENGTH ? telling : text;
  if (probe.length < MIN_LENGTH) return [];
  try {
    return await transaction(async (tx) => {
      // The index first, whatever else might look cheaper: comparing is dear.
      await tx.$queryRaw`SELECT set_config('pg_trgm.word_similarity_threshold', ${ALIKE}, true), set_config('enable_seqscan', 'off', true),
        set_config('enable_indexscan', 'off', true), set_config('statement_timeout', ${String(PATIENCE_MS)}, true)`;
      return tx.$queryRaw<NearContact[]>`
        SELECT c.id, c.name, a.email FROM (
          SELECT c.id, c.name, c.search FROM "Contact" c WHERE c."workspaceId" = ${workspaceId}::uuid AND ${probe} <% c.search LIMIT ${MAX_COMPARED}
        ) c JOIN "Address" a ON a."workspaceId" = ${workspaceId}::uuid AND a."contactId" = c.id AND a.kind = 'primary'
        ORDER BY word_similarity(${text}, c.search) DESC, c.name, c.id LIMIT ${MOST}`;
    });
  } catch (error) {
    log.debug("Looking for somebody almost like that was given up.", { error: String(error) });
    return [];
  }
}
