import { parse } from "csv-parse/sync";
import { beforeEach, describe, expect, it } from "vitest";
import { Role } from "@/prisma/generated/enums";
import { entry, record } from "../activity";
import { db, sql, transaction } from "../plumbing/db";
import { type Cast, cast, type Person } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { newId } from "../values/id";
import { ago, DAY_MS } from "../values/time";
import { allow, NotAllowed, type Staff } from "../viewer";
import { type ActivityFilter, activityFilter, activityStaff, countNewer, cursorOf, exportActivity, listActivity } from "./list";

useDatabase();

let c: Cast;
beforeEach(async () => {
  await sql(`DELETE FROM "Activity"`, []);
  c = await cast("club", { timeZone: "Europe/Berlin" });
});

const by = (staff: Staff) => allow(staff, "contacts.read");
const viewer = () => c.staff.viewer;
const added = (staff: Staff, on: Person) => transaction((tx) => record(tx, by(staff), "contact.created", { contactId: on.contactId }, {}));
const sentences = async (filter: ActivityFilter = {}, pages = {}) => (await listActivity(viewer(), filter, pages)).entries.map((e) => e.sentence);

/** Entries of these moments, the first the oldest. */
async function at(...moments: (Date | string)[]): Promise<string[]> {
  const rows = moments.map((when) => ({
    ...entry(by(c.staff.agent), "contact.created", { contactId: c.ada.contactId }, {}),
    id: newId(),
    at: new Date(when),
  }));
  await db().activity.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

async function whole(filter: ActivityFilter = {}, who = c.staff.admin): Promise<string[][]> {
  let text = "";
  for await (const piece of await exportActivity(who, filter)) text += piece;
  return parse(text, { bom: true }) as string[][];
}

describe("the list", () => {
  it("tells who did what to whom, the newest first", async () => {
    await added(c.staff.agent, c.ada);
    await transaction((tx) => record(tx, by(c.staff.owner), "staff.invited", {}, { email: "new@example.com", role: "agent" }));
    expect(await sentences()).toEqual(["owner invited new@example.com as agent.", "agent added Ada."]);
  });

  it("shows nothing of another workspace, whatever is asked", async () => {
    const other = await cast("desk");
    await added(c.staff.agent, c.ada);
    const theirs = other.staff.owner;
    for (const filter of [{}, { contactId: c.ada.contactId }, { staffId: c.staff.agent.staffId }])
      expect((await listActivity(theirs, filter)).entries).toEqual([]);
    expect(await activityFilter(theirs, { contact: "ada@example.com" })).toEqual({ contactId: other.ada.contactId });
    expect((await activityStaff(theirs)).map(({ id }) => id)).not.toContain(c.staff.agent.staffId);
  });

  it("still tells the story of a contact and of a colleague who are gone", async () => {
    await added(c.staff.agent, c.dora);
    await db().contact.delete({ where: { id: c.dora.contactId } });
    expect(await sentences()).toEqual(["agent added a contact that was deleted."]);
    await db().staff.update({ where: { id: c.staff.agent.staffId }, data: { removedAt: new Date() } });
    expect((await activityStaff(viewer())).at(-1)).toMatchObject({ name: "agent", left: true });
  });

  it("narrows by type, contact and staff", async () => {
    await added(c.staff.agent, c.ada);
    await added(c.staff.admin, c.dora);
    await transaction((tx) => record(tx, by(c.staff.viewer), "access.denied", { ok: false }, { permission: "links.send", path: "/x" }));
    expect(await sentences({ type: "SECURITY" })).toEqual(["viewer tried something they may not do (links.send)."]);
    expect(await sentences({ contactId: c.dora.contactId })).toEqual(["admin added Dora."]);
    expect(await sentences({ staffId: c.staff.agent.staffId })).toEqual(["agent added Ada."]);
    expect(await sentences({ type: "CONTACT", staffId: c.staff.viewer.staffId })).toEqual([]);
  });

  it("narrows by days of the workspace's own calendar, both included", async () => {
    const [before, first, last, after] = await at("2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z");
    const ids = async (filter: ActivityFilter) => (await listActivity(viewer(), filter)).entries.map(({ id }) => id);
    expect(await ids({ from: "2026-03-29", to: "2026-03-29" })).toEqual([last, first]);
    expect(await ids({ to: "2026-03-28" })).toEqual([before]);
    expect(await ids({ from: "2026-03-30" })).toEqual([after]);
  });
});

describe("pages", () => {
  it("lead through everything and back without a gap or a double, also where many happened at once", async () => {
    const moment = ago(DAY_MS);
    const ids = (await at(...Array.from({ length: 123 }, (_, i) => (i < 60 ? moment : ago(DAY_MS - i * 1000))))).toReversed();
    const all = (await sql<{ id: string }>(`SELECT id FROM "Activity" ORDER BY at DESC, id DESC`, [])).map(({ id }) => id);
    expect(new Set(all)).toEqual(new Set(ids));
    const first = await listActivity(viewer());
    const second = await listActivity(viewer(), {}, { older: first.older });
    const third = await listActivity(viewer(), {}, { older: second.older });
    expect([...first.entries, ...second.entries, ...third.entries].map(({ id }) => id)).toEqual(all);
    expect([first.newer, third.older]).toEqual([null, null]);
    const back = await listActivity(viewer(), {}, { newer: third.newer });
    expect(back.entries).toEqual(second.entries);
    const top = await listActivity(viewer(), {}, { newer: back.newer });
    expect(top.entries).toEqual(first.entries);
    expect(top.newer).toBeNull();
  });

  it("a cursor that makes no sense is the first page", async () => {
    await at(ago(DAY_MS));
    for (const older of ["", "x", "1.2", ["a", "b"], { at: 1 }, "9".repeat(400), `99999999999999999.${newId()}`, undefined])
      expect((await listActivity(viewer(), {}, { older })).entries).toHaveLength(1);
  });

  it("counts what came since, under the same filter, at most 99", async () => {
    await added(c.staff.agent, c.ada);
    const since = cursorOf((await listActivity(viewer())).entries[0]!);
    expect(await countNewer(viewer(), {}, since)).toBe(0);
    await added(c.staff.agent, c.dora);
    expect(await countNewer(viewer(), {}, since)).toBe(1);
    expect(await countNewer(viewer(), { contactId: c.ada.contactId }, since)).toBe(0);
    await at(...Array.from({ length: 120 }, () => new Date(Date.now() + 1000)));
    expect(await countNewer(viewer(), {}, since)).toBe(99);
  });
});

describe("what an address says", () => {
  it("becomes a filter as far as it makes sense", async () => {
    const typed = {
      type: "LINK",
      contact: " ADA@example.com ",
      staff: c.staff.agent.staffId,
      from: "2026-01-01",
      to: "2026-02-30",
      older: "x",
    };
    expect(await activityFilter(viewer(), typed)).toEqual({
      type: "LINK",
      contactId: c.ada.contactId,
      staffId: c.staff.agent.staffId,
      from: "2026-01-01",
    });
    expect(await activityFilter(viewer(), { contact: "adam@example.com" })).toEqual({ contactId: c.ada.contactId });
  });

  it("is not believed", async () => {
    const nonsense = { type: "constructor", staff: "'; DROP TABLE", from: "0000-00-00", to: ["2026-01-01", "x"] };
    expect(await activityFilter(viewer(), nonsense)).toEqual({});
    for (const contact of ["nobody@example.com", "'--", "x".repeat(10_000)])
      expect(await activityFilter(viewer(), { contact })).toEqual({ unknownContact: true });
  });
});

describe("the export", () => {
  it("holds exactly what the filter matches, as text that no spreadsheet runs, and is an entry itself", async () => {
    await transaction((tx) => record(tx, by(c.staff.agent), "contact.tagged", { contactId: c.ada.contactId }, { added: ["=HYPERLINK(1)"], removed: [] }));
    await transaction((tx) => record(tx, by(c.staff.agent), "link.asked", {}, { purpose: "portal_login", typed: "=1+1@example.com" }));
    await added(c.staff.admin, c.dora);
    const [header, ...lines] = await whole({ staffId: c.staff.agent.staffId });
    expect(header).toContain("What happened");
    expect(lines.map((line) => line[3])).toEqual(["'=1+1@example.com asked for a sign-in link.", "agent added =HYPERLINK(1) on Ada."]);
    expect(await sentences({ type: "SECURITY" })).toEqual(["admin exported the activity log."]);
  });

  it("is whole beyond one piece", async () => {
    await at(...Array.from({ length: 2_345 }, (_, i) => ago(DAY_MS + (i % 7) * 1000)));
    const lines = (await whole({ type: "CONTACT" })).slice(1);
    expect(lines).toHaveLength(2_345);
    expect(new Set(lines.map((line) => line.at(-1))).size).toBe(2_345);
  });

  it("is for owners and admins", async () => {
    for (const role of Object.values(Role)) {
      const taken = exportActivity(c.staff[role], {});
      if (role === "owner" || role === "admin") await taken;
      else await expect(taken).rejects.toThrow(NotAllowed);
    }
  });
});
