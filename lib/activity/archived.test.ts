import { beforeEach, describe, expect, it } from "vitest";
import { entry } from "../activity";
import { timelineOf } from "../contacts/timeline";
import { db, sql } from "../plumbing/db";
import { type Cast, cast, type Person } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { newId } from "../values/id";
import { after, MINUTE_MS } from "../values/time";
import { allow, type Staff } from "../viewer";
import * as archive from "./archive";
import { type ActivityEntry, type ActivityFilter, type ActivityPage, type Cursors, countNewer, cursorOf, exportActivity, listActivity } from "./list";
import { sealDue } from "./seal";

useDatabase();

const NOW = new Date("2026-11-21T12:00:00Z");
/** However slow the machine is. */
const archiveDue = (now: Date) => archive.archiveDue(now, MINUTE_MS);
const YEARS_AGO = Date.parse("2023-01-01");
const NOW_AND_THEN_MS = 4_321 * MINUTE_MS;

let c: Cast;
beforeEach(async () => {
  for (const table of ["Activity", "ActivityArchive", "ActivityChain"]) await sql(`DELETE FROM "${table}"`, []);
  c = await cast("club", { timeZone: "Europe/Berlin" });
});

const did = (at: Date, staff: Staff, on: Person) => ({ ...entry(allow(staff, "contacts.read"), "contact.created", { contactId: on.contactId }, {}), at });

/** Four years of entries, some at the same moment, by two of staff, on two contacts and of two types. */
async function years(of: Cast = c, count = 500): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => {
    const at = new Date(YEARS_AGO + Math.floor(i / 3) * 3 * NOW_AND_THEN_MS * (500 / count));
    if (i % 50 === 7) return { ...entry(allow(of.staff.agent, "contacts.read"), "access.denied", { ok: false }, { permission: "x", path: "/x" }), at };
    return did(at, i % 5 ? of.staff.agent : of.staff.admin, i % 4 ? of.ada : of.dora);
  });
  await db().activity.createMany({ data: rows });
  await sealDue(NOW);
}

/** As it is read, whether archived or not. */
const plain = (entries: ActivityEntry[]) => entries.map(({ archived: _, ...rest }) => rest);

async function pages(read: (cursors: Cursors) => Promise<ActivityPage>) {
  const found = [await read({})];
  while (found.at(-1)!.older) found.push(await read({ older: found.at(-1)!.older }));
  const back = [found.at(-1)!];
  while (back[0]!.newer) back.unshift(await read({ newer: back[0]!.newer }));
  expect(plain(back.flatMap(({ entries }) => entries)).slice(-400)).toEqual(plain(found.flatMap(({ entries }) => entries)).slice(-400));
  return found;
}
const whole = async (filter: ActivityFilter, who = c.staff.viewer) =>
  plain((await pages((cursors) => listActivity(who, filter, cursors))).flatMap(({ entries }) => entries));

async function exported(filter: ActivityFilter): Promise<string> {
  let text = "";
  for await (const piece of await exportActivity(c.staff.owner, filter)) text += piece;
  return text;
}

describe("the log", () => {
  it("reads the same before and after its old months were archived, whatever is asked for, forth and back", async () => {
    const filters: ActivityFilter[] = [
      {},
      ...[{ type: "SECURITY" as const }, { staffId: c.staff.admin.staffId }, { staffId: c.staff.agent.staffId, type: "SECURITY" as const }],
      ...[{ contactId: c.dora.contactId }, { contactId: c.cleo.contactId }, { from: "2023-05-01", to: "2023-05-31" }],
      ...[{ from: "2024-10-01", to: "2024-12-31" }, { to: "2022-12-31" }, { from: "2024-10-31", contactId: c.ada.contactId }],
    ];
    await years();
    const before = [];
    for (const filter of filters) before.push(await whole(filter));
    expect(before.map(({ length }) => length)).toEqual([500, 10, 100, 10, 125, 0, 9, 33, 0, 202]);
    expect(await archiveDue(NOW)).toBeGreaterThan(200);
    for (const [i, filter] of filters.entries()) expect(await whole(filter)).toEqual(before[i]);
  });

  it("says which entries come from the archive", async () => {
    await years();
    const moved = await archiveDue(NOW);
    const all = (await pages((cursors) => listActivity(c.staff.viewer, {}, cursors))).flatMap(({ entries }) => entries);
    expect(all.filter(({ archived }) => archived)).toEqual(all.slice(-moved));
  });

  it("is exported with its archive, the same as before, also where a part is longer than a piece", async () => {
    await years(c, 2_500);
    const filters = [{ type: "CONTACT" as const }, { contactId: c.ada.contactId, to: "2024-02-29" }];
    const before = [await exported(filters[0]!), await exported(filters[1]!)];
    expect(await archiveDue(NOW)).toBeGreaterThan(1_000);
    expect([await exported(filters[0]!), await exported(filters[1]!)]).toEqual(before);
  });

  it("counts what is new without opening anything old", async () => {
    await years();
    await archiveDue(NOW);
    const top = (await listActivity(c.staff.viewer)).entries[0]!;
    await sql(`UPDATE "ActivityArchive" SET entries = '\\x00'`, []);
    expect(await countNewer(c.staff.viewer, {}, cursorOf(top))).toBe(0);
    expect((await listActivity(c.staff.viewer)).entries).toHaveLength(50);
    expect((await listActivity(c.staff.viewer, { contactId: c.cleo.contactId })).entries).toEqual([]);
    await expect(listActivity(c.staff.viewer, { to: "2023-12-31" })).rejects.toThrow();
  });

  it("of another workspace is not found in the archive either", async () => {
    const other = await cast("desk");
    await years(other, 100);
    await archiveDue(NOW);
    expect(await db().activityArchive.count()).toBeGreaterThan(0);
    for (const filter of [{}, { contactId: other.ada.contactId }, { to: "2024-01-01" }])
      expect((await listActivity(c.staff.owner, filter)).entries).toEqual([]);
    expect((await listActivity(other.staff.owner, { to: "2023-12-31" })).entries).not.toEqual([]);
  });

  it("still tells the story of a contact that was deleted, in the archive as in the table", async () => {
    await db().activity.createMany({ data: [did(new Date("2023-02-03"), c.staff.agent, c.dora)] });
    await sealDue(NOW);
    await archiveDue(NOW);
    await db().contact.delete({ where: { id: c.dora.contactId } });
    expect((await listActivity(c.staff.viewer)).entries.map(({ sentence }) => sentence)).toEqual(["agent added a contact that was deleted."]);
  });
});

describe("a contact's timeline", () => {
  it("goes on in the archive, with what became part of them by a merge long ago", async () => {
    const merged = { contactId: newId(), addressId: newId(), email: "old@example.com", name: "Adela" };
    const by = allow(c.staff.agent, "contacts.edit");
    const merge = entry(by, "contact.merged", { contactId: c.ada.contactId }, { other: merged.name, otherId: merged.contactId });
    await db().activity.createMany({
      data: [
        ...[
          did(new Date("2023-01-01"), c.staff.agent, merged),
          did(new Date("2023-01-02"), c.staff.agent, c.ada),
          did(new Date("2023-01-03"), c.staff.agent, c.dora),
        ],
        { ...merge, at: new Date("2023-02-02") },
        did(after(-MINUTE_MS, NOW), c.staff.admin, c.ada),
      ],
    });
    await sealDue(NOW);
    const read = async () => (await timelineOf(c.staff.viewer, c.ada.contactId)).entries;
    const before = await read();
    expect(before.map(({ sentence }) => sentence)).toEqual(["admin added Ada.", "agent merged Adela into Ada.", "agent added Ada.", "agent added Adela."]);
    expect(await archiveDue(NOW)).toBe(4);
    expect(plain(await read())).toEqual(plain(before));
  });
});
