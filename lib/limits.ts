// How often something may be done: counted in the database in one statement, so that parallel requests and
// several processes share one count (SPEC A4).

import { sql } from "./plumbing/db";
import { keyedHash } from "./plumbing/secrets";
import { CLOCKS_DIFFER_MS, SECOND_MS } from "./values/time";

export interface Bucket {
  key: string;
  max: number;
  until: Date;
}

/** A bucket of a limit. What it counts is hashed: the table must not list who asked. */
export function bucket(limit: string, subject: string[], max: number, windowMs: number): Bucket {
  return { key: `${limit}:${keyedHash("limit", subject.join("\n")).toString("base64url").slice(0, 27)}`, max, until: new Date(Date.now() + windowMs) };
}

/**
 * A common table expression that takes one from each row of `buckets (key, until)`; a window that is over starts anew, and so does one
 * that was begun under a clock that was wrong: it would lock people out until then.
 */
export const takenFrom = (buckets: string, now: string) => {
  const over = `r."expiresAt" <= ${now} OR r."expiresAt" > EXCLUDED."expiresAt" + make_interval(secs => ${CLOCKS_DIFFER_MS / SECOND_MS})`;
  return `
  INSERT INTO "RateLimit" AS r (key, count, "expiresAt") SELECT key, 1, until FROM ${buckets} ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN ${over} THEN 1 ELSE LEAST(r.count, 1000000) + 1 END,
    "expiresAt" = CASE WHEN ${over} THEN EXCLUDED."expiresAt" ELSE r."expiresAt" END
  RETURNING key, count, "expiresAt"`;
};

const TAKE = `
  WITH buckets AS (SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS b (key, max, until)),
  taken AS (${takenFrom("buckets", "$4::timestamptz")})
  SELECT max(t."expiresAt") AS until FROM taken t JOIN buckets b USING (key) WHERE t.count > b.max`;

export type Verdict = { ok: true } | { ok: false; until: Date };

/** Takes one from every bucket; refused when any of them is empty. */
export async function take(...buckets: Bucket[]): Promise<Verdict> {
  const [row] = await sql<{ until: Date | null }>(
    TAKE,
    [buckets.map((b) => b.key), buckets.map((b) => b.max), buckets.map((b) => b.until), new Date()],
    "limits-take",
  );
  return row?.until ? { ok: false, until: row.until } : { ok: true };
}
