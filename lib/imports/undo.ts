// Taking an import back (SPEC D3): what it made goes, unless it was used or changed since; what it changed is put back, unless
// somebody changed it again. The last rows first, a batch at a time.
import { entry, record, recordAll } from "../activity";
import { refreshBounced } from "../contacts/bounced";
import { refreshSearch } from "../contacts/search-text";
import type { Tx } from "../plumbing/db";
import { fold } from "../values/fold";
import type { Actor } from "../viewer";
import type { Before } from "./decide";
import { FINGERPRINT } from "./fingerprint";
import type { Running } from "./work";

interface Row {
  line: number;
  result: "created" | "updated";
  contactId: string;
  before: Before | null;
  name: string | null;
  same: boolean | null;
  used: boolean;
}

/** A mail to it, a link or a session: then people know of it. */
const USED = `CASE WHEN r.result = 'created' THEN
    c."invitedAt" IS NOT NULL OR c."firstSignedInAt" IS NOT NULL OR c."lastSeenAt" IS NOT NULL
    OR EXISTS (SELECT 1 FROM "SignInLink" l WHERE l."workspaceId" = $1::uuid AND l."contactId" = c.id)
    OR EXISTS (SELECT 1 FROM "Session" s WHERE s."workspaceId" = $1::uuid AND s."contactId" = c.id)
    OR EXISTS (SELECT 1 FROM "Mail" m WHERE m."workspaceId" = $1::uuid AND m."contactId" = c.id)
  ELSE
    EXISTS (SELECT 1 FROM "SignInLink" l WHERE l."workspaceId" = $1::uuid AND l."addressId" = (r.before->>'addressId')::uuid)
    OR EXISTS (SELECT 1 FROM "Session" s WHERE s."workspaceId" = $1::uuid AND s."addressId" = (r.before->>'addressId')::uuid)
  END`;

const NEXT = `SELECT line, "contactId" FROM "ImportRow" WHERE "workspaceId" = $1::uuid AND "importId" = $2::uuid AND result IN ('created', 'updated') ORDER BY line DESC LIMIT $3::int`;

const ROWS = `SELECT r.line, r.result, r."contactId", r.before, c.name, r.after = ${FINGERPRINT} AS same, ${USED} AS used
  FROM "ImportRow" r LEFT JOIN "Contact" c ON c."workspaceId" = r."workspaceId" AND c.id = r."contactId"
  WHERE r."workspaceId" = $1::uuid AND r."importId" = $2::uuid AND r.line = ANY($3::int[])`;

export async function undoRows(tx: Tx, by: Actor, running: Running, limit: number): Promise<void> {
  const { id: importId, workspaceId } = running;
  const next = await tx.$queryRawUnsafe<Pick<Row, "line" | "contactId">[]>(NEXT, workspaceId, importId, limit);
  if (!next.length) return sweep(tx, by, running, limit);
  const ids = next.map(({ contactId }) => contactId);
  await tx.$queryRawUnsafe(`SELECT id FROM "Contact" WHERE "workspaceId" = $1::uuid AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE`, workspaceId, ids);
  const rows = await tx.$queryRawUnsafe<Row[]>(
    ROWS,
    workspaceId,
    importId,
    next.map(({ line }) => line),
  );
  const fates = rows.map((row) => ({ ...row, ...fateOf(row) }));
  const file = { importId, file: running.fileName };
  const removed = fates.filter(({ fate }) => fate === "removed");
  const restored = fates.filter(({ fate }) => fate === "restored");
  await tx.contact.deleteMany({ where: { workspaceId, id: { in: removed.map(({ contactId }) => contactId) } } });
  for (const { contactId, before } of restored) await restore(tx, workspaceId, contactId, before as Before);
  await refreshSearch(
    tx,
    workspaceId,
    restored.map(({ contactId }) => contactId),
  );
  const less = restored.flatMap(({ contactId, before }) => (before?.addressId ? contactId : []));
  if (less.length) await refreshBounced(tx, workspaceId, less);
  await recordAll(tx, [
    ...removed.map(({ contactId, name }) => entry(by, "import.contact_removed", { contactId }, { ...file, name: name ?? "" })),
    ...restored.map(({ contactId }) => entry(by, "import.contact_restored", { contactId }, file)),
  ]);
  await note(tx, running, fates);
}

type Fate = { fate: "removed" | "restored" | "kept" | "gone"; problem: string | null };

function fateOf({ result, name, same, used }: Row): Fate {
  if (name === null) return { fate: "gone", problem: "Somebody deleted it already." };
  if (!same) return { fate: "kept", problem: "Somebody changed it since." };
  if (used) return { fate: "kept", problem: "It was invited, mailed or signed in since." };
  return { fate: result === "created" ? "removed" : "restored", problem: null };
}

async function restore(tx: Tx, workspaceId: string, id: string, { addressId, companyId, ...before }: Before): Promise<void> {
  const company = companyId && (await tx.company.findUnique({ where: { workspaceId_id: { workspaceId, id: companyId } }, select: { id: true } }));
  await tx.contact.update({
    where: { workspaceId_id: { workspaceId, id } },
    data: { ...before, nameKey: fold(before.name), companyId: company ? company.id : null, version: { increment: 1 } },
    select: { id: true },
  });
  if (addressId) await tx.address.deleteMany({ where: { workspaceId, id: addressId, contactId: id } });
}

async function note(tx: Tx, { id: importId, workspaceId }: Running, fates: (Row & Fate)[]): Promise<void> {
  const rows = fates.map(({ line, fate, problem }) => ({ line, fate, problem }));
  await tx.$executeRawUnsafe(
    `UPDATE "ImportRow" r SET result = t.fate, problem = t.problem FROM jsonb_to_recordset($3::jsonb) AS t (line int, fate text, problem text)
     WHERE r."workspaceId" = $1::uuid AND r."importId" = $2::uuid AND r.line = t.line`,
    workspaceId,
    importId,
    JSON.stringify(rows),
  );
  const count = (wanted: Fate["fate"]) => ({ increment: fates.filter(({ fate }) => fate === wanted).length });
  await tx.import.update({
    where: { id: importId, workspaceId },
    data: { done: { increment: fates.length }, removed: count("removed"), restored: count("restored"), kept: count("kept") },
  });
}

/** The companies and tags it made and nobody uses; the others stay, and are nobody's any more. */
async function sweep(tx: Tx, by: Actor, { id: importId, workspaceId, fileName: file }: Running, limit: number): Promise<void> {
  const values = [workspaceId, importId, limit];
  const companies = await tx.$queryRawUnsafe<{ id: string; name: string; empty: boolean }[]>(
    `SELECT o.id, o.name, o.version = 1 AND o.domain IS NULL AND o.note = '' AND o.sharing = 'none'
       AND NOT EXISTS (SELECT 1 FROM "Contact" c WHERE c."workspaceId" = $1::uuid AND c."companyId" = o.id) AS empty
     FROM "Company" o WHERE o."workspaceId" = $1::uuid AND o."importId" = $2::uuid LIMIT $3::int FOR UPDATE`,
    ...values,
  );
  // Whether anybody has a tag is asked of the index: otherwise a tag nobody has is looked for in every contact there is.
  await otherPlans(tx, "off");
  const tags = await tx.$queryRawUnsafe<{ id: string; empty: boolean }[]>(
    `SELECT t.id, NOT EXISTS (SELECT 1 FROM "Contact" c WHERE c."workspaceId" = $1::uuid AND c."tagIds" @> ARRAY[t.id]) AS empty
     FROM "Tag" t WHERE t."workspaceId" = $1::uuid AND t."importId" = $2::uuid LIMIT $3::int FOR UPDATE`,
    ...values,
  );
  await otherPlans(tx, "on");
  if (!companies.length && !tags.length) return finish(tx, by, { importId, file });
  const ids = (rows: { id: string; empty: boolean }[], empty: boolean) => ({
    workspaceId,
    id: { in: rows.filter((row) => row.empty === empty).map(({ id }) => id) },
  });
  await tx.company.deleteMany({ where: ids(companies, true) });
  await tx.company.updateMany({ where: ids(companies, false), data: { importId: null } });
  await tx.tag.deleteMany({ where: ids(tags, true) });
  await tx.tag.updateMany({ where: ids(tags, false), data: { importId: null } });
  const gone = companies.filter(({ empty }) => empty);
  await recordAll(
    tx,
    gone.map(({ id, name }) => entry(by, "company.deleted", { companyId: id }, { name })),
  );
}

/** Only bitmaps are left: of an array, they are what the index gives. */
const otherPlans = (tx: Tx, allowed: "on" | "off") =>
  tx.$queryRaw`SELECT set_config('enable_seqscan', ${allowed}, true), set_config('enable_indexscan', ${allowed}, true), set_config('enable_indexonlyscan', ${allowed}, true)`;

async function finish(tx: Tx, by: Actor, said: { importId: string; file: string }): Promise<void> {
  const { removed, restored, kept } = await tx.import.update({
    where: { id: said.importId, workspaceId: by.workspaceId },
    data: { state: "undone", finishedAt: new Date() },
  });
  await record(tx, by, "import.undone", {}, { ...said, removed, restored, kept });
}
