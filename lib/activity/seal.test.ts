import { beforeEach, describe, expect, it } from "vitest";
import { COMMANDS } from "@/scripts/cli/commands";
import { record } from "../activity";
import { db, sql, transaction } from "../plumbing/db";
import { useEnv } from "../plumbing/env";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { newId } from "../values/id";
import { after, DAY_MS, MINUTE_MS } from "../values/time";
import { allow } from "../viewer";
import { problemSentence, sealDue, verifyActivity } from "./seal";

useDatabase();

let c: Cast;
beforeEach(async () => {
  await sql(`DELETE FROM "Activity"`, []);
  await sql(`DELETE FROM "ActivityChain"`, []);
  c = await cast();
});

const OLD = "only-for-tests-only-for-tests-only-for-tests";
const LATER = () => after(MINUTE_MS);
const written = (count: number, of: Cast = c) =>
  transaction(async (tx) => {
    for (let i = 0; i < count; i++)
      await record(
        tx,
        allow(of.staff.agent, "contacts.edit"),
        "contact.changed",
        { contactId: of.ada.contactId },
        { changes: { name: ["Ada", `Ada ${i} “é” 🚣`], note: [null, 1.5] } },
      );
  });
const seqs = async (of: Cast = c) =>
  (await db().activity.findMany({ where: { workspaceId: of.workspace.id }, orderBy: [{ at: "asc" }, { id: "asc" }] })).map(({ seq }) => seq && Number(seq));
const change = (text: string, ...values: unknown[]) => sql(text, [c.workspace.id, ...values]);
const found = async () => (await verifyActivity(c.workspace.id)).problems.map(({ kind, seq, count }) => `${kind} ${seq} ${count}`);

describe("sealing", () => {
  it("gives every entry its place, in order, in each workspace from one on", async () => {
    const other = await cast("desk");
    await written(12);
    await written(3, other);
    expect(await sealDue(LATER())).toBe(15);
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await seqs(other)).toEqual([1, 2, 3]);
    await written(2);
    expect(await sealDue(LATER())).toBe(2);
    expect(await verifyActivity(c.workspace.id)).toEqual({ sealed: 14, waiting: 0, problems: [] });
  });

  it("waits until an entry has settled, so that none that commits late comes before it", async () => {
    const now = new Date();
    await written(2);
    expect(await sealDue(now)).toBe(0);
    expect(await verifyActivity(c.workspace.id)).toEqual({ sealed: 0, waiting: 2, problems: [] });
  });

  it("by several processes at once gives no place twice", async () => {
    for (let i = 0; i < 7; i++) await written(100);
    const sealed = await Promise.all([sealDue(LATER()), sealDue(LATER()), sealDue(LATER())]);
    expect(sealed.reduce((sum, n) => sum + n)).toBe(700);
    expect(await seqs()).toEqual(Array.from({ length: 700 }, (_, i) => i + 1));
    expect(await verifyActivity(c.workspace.id)).toMatchObject({ sealed: 700, problems: [] });
  });
});

describe("the check", () => {
  beforeEach(async () => {
    await written(10);
    await sealDue(LATER());
  });

  it.each([
    ["what it says", `UPDATE "Activity" SET data = '{"changes": {}}' WHERE "workspaceId" = $1::uuid AND seq = 4`],
    ["who did it", `UPDATE "Activity" SET "staffId" = NULL WHERE "workspaceId" = $1::uuid AND seq = 4`],
    ["when", `UPDATE "Activity" SET at = at + interval '1 ms' WHERE "workspaceId" = $1::uuid AND seq = 4`],
    ["from where", `UPDATE "Activity" SET ip = '198.51.100.1' WHERE "workspaceId" = $1::uuid AND seq = 4`],
    ["the result", `UPDATE "Activity" SET ok = NOT ok WHERE "workspaceId" = $1::uuid AND seq = 4`],
    ["its id", `UPDATE "Activity" SET id = gen_random_uuid() WHERE "workspaceId" = $1::uuid AND seq = 4`],
  ])("finds a changed entry: %s", async (_, statement) => {
    await change(statement);
    expect(await found()).toEqual(["changed 4 1"]);
  });

  it("finds removed entries: one, several, the first and the newest", async () => {
    await change(`DELETE FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq = ANY('{1, 4, 7, 8, 10}')`);
    expect(await found()).toEqual(["removed 1 1", "removed 4 1", "removed 7 2", "removed 10 1"]);
  });

  it("finds that the whole log is gone", async () => {
    await change(`DELETE FROM "Activity" WHERE "workspaceId" = $1::uuid`);
    expect(await found()).toEqual(["removed 1 10"]);
  });

  it("finds an inserted entry: at the end, in the middle, and one of long ago that waits to be sealed", async () => {
    const copy = (seq: string, at: string) =>
      change(
        `INSERT INTO "Activity" (id, "workspaceId", at, type, action, actor, data, seq, hash) SELECT $2::uuid, "workspaceId", ${at}, type, action, actor, data, ${seq}, hash FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq = 5`,
        newId(),
      );
    await copy("11", "at");
    expect(await found()).toEqual(["inserted 11 1"]);
    await change(`DELETE FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq = 11`);
    await change(`UPDATE "Activity" SET seq = seq + 1000 WHERE "workspaceId" = $1::uuid AND seq > 5`);
    await change(`UPDATE "Activity" SET seq = seq - 999 WHERE "workspaceId" = $1::uuid AND seq > 1000`);
    await copy("6", "at");
    expect((await found())[0]).toBe("changed 6 1");
    expect(await found()).toContain("inserted 11 1");
    await change(`DELETE FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq = 6`);
    await change(`UPDATE "Activity" SET seq = seq - 1 WHERE "workspaceId" = $1::uuid AND seq > 6 AND seq < 8`);
    for (const seq of [8, 9, 10, 11]) await change(`UPDATE "Activity" SET seq = seq - 1 WHERE "workspaceId" = $1::uuid AND seq = $2`, seq);
    expect(await found()).toEqual([]);
    await copy("NULL", `'${new Date(Date.now() - DAY_MS).toISOString()}'`);
    expect(await sealDue(LATER())).toBe(0);
    expect(await found()).toEqual(["inserted null 1"]);
  });

  it("finds entries that changed places, and a chain that was closed again without the secret", async () => {
    await change(`UPDATE "Activity" SET seq = 100 WHERE "workspaceId" = $1::uuid AND seq = 3`);
    await change(`UPDATE "Activity" SET seq = 3 WHERE "workspaceId" = $1::uuid AND seq = 4`);
    await change(`UPDATE "Activity" SET seq = 4 WHERE "workspaceId" = $1::uuid AND seq = 100`);
    expect(await found()).toEqual(["changed 3 1", "changed 4 1", "changed 5 1"]);
    await change(`UPDATE "Activity" SET hash = sha256(id::text::bytea) WHERE "workspaceId" = $1::uuid`);
    expect(await found()).toHaveLength(10);
  });

  it("goes on over a change of the secret, as long as the old one is kept", async () => {
    const AUTH_SECRET = "a-new-secret-a-new-secret-a-new-secret-1";
    useEnv({ AUTH_SECRET, AUTH_SECRET_PREVIOUS: OLD });
    await written(2);
    await sealDue(LATER());
    expect(await verifyActivity(c.workspace.id)).toMatchObject({ sealed: 12, problems: [] });
    useEnv({ AUTH_SECRET });
    expect((await found()).slice(0, 2)).toEqual(["changed 1 1", "changed 2 1"]);
    useEnv({});
  });

  it("is a command that names what it found and fails", async () => {
    expect(await COMMANDS["activity:verify"]!.run([c.workspace.slug])).toBeUndefined();
    await change(`DELETE FROM "Activity" WHERE "workspaceId" = $1::uuid AND seq = 4`);
    expect(await COMMANDS["activity:verify"]!.run([c.workspace.slug])).toBe("The log is not as Foyer wrote it.");
    expect(await COMMANDS["activity:verify"]!.run(["nobody"])).toBe("There is no workspace “nobody”.");
    expect((await verifyActivity(c.workspace.id)).problems.map(problemSentence)).toEqual(["Entry 4 is missing."]);
  });
});
