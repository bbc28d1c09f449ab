import { beforeAll, describe, expect, it } from "vitest";
import { cast } from "../testing/cast";
import { onPostgres, useDatabase } from "../testing/database";
import { newId } from "../values/id";
import { database, db, isDatabaseDown, isTaken, sql, transaction } from "./db";

// The same expectations on the embedded database and on a PostgreSQL server: the product knows no difference.
useDatabase();

let workspaceId: string;
beforeAll(async () => {
  workspaceId = (await cast()).workspace.id;
});

const company = (name: string, more: object = {}) => db().company.create({ data: { workspaceId, name, nameKey: name.toLowerCase(), ...more } });
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: { code?: string }) => error.code,
  );

describe("the database", () => {
  it("is the one these tests are meant to run on", () => {
    expect(database().kind).toBe(onPostgres ? "postgres" : "embedded");
  });

  it("gives back every type as it was", async () => {
    const at = new Date("2026-03-29T01:30:00.123Z");
    const tagIds = [newId(), newId()];
    const fields = { list: [1, null, "x"], deep: { number: 1.5 }, "quote'": 'a "b" \\ c' };
    const contact = { workspaceId, name: 'Zoë "Ünï" \\ 日本 😀', nameKey: "zoë", lastSeenAt: at, tagIds, fields };
    const { id } = await db().contact.create({ data: contact });
    expect(await db().contact.findUnique({ where: { id } })).toMatchObject(contact);
    const activity = { id: newId(), workspaceId, type: "LINK" as const, action: "x", actor: "y", seq: 9007199254740993n, hash: new Uint8Array([0, 255, 10]) };
    await db().activity.create({ data: activity });
    expect(await db().activity.findUnique({ where: { id: activity.id } })).toMatchObject(activity);
  });

  it("keeps no plan for a comparison with a long list: it would be one for workspaces of any size", async () => {
    const kept = (values: number) =>
      transaction(async (tx) => {
        await tx.company.findMany({ where: { workspaceId, name: { in: Array.from({ length: values }, (_, i) => `list ${i}`) } } });
        const like = `%"name" IN (%$${values + 1})%`;
        return (await tx.$queryRaw<object[]>`SELECT name FROM pg_prepared_statements WHERE statement LIKE ${like}`).length;
      });
    expect([await kept(10), await kept(100)]).toEqual([1, 0]);
  });

  it("refuses what is taken, and what points to nobody", async () => {
    await company("One", { domain: "taken.example" });
    const error = await company("Two", { domain: "taken.example" }).catch((e: unknown) => e);
    expect(isTaken(error)).toBe(true);
    expect(isTaken(await sql('INSERT INTO "Chore" (name) VALUES ($1), ($1)', ["twice"]).catch((e: unknown) => e))).toBe(true);
    expect(await codeOf(db().contact.create({ data: { workspaceId, companyId: newId(), name: "a", nameKey: "a" } }))).toBe("P2003");
    expect(await codeOf(db().contact.delete({ where: { id: newId() } }))).toBe("P2025");
  });

  it("refuses a NUL byte and a syntax error without falling over", async () => {
    expect(await codeOf(sql("SELECT $1::text", ["a\0b"]))).toBe("22021");
    expect(await codeOf(sql("SELEC 1", []))).toBe("42601");
    expect(await sql("SELECT 1 AS one", [])).toEqual([{ one: 1 }]);
  });

  it("does a transaction whole or not at all", async () => {
    const failing = transaction(async (tx) => {
      await tx.company.create({ data: { workspaceId, name: "Undone", nameKey: "undone" } });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await db().company.count({ where: { workspaceId, nameKey: "undone" } })).toBe(0);
    await transaction((tx) => tx.company.create({ data: { workspaceId, name: "Done", nameKey: "done" } }));
    expect(await db().company.count({ where: { workspaceId, nameKey: "done" } })).toBe(1);
  });

  it("undoes a transaction in which something failed, even when nobody noticed", async () => {
    const work = db().$transaction(async (tx) => {
      await tx.company.create({ data: { workspaceId, name: "Lost", nameKey: "lost", domain: "lost.example" } });
      await tx.$queryRaw`SELECT 1 / 0`.catch(() => undefined);
      await tx.company.count({ where: { workspaceId } });
    });
    await expect(work).rejects.toThrow();
    expect(await db().company.count({ where: { workspaceId, nameKey: "lost" } })).toBe(0);
  });

  it("ends a transaction that takes too long, and goes on", async () => {
    const slow = db().$transaction(
      async (tx) => {
        await new Promise((later) => setTimeout(later, 500));
        await tx.company.count({ where: { workspaceId } });
      },
      { timeout: 200 },
    );
    await expect(slow).rejects.toMatchObject({ code: "P2028" });
    expect(await db().company.count({ where: { workspaceId, nameKey: "nobody" } })).toBe(0);
  });

  it("counts right when a hundred count at once", async () => {
    await db().rateLimit.create({ data: { key: "many", count: 0, expiresAt: new Date() } });
    const add = () =>
      transaction(async (tx) => {
        const [row] = await tx.$queryRaw<{ count: number }[]>`SELECT count FROM "RateLimit" WHERE key = 'many' FOR UPDATE`;
        await tx.rateLimit.update({ where: { key: "many" }, data: { count: row!.count + 1 } });
      });
    await Promise.all(Array.from({ length: 100 }, add));
    expect((await db().rateLimit.findUniqueOrThrow({ where: { key: "many" } })).count).toBe(100);
  });

  it("lets one of many win a conditional update", async () => {
    await db().chore.create({ data: { name: "race" } });
    const claim = () => sql(`UPDATE "Chore" SET "claimedUntil" = now() WHERE name = 'race' AND "claimedUntil" IS NULL RETURNING name`, []);
    const won = (await Promise.all(Array.from({ length: 20 }, claim))).filter((rows) => rows.length === 1);
    expect(won).toHaveLength(1);
  });

  it("knows upserts, skipped duplicates, isolation levels, advisory locks and skipped locks", async () => {
    const upsert = () => db().chore.upsert({ where: { name: "up" }, create: { name: "up" }, update: { lastProblem: "again" } });
    await upsert();
    expect((await upsert()).lastProblem).toBe("again");
    expect((await db().chore.createMany({ data: [{ name: "up" }, { name: "new" }], skipDuplicates: true })).count).toBe(1);
    const level = await db().$transaction((tx) => tx.$queryRaw`SHOW transaction_isolation`, { isolationLevel: "Serializable" });
    expect(level).toEqual([{ transaction_isolation: "serializable" }]);
    const locks = await transaction(
      (tx) =>
        tx.$queryRaw`SELECT pg_try_advisory_xact_lock(42) AS got, (SELECT count(*)::int FROM (SELECT 1 FROM "Chore" WHERE name = 'up' FOR UPDATE SKIP LOCKED) AS free) AS free`,
    );
    expect(locks).toEqual([{ got: true, free: 1 }]);
  });

  it("finds parts of words through an index, whatever the accents", async () => {
    await db().contact.createMany({
      data: Array.from({ length: 3_000 }, (_, i) => ({
        workspaceId,
        name: `Person ${i}`,
        nameKey: `person ${i}`,
        search: `person ${i} ${"abcdefghij"[i % 10]}son`,
      })),
    });
    await sql('ANALYZE "Contact"', []);
    const plan = await transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`; // the table is small
      return tx.$queryRaw`EXPLAIN SELECT id FROM "Contact" WHERE search LIKE '%2999 j%'`;
    });
    expect(JSON.stringify(plan)).toContain("Contact_find");
    expect(await sql("SELECT unaccent('Zoë Ünï') AS plain, similarity('anderson', 'andersen') > 0.4 AS alike", [])).toEqual([
      { plain: "Zoe Uni", alike: true },
    ]);
  });

  it("sorts alike where the order is asked for by code point", async () => {
    const rows = await sql<{ name: string }>(`SELECT name FROM unnest(ARRAY['b', 'É', 'a', 'B', 'z', '_']) AS t(name) ORDER BY name COLLATE "C"`, []);
    expect(rows.map(({ name }) => name)).toEqual(["B", "_", "a", "b", "z", "É"]);
  });

  it("says what is nobody's mistake: away, going down, full", () => {
    for (const code of ["ECONNREFUSED", "57P01", "57P03", "53300", "53100", "25006"]) expect(isDatabaseDown({ code })).toBe(true);
    for (const code of ["23505", "22021", "P2002", "42601"]) expect(isDatabaseDown({ code })).toBe(false);
  });
});
