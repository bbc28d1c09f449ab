// The seal on the log (SPEC D7): a chain of keyed hashes per workspace, closed in the background and in order, and the check that nobody
// changed, removed or inserted an entry. Never in the path of a request: there an entry is only written.
import { db, sql, type Tx, transaction } from "../plumbing/db";
import { keyedHash, matchesKeyedHash } from "../plumbing/secrets";
import { CLOCKS_DIFFER_MS, SECOND_MS } from "../values/time";
import { type FoundPart, partsAfter } from "./archived";
import { COLUMNS, type Label, labelOf, type Row, type SealedRow } from "./part";

/** Longer than a transaction may take: what is older than this has been committed or never will be. */
const SETTLED_MS = 15 * SECOND_MS;

const BATCH_ROWS = 200;
const BATCHES_PER_RUN = 100;
const WORKSPACES_PER_RUN = 200;
const VERIFY_ROWS = 2_000;
const MAX_PROBLEMS = 100;

/** Seals what has settled, everywhere; a chore. Gives how many entries. */
export async function sealDue(now = new Date()): Promise<number> {
  const settled = new Date(now.getTime() - SETTLED_MS);
  const due = await sql<{ id: string }>(
    `SELECT w.id FROM "Workspace" w LEFT JOIN "ActivityChain" c ON c."workspaceId" = w.id
     WHERE EXISTS (SELECT FROM "Activity" a WHERE a."workspaceId" = w.id AND a.seq IS NULL AND a.at < $1::timestamptz AND (c.at IS NULL OR a.at >= c.at - $2 * interval '1 ms'))
     LIMIT ${WORKSPACES_PER_RUN}`,
    [settled, CLOCKS_DIFFER_MS],
  );
  let sealed = 0;
  for (const { id } of due) sealed += await sealWorkspace(id, settled);
  return sealed;
}

async function sealWorkspace(workspaceId: string, settled: Date): Promise<number> {
  let sealed = 0;
  for (let batch = 0; batch < BATCHES_PER_RUN; batch++) {
    const rows = await transaction((tx) => sealBatch(tx, workspaceId, settled));
    sealed += rows;
    if (rows < BATCH_ROWS) break;
  }
  return sealed;
}

/** The chain's row is locked: two processes never give the same place away. */
async function sealBatch(tx: Tx, workspaceId: string, settled: Date): Promise<number> {
  await tx.$executeRaw`INSERT INTO "ActivityChain" ("workspaceId", seq, hash, at) VALUES (${workspaceId}::uuid, 0, ${Buffer.alloc(32)}, to_timestamp(0)) ON CONFLICT DO NOTHING`;
  const [head] = await tx.$queryRaw<{ seq: bigint; hash: Uint8Array; at: Date; from: Date | null }[]>`
    SELECT seq, hash, at, CASE WHEN seq = 0 THEN NULL ELSE at - ${CLOCKS_DIFFER_MS} * interval '1 ms' END AS "from" FROM "ActivityChain" WHERE "workspaceId" = ${workspaceId}::uuid FOR UPDATE`;
  if (!head) return 0;
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `SELECT ${COLUMNS} FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq IS NULL AND at < $2::timestamptz AND ($3::timestamptz IS NULL OR at >= $3::timestamptz) ORDER BY at, id LIMIT ${BATCH_ROWS}`,
    workspaceId,
    settled,
    head.from,
  );
  const last = rows.at(-1);
  if (!last) return 0;
  let hash: Buffer = Buffer.from(head.hash);
  const hashes = rows.map((row, i) => (hash = keyedHash("activity", canonical(hash, head.seq + BigInt(i + 1), row))));
  await tx.$executeRawUnsafe(
    `UPDATE "Activity" a SET seq = $2::bigint + s.place, hash = decode(s.hash, 'hex')
     FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS s (id, hash, place) WHERE a."workspaceId" = $1::uuid AND a.id = s.id`,
    workspaceId,
    head.seq.toString(),
    rows.map(({ id }) => id),
    hashes.map((h) => h.toString("hex")),
  );
  const seq = head.seq + BigInt(rows.length);
  const at = new Date(Math.max(last.at.getTime(), head.at.getTime())); // a server's clock may be behind
  await tx.activityChain.update({ where: { workspaceId }, data: { seq, hash: Uint8Array.from(hash), at, sealedAt: new Date() } });
  return rows.length;
}

export interface Problem {
  /** `part`: one of the archive that can't be read, or whose label is not about what is in it. */
  kind: "changed" | "removed" | "inserted" | "part";
  /** Its place in the chain; of removed ones the first that is missing, of a part its first. */
  seq: string | null;
  /** How many are missing, or in the part. */
  count: number;
  id: string | null;
  at: Date | null;
}

export interface Verified {
  sealed: number;
  /** Written, and not settled long enough to be sealed. */
  waiting: number;
  problems: Problem[];
}

const WORKSPACES = 100;

/** All workspaces, or the one with this slug, one after another. */
export async function* verifyEverywhere(slug?: string): AsyncGenerator<Verified & { slug: string }> {
  for (let after = ""; ; ) {
    const workspaces = await db().workspace.findMany({
      where: { slug: slug === undefined ? { gt: after } : { equals: slug, gt: after } },
      orderBy: { slug: "asc" },
      take: WORKSPACES,
      select: { id: true, slug: true },
    });
    for (const workspace of workspaces) yield { slug: workspace.slug, ...(await verifyActivity(workspace.id)) };
    if (workspaces.length < WORKSPACES) return;
    after = workspaces.at(-1)!.slug;
  }
}

/** Reads the whole chain of one workspace, in the archive and in the table; at most a hundred problems are told. */
export async function verifyActivity(workspaceId: string): Promise<Verified> {
  const chain = await db().activityChain.findUnique({ where: { workspaceId } });
  const problems: Problem[] = [];
  let [place, sealed] = [0n, 0];
  let hash: Buffer | null = Buffer.alloc(32);
  for await (const found of chainOf(workspaceId, chain?.seq ?? 0n)) {
    if ("marks" in found) {
      problems.push({ kind: "part", seq: found.firstSeq, count: found.count, id: null, at: found.firstAt });
      if (!found.rows) [place, hash] = [BigInt(found.lastSeq), null];
    } else {
      const seq = BigInt(found.seq);
      const about = { seq: found.seq, count: 1, id: found.id, at: found.at };
      if (chain === null || seq > chain.seq || seq <= place) problems.push({ ...about, kind: "inserted" });
      else {
        // After a gap the hash of the one before is not known: the row itself can only be judged when it is.
        if (seq !== place + 1n) problems.push({ kind: "removed", seq: String(place + 1n), count: Number(seq - place - 1n), id: null, at: null });
        else if (hash && !matchesKeyedHash("activity", canonical(hash, seq, found), found.hash)) problems.push({ ...about, kind: "changed" });
        [place, hash] = [seq, found.hash];
        sealed++;
      }
    }
    if (problems.length >= MAX_PROBLEMS) break;
  }
  if (chain && problems.length < MAX_PROBLEMS) problems.push(...wrongAtTheEnd(chain, place, hash, problems));
  problems.push(...(await beyondChain(workspaceId)).map((row): Problem => ({ ...row, kind: "inserted", count: 1 })));
  const unsealed = await unsealedOf(workspaceId, chain?.at ?? null, chain?.seq ?? 0n);
  problems.push(...unsealed.late.map(({ id, at }): Problem => ({ kind: "inserted", seq: null, count: 1, id, at })));
  return { sealed, waiting: unsealed.waiting, problems: problems.slice(0, MAX_PROBLEMS) };
}

/** The last entry that was read against what the chain says about it. */
function wrongAtTheEnd(chain: { seq: bigint; hash: Uint8Array }, place: bigint, hash: Buffer | null, told: Problem[]): Problem[] {
  const about = { id: null, at: null };
  if (place < chain.seq) return [{ ...about, kind: "removed", seq: String(place + 1n), count: Number(chain.seq - place) }];
  if (place > chain.seq || !hash || hash.equals(Buffer.from(chain.hash))) return [];
  const known = told.some(({ kind, seq }) => kind === "changed" && seq === String(place));
  return known ? [] : [{ ...about, kind: "changed", seq: String(place), count: 1 }];
}

/** For the command line. */
export function problemSentence({ kind, seq, count, id, at }: Problem): string {
  if (kind === "removed") return `${count === 1 ? `Entry ${seq} is` : `${count} entries from ${seq} on are`} missing.`;
  if (kind === "part") return `The part of the archive from entry ${seq} on (${at?.toISOString()}) can't be read, or its label was changed.`;
  const which = [seq && `Entry ${seq}`, id && `(id ${id}, ${at?.toISOString()})`].filter(Boolean).join(" ") || "An entry";
  return kind === "changed" ? `${which} was changed, or sealed under a secret that is not set any more.` : `${which} was not written by Foyer.`;
}

/** How far the chain was read, and which part of the archive was the last. */
interface Reached {
  place: bigint;
  part: string | null;
}

/** The archive, then the table up to this place. What is missing in the table may just have moved into the archive. */
async function* chainOf(workspaceId: string, until: bigint): AsyncGenerator<SealedRow | FoundPart> {
  const reached: Reached = { place: 0n, part: null };
  yield* newParts(workspaceId, reached);
  for (let from = 0n; ; ) {
    const rows = await sql<SealedRow>(
      `SELECT ${COLUMNS}, seq, hash FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq > $2::bigint AND seq <= $3::bigint ORDER BY seq LIMIT ${VERIFY_ROWS}`,
      [workspaceId, String(from), String(until)],
    );
    const next = rows.find(({ seq }) => BigInt(seq) > reached.place);
    const { place } = reached;
    if (!next || BigInt(next.seq) !== place + 1n) yield* newParts(workspaceId, reached);
    if (reached.place !== place) continue;
    yield* rows;
    if (rows.length < VERIFY_ROWS) return;
    from = BigInt(rows.at(-1)!.seq);
    reached.place = larger(place, from);
  }
}

async function* newParts(workspaceId: string, reached: Reached): AsyncGenerator<SealedRow | FoundPart> {
  const { place } = reached;
  for await (const part of partsAfter(workspaceId, reached.part)) {
    reached.part = part.firstSeq;
    if (!part.rows || !isAsLabelled(part, part.rows)) yield part;
    for (const row of part.rows ?? []) {
      // Some may have been read already, while they were in the table.
      if (place === 0n || BigInt(row.seq) > place) yield row;
      reached.place = larger(reached.place, BigInt(row.seq));
    }
    if (!part.rows) reached.place = larger(reached.place, BigInt(part.lastSeq));
  }
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

const isAsLabelled = (part: FoundPart, rows: SealedRow[]): boolean => rows.length > 0 && written(part) === written(labelOf(rows));

const written = ({ firstSeq, lastSeq, firstAt, lastAt, count, marks }: Label): string =>
  JSON.stringify([firstSeq, lastSeq, firstAt.toISOString(), lastAt.toISOString(), count, marks]);

/** One statement, so that what is sealed meanwhile is not taken for it. */
const beyondChain = (workspaceId: string) =>
  sql<{ id: string; at: Date; seq: string }>(
    `SELECT id, at, seq FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq > coalesce((SELECT c.seq FROM "ActivityChain" c WHERE c."workspaceId" = $1::uuid), 0) ORDER BY seq LIMIT ${MAX_PROBLEMS}`,
    [workspaceId],
  );

/** What came too late to be sealed was put there by somebody else. */
async function unsealedOf(workspaceId: string, sealedUntil: Date | null, seq: bigint): Promise<{ waiting: number; late: { id: string; at: Date }[] }> {
  const from = seq > 0n && sealedUntil ? new Date(sealedUntil.getTime() - CLOCKS_DIFFER_MS) : null;
  const [count] = await sql<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq IS NULL AND ($2::timestamptz IS NULL OR at >= $2::timestamptz)`,
    [workspaceId, from],
  );
  const late = from
    ? await sql<{ id: string; at: Date }>(
        `SELECT id, at FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq IS NULL AND at < $2::timestamptz ORDER BY at, id LIMIT ${MAX_PROBLEMS}`,
        [workspaceId, from],
      )
    : [];
  return { waiting: count?.waiting ?? 0, late };
}

/** Everything an entry says, its place and the one before it, always written the same way. */
function canonical(before: Buffer, seq: bigint, row: Row): string {
  const { id, workspaceId, at, type, action, actor, staffId, contactId, companyId, sessionId, linkId, mailId, requestId, ip, device, ok, data } = row;
  const said = [at.toISOString(), type, action, actor, staffId, contactId, companyId, sessionId, linkId, mailId, requestId, ip, device, ok, sorted(data)];
  return JSON.stringify([before.toString("base64"), String(seq), workspaceId, id, ...said]);
}

/** The order of keys is the database's business. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
