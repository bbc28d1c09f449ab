// As many made-up contacts as wanted, the same ones every time: for measuring, and for seeing what a large workspace feels like.
import { db, sql } from "@/lib/plumbing/db";
import { env } from "@/lib/plumbing/env";
import { fold } from "@/lib/values/fold";
import { createWorkspace } from "@/lib/workspaces/create";

const BATCH_ROWS = 2_000;
const PER_COMPANY = 20;
/** A table that large was looked at often enough. */
const FRESH_ROWS = 10_000;

const FIRST =
  "Aaron Abigail Adam Adèle Agnes Ahmed Aisha Alan Albert Alexander Alice Amelia Amir Ana Anders Andrea Angela Anika Anita Anna Antonio Aoife Arjun Arthur Astrid Ava Barbara Beatrice Ben Bianca Björn Brigitte Bruno Camille Carl Carlos Carmen Caroline Catherine Cécile Charlotte Chloé Christian Claire Clara Daniel Daria David Deepa Diana Dmitri Edith Edward Eleanor Elena Elias Elif Elizabeth Ella Emil Emily Emma Erik Esther Ethan Eva Fatima Felix Fiona Florian Frances Frida Gabriel George Gloria Grace Greta Hamza Hanna Harold Harriet Heidi Helen Henry Hugo Ian Ibrahim Ida Ingrid Irene Isabel Ivan Jack James Jana Jasmine Johan John Jonas José Julia Karim Karin Kofi Lars Laura Leila Leo Linnéa Lucas Lucía Magnus Marco Margaret Maria Marta Martin Matilda Maya Michael Mila Mohammed Nadia Naomi Nils Nina Noah Nora Olga Oliver Oscar Patricia Paul Pedro Peter Priya Rachel Rafael Robert Rosa Ruth Samuel Sara Sofía Søren Stella Stephen Tariq Teresa Thomas Tomás Uma Ursula Victor Viktoria Walter William Yara Yusuf Zoë".split(
    " ",
  );
const LAST =
  "Abbott Acosta Adeyemi Ahlberg Akhtar Allen Alvarez Andersen Anderson Andersson Aquino Arnold Ashworth Atkins Bailey Baker Banerjee Barnes Bauer Becker Bell Bennett Berg Bergström Bianchi Blackwood Blake Bowen Boyd Bradley Braun Brennan Brooks Brown Byrne Campbell Carlsson Carter Castillo Chapman Chaudhry Christensen Clarke Cohen Coleman Collins Conti Cooper Cortez Costa Cox Craig Cruz Cunningham Dahl Davies Dawson Delgado Dempsey Diaz Dixon Dubois Duncan Eastwood Edwards Eklund Ellis Eriksson Evans Faber Ferrari Fischer Fisher Fitzgerald Fletcher Flores Fontaine Foster Fox Fraser Friedman García Gardner Gibson González Graham Grant Gray Greco Green Griffiths Gustafsson Haas Hall Hamilton Hansen Harper Harris Hartley Hassan Hayes Henderson Hernández Herrera Hill Hoffmann Holm Howard Hughes Hunt Hussain Ibrahim Iversen Jackson Jacobs Jansen Jenkins Jensen Johansson Johnson Jones Kapoor Karlsson Kaufman Kelly Kennedy Khan King Klein Knight Koch Kowalski Kumar Lambert Larsen Larsson Lawson Lee Lehmann Leroy Lewis Lindberg Lombardi López Lundgren MacDonald Mancini Marchetti Marshall Martin Martínez Mason Mehta Meyer Miller Mitchell Moore Morales Moreau Morgan Moretti Morris Müller Murphy Murray Nakamura Navarro Nelson Newman Nguyen Nilsson Novak Núñez Nyström O'Brien O'Connor Okafor Oliveira Olsen Olsson Ortiz Owen Palmer Park Parker Patel Pearson Pedersen Pérez Perry Persson Peters Petrov Pham Phillips Pike Popescu Porter Powell Price Quinn Rahman Ramírez Reed Reid Reyes Ricci Richards Rivera Roberts Robinson Rodríguez Rossi Roth Russell Ryan Sanders Sandberg Santos Schmidt Schneider Schulz Scott Sharma Shaw Silva Simmons Singh Smith Sørensen Stewart Stone Strand Sullivan Suzuki Svensson Tanaka Taylor Thompson Torres Turner Vargas Vasquez Vogel Wagner Walker Wallace Walsh Ward Watson Weber Webster White Williams Wilson Winter Wolf Wood Wright Yamamoto Yilmaz Young Zhang Zimmermann Żak".split(
    " ",
  );
const TRADES = "Joinery Studio Roofing Partners Accounting Bakery Logistics Dental Legal Gardens Interiors Motors Textiles Clinic Software Trading".split(" ");
const DOMAINS = "example.com example.net example.org mail.example post.example inbox.example letters.example".split(" ");
const DEMO_TAGS = ["Newsletter", "VIP", "Trial", "Partner", "Press", "Board", "Supplier", "Alumni"];

interface Where {
  slug: string;
  /** Instead: so many workspaces of their own. */
  workspaces?: string;
}

const MAX_CONTACTS = 20_000_000;
const MAX_WORKSPACES = 10_000;

/** For the command line: gives what is wrong, in a sentence. */
export async function demoContacts(count: number, { slug, workspaces }: Where, say: (line: string) => void): Promise<string | undefined> {
  if (!Number.isInteger(count) || count < 1 || count > MAX_CONTACTS) return `How many contacts? Say a number up to ${MAX_CONTACTS.toLocaleString("en")}.`;
  if (!env().isLocal) return "Made-up people belong on a test machine: this works only where BASE_URL is a localhost.";
  if (workspaces === undefined) return (await fill(slug, count, say)) ?? analyze();
  const number = Number(workspaces);
  if (!Number.isInteger(number) || number < 1 || number > MAX_WORKSPACES)
    return `How many workspaces? Say a number up to ${MAX_WORKSPACES.toLocaleString("en")}.`;
  for (let n = 1; n <= number; n++) {
    const one = `demo-${n}`;
    if (!(await db().workspace.findUnique({ where: { slug: one } }))) await createWorkspace({ slug: one, name: `Demo ${n}` });
    await fill(one, count, () => undefined);
    if (n % 10 === 0) say(`${n} workspaces`);
  }
  return analyze();
}

async function fill(slug: string, count: number, say: (line: string) => void): Promise<string | undefined> {
  const workspace = await db().workspace.findUnique({ where: { slug } });
  if (!workspace) return `There is no workspace “${slug}”.`;
  await makeContacts(workspace.id, count, (done) => done % 50_000 === 0 && say(`${done.toLocaleString("en")} contacts`));
  return undefined;
}

async function analyze(): Promise<undefined> {
  await sql(`ANALYZE "Contact", "Address", "Company"`, []);
}

const slug = (name: string) => fold(name).replace(/[^a-z0-9]/g, "");

/** Adds `count` contacts to a workspace, in batches; those that are there already are left alone. */
export async function makeContacts(workspaceId: string, count: number, said: (done: number) => unknown = () => undefined): Promise<void> {
  const tags = await makeTags(workspaceId);
  const companies = Math.max(1, Math.ceil(count / PER_COMPANY));
  for (let from = 0; from < companies; from += BATCH_ROWS) await sql(COMPANIES, [workspaceId, from, Math.min(from + BATCH_ROWS, companies) - 1, ...words()]);
  for (let from = 0; from < count; from += BATCH_ROWS) {
    const to = Math.min(from + BATCH_ROWS, count) - 1;
    await sql(CONTACTS, [workspaceId, from, to, ...words(), companies, tags, DEMO_TAGS.map(fold), FIRST, FIRST.map(fold), FIRST.map(slug), DOMAINS, count]);
    // A fresh table has no statistics, and then every look-up of a foreign key goes astray.
    if (from === 0 && (await isFresh())) await analyze();
    said(to + 1);
  }
}

async function isFresh(): Promise<boolean> {
  const [table] = await sql<{ rows: number }>(`SELECT reltuples AS rows FROM pg_class WHERE oid = '"Contact"'::regclass`, []);
  return (table?.rows ?? 0) < FRESH_ROWS;
}

const words = () => [LAST, LAST.map(fold), LAST.map(slug), TRADES, TRADES.map(fold)];

async function makeTags(workspaceId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `INSERT INTO "Tag" (id, "workspaceId", name, "nameKey") SELECT gen_random_uuid(), $1::uuid, t.name, t.key FROM unnest($2::text[], $3::text[]) AS t (name, key)
     ON CONFLICT ("workspaceId", "nameKey") DO UPDATE SET name = excluded.name RETURNING id`,
    [workspaceId, DEMO_TAGS, DEMO_TAGS.map(fold)],
  );
  return rows.map(({ id }) => id);
}

/** A number from 0 to n - 1 that looks like chance and is the same every time. */
const pick = (what: string, n: string) => `((hashint8extended(i, ${what}) & 9223372036854775807) % ${n})::int`;
const one = (list: string, what: string) => `(${list})[1 + ${pick(what, `cardinality(${list})`)}]`;

const companyId = (k: string) => `md5($1::text || ':company:' || ${k})::uuid`;

const COMPANIES = `
  INSERT INTO "Company" (id, "workspaceId", name, "nameKey", "createdAt")
  SELECT ${companyId("i")}, $1::uuid, ${one("$4::text[]", "1")} || ' ' || ${one("$7::text[]", "2")} || ' ' || i,
    ${one("$5::text[]", "1")} || ' ' || ${one("$8::text[]", "2")} || ' ' || i, timestamptz '2024-06-01'
  FROM generate_series($2::bigint, $3::bigint) AS i WHERE $6::text[] IS NOT NULL ON CONFLICT DO NOTHING`;

const CONTACTS = `
  WITH base AS (
    SELECT i, ${one("$12::text[]", "11")} AS first, ${one("$13::text[]", "11")} AS "firstKey", ${one("$14::text[]", "11")} AS "firstSlug",
      ${one("$4::text[]", "12")} AS last, ${one("$5::text[]", "12")} AS "lastKey", ${one("$6::text[]", "12")} AS "lastSlug", ${one("$15::text[]", "13")} AS domain,
      timestamptz '2024-06-01' + i * (interval '75000000 seconds' / $16::int) AS "createdAt",
      CASE WHEN ${pick("15", "10")} < 7 THEN ${pick("16", "$9::int")} END AS company,
      ${pick("17", "100")} AS fate, ${pick("18", "1000")} AS luck, ${pick("19", "30000000")} AS ago
    FROM generate_series($2::bigint, $3::bigint) AS i
  ), person AS (
    SELECT b.*, (lpad(to_hex(1717200000000 + i), 12, '0') || '7' || substr(md5($1::text || ':' || i), 1, 3)
        || 'a' || substr(md5($1::text || ':' || i), 4, 15))::uuid AS id,
      "firstSlug" || '.' || "lastSlug" || '.' || i || '@' || domain AS email,
      CASE WHEN luck < 150 THEN "lastSlug" || '.' || i || '@' || domain END AS partner,
      (SELECT coalesce(array_agg(t), '{}') FROM unnest($10::uuid[]) WITH ORDINALITY AS u (t, n) WHERE ${pick("20 + n", "(3 ^ n)::bigint")} = 0) AS "tagIds",
      (SELECT coalesce(string_agg(t, ' '), '') FROM unnest($11::text[]) WITH ORDINALITY AS u (t, n) WHERE ${pick("20 + n", "(3 ^ n)::bigint")} = 0) AS tags
    FROM base b
  ), made AS (
    INSERT INTO "Contact" (id, "workspaceId", "companyId", name, "nameKey", active, "portalAccess", "invitedAt", "firstSignedInAt", "lastSeenAt", bounced, phone, "tagIds", search, "createdAt", "updatedAt")
    SELECT p.id, $1::uuid, c.id, first || ' ' || last, "firstKey" || ' ' || "lastKey", luck % 40 > 0, fate < 70,
      CASE WHEN fate < 60 THEN p."createdAt" + interval '1 hour' END, CASE WHEN fate < 45 THEN p."createdAt" + interval '1 day' END,
      CASE WHEN fate < 45 THEN greatest(p."createdAt" + interval '1 day', now() - ago * interval '1 second') END, luck % 250 = 7,
      CASE WHEN fate % 2 = 0 THEN '+45' || (10000000 + ago) END, "tagIds",
      ' ' || concat_ws(' ', "firstKey", "lastKey", email, partner, c."nameKey", nullif(tags, ''), CASE WHEN fate % 2 = 0 THEN '+45' || (10000000 + ago) END),
      p."createdAt", p."createdAt"
    FROM person p LEFT JOIN "Company" c ON c."workspaceId" = $1::uuid AND c.id = ${companyId("p.company")}
    ON CONFLICT DO NOTHING RETURNING id
  )
  INSERT INTO "Address" (id, "workspaceId", "contactId", kind, email, "emailKey", "verifiedAt", "createdAt")
  SELECT md5($1::text || ':' || a.email)::uuid, $1::uuid, p.id, a.kind::"AddressKind", a.email, a.email, CASE WHEN fate < 45 THEN p."createdAt" END, p."createdAt"
  FROM person p JOIN made USING (id), LATERAL (VALUES ('primary', p.email), ('partner', p.partner)) AS a (kind, email)
  WHERE a.email IS NOT NULL AND $7::text[] IS NOT NULL AND $8::text[] IS NOT NULL`;
