import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMANDS } from "@/scripts/cli/commands";
import { entry } from "../activity";
import { db, sql } from "../plumbing/db";
import { useEnv } from "../plumbing/env";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { newId } from "../values/id";
import { MINUTE_MS } from "../values/time";
import { allow } from "../viewer";
import * as archive from "./archive";
import * as part from "./part";
import { problemSentence, sealDue, verifyActivity } from "./seal";

useDatabase();

const NOW = new Date("2026-11-21T12:00:00Z");
/** However slow the machine is. */
const archiveDue = (now: Date) => archive.archiveDue(now, MINUTE_MS);

let c: Cast;
beforeEach(async () => {
  useEnv({ ACTIVITY_MONTHS: "2" });
  for (const table of ["Activity", "ActivityArchive", "ActivityChain"]) await sql(`DELETE FROM "${table}"`, []);
  c = await cast();
});
afterEach(() => useEnv({}));

/** Sealed entries of these moments, in order of time. */
async function sealed(moments: (string | Date)[], of: Cast = c): Promise<void> {
  const by = allow(of.staff.agent, "contacts.edit");
  const changes = { name: ["Ada", "Ada “é” 🚣\n\u2028"], note: [null, 1.5e300] } as Record<string, [string | null, string | number]>;
  const rows = moments.map((at) => ({
    ...entry(by, "contact.changed", { contactId: of.ada.contactId }, { changes }),
    ...{ id: newId(), at: new Date(at) },
  }));
  await db().activity.createMany({ data: rows });
  await sealDue(NOW);
}
const every = (from: string, to: string, count: number): Date[] => {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return Array.from({ length: count }, (_, i) => new Date(start + ((end - start) / count) * i));
};
const inTable = async (of: Cast = c) =>
  (await sql<{ seq: string }>(`SELECT seq FROM "Activity" WHERE "workspaceId" = $1::uuid ORDER BY seq`, [of.workspace.id])).map(({ seq }) => Number(seq));
const parts = async (of: Cast = c) =>
  (await db().activityArchive.findMany({ where: { workspaceId: of.workspace.id }, orderBy: { firstSeq: "asc" } })).map(
    ({ firstAt, firstSeq, lastSeq, count }) => `${firstAt.toISOString().slice(0, 7)}: ${firstSeq}–${lastSeq}, ${count}`,
  );
const found = async (of: Cast = c) => (await verifyActivity(of.workspace.id)).problems.map(({ kind, seq, count }) => `${kind} ${seq} ${count}`);

describe("archiving", () => {
  it("moves whole months that are old enough, each into parts of its own, and leaves the rest", async () => {
    await sealed([
      ...every("2026-07-30", "2026-08-01", 3),
      ...every("2026-08-01", "2026-09-01", 4),
      ...["2026-08-31T23:59:59.999Z", "2026-09-01T00:00:00.000Z", "2026-11-01"],
    ]);
    expect(await archiveDue(NOW)).toBe(8);
    expect(await parts()).toEqual(["2026-07: 1–3, 3", "2026-08: 4–8, 5"]);
    expect(await inTable()).toEqual([9, 10]);
    expect(await archiveDue(NOW)).toBe(0);
    expect(await archiveDue(new Date("2026-12-01T00:00:00Z"))).toBe(1);
    expect(await parts()).toEqual(["2026-07: 1–3, 3", "2026-08: 4–8, 5", "2026-09: 9–9, 1"]);
    expect(await verifyActivity(c.workspace.id)).toEqual({ sealed: 10, waiting: 0, problems: [] });
  });

  it("keeps every entry exactly as it was", async () => {
    await sealed(every("2026-01-01", "2026-01-02", 20));
    const columns = `SELECT * FROM "Activity" WHERE "workspaceId" = $1::uuid ORDER BY seq`;
    const before = await sql<object>(columns, [c.workspace.id]);
    await archiveDue(NOW);
    const [moved] = await db().activityArchive.findMany();
    expect(await part.unpack(c.workspace.id, moved!.entries)).toEqual(before);
  });

  it("keeps months in order where clocks differed: nothing is left behind, nothing is out of its place", async () => {
    await sealed(["2026-08-31T23:58:00Z", "2026-09-01T00:02:00Z"]);
    await sealed(["2026-08-31T23:59:00Z", "2026-09-01T00:03:00Z"]);
    expect(await archiveDue(new Date("2026-11-30"))).toBe(1);
    expect(await archiveDue(new Date("2026-12-01"))).toBe(3);
    expect(await parts()).toEqual(["2026-08: 1–1, 1", "2026-08: 2–4, 3"]);
    expect(await found()).toEqual([]);
  });

  it("leaves what is not sealed, and what was put there by somebody else", async () => {
    await sealed(every("2026-01-01", "2026-01-02", 3));
    await sql(`UPDATE "ActivityChain" SET at = now()`, []);
    await sealed(["2026-01-01"]);
    expect(await archiveDue(NOW)).toBe(3);
    expect(await found()).toEqual(["inserted null 1"]);
  });

  it("moves nothing when an entry goes away meanwhile, and says so", async () => {
    await sealed(every("2026-01-01", "2026-01-02", 3));
    const pack = part.pack;
    vi.spyOn(part, "pack").mockImplementationOnce(async (rows) => {
      await db().activity.delete({ where: { id: rows[1]!.id } });
      return pack(rows);
    });
    await expect(archiveDue(NOW)).rejects.toThrow("Of 3 entries to archive 2 were there");
    expect(await parts()).toEqual([]);
    expect(await inTable()).toEqual([1, 3]);
  });

  it("makes parts of a size that one process can hold, and of a long log several in a turn", async () => {
    await sealed(every("2026-01-01", "2026-01-20", 2_200));
    expect(await archiveDue(NOW)).toBe(2_200);
    expect(await parts()).toEqual(["2026-01: 1–2000, 2000", "2026-01: 2001–2200, 200"]);
    expect(await verifyActivity(c.workspace.id)).toEqual({ sealed: 2_200, waiting: 0, problems: [] });
  });

  it("takes each workspace in its turn, and mixes none up", async () => {
    const other = await cast("desk");
    await sealed(every("2026-01-01", "2026-01-20", 5));
    await sealed(every("2026-01-01", "2026-03-01", 7), other);
    expect(await archiveDue(NOW)).toBe(12);
    expect(await parts(other)).toEqual(["2026-01: 1–4, 4", "2026-02: 5–7, 3"]);
    const [mine, ...theirs] = await db().activityArchive.findMany({ orderBy: { createdAt: "asc" } });
    expect([mine, ...theirs].slice(0, 2).map((part) => part!.workspaceId)).toEqual(expect.arrayContaining([c.workspace.id, other.workspace.id]));
    await sql(`UPDATE "ActivityArchive" SET entries = $1 WHERE "workspaceId" = $2::uuid`, [
      (await db().activityArchive.findFirstOrThrow({ where: { workspaceId: other.workspace.id } })).entries,
      c.workspace.id,
    ]);
    expect(await found()).not.toEqual([]);
    expect(await found(other)).toEqual([]);
  });

  it("by several processes at once moves everything once", async () => {
    await sealed(every("2026-01-01", "2026-06-01", 300));
    const moved = await Promise.all([archiveDue(NOW), archiveDue(NOW), archiveDue(NOW)]);
    expect(moved.reduce((sum, n) => sum + n)).toBe(300);
    expect(await inTable()).toEqual([]);
    expect(await verifyActivity(c.workspace.id)).toEqual({ sealed: 300, waiting: 0, problems: [] });
  });

  it("that breaks off in the middle has moved nothing, goes on later, and keeps no other workspace waiting", async () => {
    await sealed(every("2026-01-01", "2026-02-01", 10));
    const [row] = await sql<{ id: string }>(`SELECT id FROM "Activity" WHERE seq = 7`, []);
    await sql(`CREATE TABLE held (id uuid REFERENCES "Activity" (id))`, []);
    await sql(`INSERT INTO held VALUES ($1::uuid)`, [row!.id]);
    const other = await cast("desk");
    await sealed(every("2026-01-01", "2026-03-01", 7), other);
    await expect(archiveDue(NOW)).rejects.toThrow();
    expect(await parts(other)).toHaveLength(2);
    expect(await parts()).toEqual([]);
    expect(await inTable()).toHaveLength(10);
    expect(await found()).toEqual([]);
    await sql("DROP TABLE held", []);
    expect(await archiveDue(NOW)).toBe(10);
    expect(await found()).toEqual([]);
  });

  it("stops after a turn, and goes on with the next", async () => {
    await sealed(every("2026-01-01", "2026-04-01", 9));
    const moved = [await archive.archiveDue(NOW, -1), await archive.archiveDue(NOW, -1), await archive.archiveDue(NOW, -1), await archive.archiveDue(NOW, -1)];
    expect(moved).toEqual([4, 2, 3, 0]);
  });

  it("is a setting: 24 months without one, and none with 0", async () => {
    await sealed(["2024-10-31T23:59:59Z", "2024-11-01", "2026-01-01"]);
    useEnv({ ACTIVITY_MONTHS: "0" });
    expect(await archiveDue(NOW)).toBe(0);
    useEnv({});
    expect(await archiveDue(NOW)).toBe(1);
    useEnv({ ACTIVITY_MONTHS: "1" });
    expect(await archiveDue(NOW)).toBe(2);
  });
});

describe("the check", () => {
  beforeEach(async () => {
    await sealed([...every("2026-01-01", "2026-01-20", 6), ...every("2026-02-01", "2026-02-20", 6), ...every("2026-11-01", "2026-11-20", 6)]);
    await archiveDue(NOW);
    expect(await parts()).toEqual(["2026-01: 1–6, 6", "2026-02: 7–12, 6"]);
    expect(await found()).toEqual([]);
  });

  const place = (seq: number) => ({ workspaceId_firstSeq: { workspaceId: c.workspace.id, firstSeq: BigInt(seq) } });
  async function rewrite(seq: number, work: (lines: string[]) => string[]): Promise<void> {
    const { entries } = await db().activityArchive.findUniqueOrThrow({ where: place(seq) });
    const lines = gunzipSync(entries).toString().trim().split("\n");
    await db().activityArchive.update({ where: place(seq), data: { entries: Uint8Array.from(gzipSync(`${work(lines).join("\n")}\n`)) } });
  }
  const changed = (line: string, with_: object) => JSON.stringify({ ...JSON.parse(line), ...with_ });

  it.each([
    ["what it says", { data: {} }],
    ["who did it", { staffId: null }],
    ["when", { at: "2026-02-10T00:00:00.001Z" }],
    ["from where", { ip: "198.51.100.1" }],
    ["the result", { ok: false }],
    ["its id", { id: newId() }],
  ])("finds a changed entry of the archive: %s", async (_, with_) => {
    await rewrite(7, (lines) => lines.map((line, i) => (i === 2 ? changed(line, with_) : line)));
    expect((await found()).filter((problem) => !problem.startsWith("part"))).toEqual(["changed 9 1"]);
  });

  it("finds removed entries: in a part, at its ends, a whole part, the last part, and all of them", async () => {
    await rewrite(7, ([, second, , ...rest]) => [second!, ...rest.slice(0, -1)]);
    expect(await found()).toEqual(["part 7 6", "removed 7 1", "removed 9 1", "removed 12 1"]);
    await db().activityArchive.delete({ where: place(7) });
    expect(await found()).toEqual(["removed 7 6"]);
    await db().activityArchive.deleteMany();
    expect(await found()).toEqual(["removed 1 12"]);
    await db().activity.deleteMany();
    expect(await found()).toEqual(["removed 1 18"]);
  });

  it("finds an inserted entry: in a part, as a part, and one in the table that is archived already", async () => {
    const columns = `"workspaceId", "firstSeq", "lastSeq", "firstAt", "lastAt", count, marks, entries`;
    await sql(
      `INSERT INTO "ActivityArchive" (${columns}) SELECT "workspaceId", 99, "lastSeq", "firstAt", "lastAt", count, marks, entries FROM "ActivityArchive" WHERE "firstSeq" = 7`,
      [],
    );
    expect(await found()).toEqual(["part 99 6", ...[7, 8, 9, 10, 11, 12].map((seq) => `inserted ${seq} 1`)]);
    await db().activityArchive.delete({ where: place(99) });
    await rewrite(1, (lines) => [...lines, lines[2]!]);
    expect(await found()).toContain("inserted 3 1");
    await rewrite(1, (lines) => lines.slice(0, -1));
    expect(await found()).toEqual([]);
    await sql(
      `INSERT INTO "Activity" (id, "workspaceId", at, type, action, actor, data, seq, hash) SELECT $1::uuid, "workspaceId", at, type, action, actor, data, 5, hash FROM "Activity" WHERE seq = 15`,
      [newId()],
    );
    expect(await found()).toEqual(["inserted 5 1"]);
  });

  it("finds a part that can't be read, and a label that hides what is in one", async () => {
    await sql(`UPDATE "ActivityArchive" SET marks = '{}' WHERE "firstSeq" = 1`, []);
    await sql(`UPDATE "ActivityArchive" SET "lastAt" = "firstAt" WHERE "firstSeq" = 7`, []);
    expect(await found()).toEqual(["part 1 6", "part 7 6"]);
    await db().activityArchive.update({ where: place(1), data: { entries: Uint8Array.from([1, 2, 3]) } });
    expect(await found()).toEqual(["part 1 6", "part 7 6"]);
    await db().activityArchive.update({ where: place(1), data: { entries: Uint8Array.from(gzipSync("nonsense\n")) } });
    expect(await found()).toEqual(["part 1 6", "part 7 6"]);
    expect((await verifyActivity(c.workspace.id)).problems.map(problemSentence)[0]).toBe(
      "The part of the archive from entry 1 on (2026-01-01T00:00:00.000Z) can't be read, or its label was changed.",
    );
    expect(await COMMANDS["activity:verify"]!.run([c.workspace.slug])).toBe("The log is not as Foyer wrote it.");
  });

  it("finds nothing where there is nothing, also while entries move", async () => {
    await sealed(every("2026-11-20T01:00:00Z", "2026-11-20T23:00:00Z", 2_400));
    const later = new Date("2027-03-01");
    const [first, , second] = await Promise.all([verifyActivity(c.workspace.id), archiveDue(later), verifyActivity(c.workspace.id)]);
    expect([first, second]).toEqual([first, first]);
    expect(first).toEqual({ sealed: 2_418, waiting: 0, problems: [] });
    expect(await inTable()).toEqual([]);
  });
});
