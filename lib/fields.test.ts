import { beforeEach, describe, expect, it } from "vitest";
import { changeContact, contactOf } from "./contacts/contact";
import { addField, listFields, removeField } from "./fields";
import { db } from "./plumbing/db";
import { type Cast, cast } from "./testing/cast";
import { useDatabase } from "./testing/database";

useDatabase();

let c: Cast;
beforeEach(async () => {
  c = await cast("club");
});
const admin = () => c.staff.admin;
const write = async (fields: Record<string, unknown>) =>
  changeContact(admin(), c.ada.contactId, {
    version: (await contactOf(admin(), c.ada.contactId))!.version,
    name: "Ada",
    phone: "",
    company: "",
    note: "",
    tags: "",
    fields,
  });
const written = async () => (await contactOf(admin(), c.ada.contactId))!.fields;

describe("fields of a workspace", () => {
  it("are texts, dates and choices, in the order they were added", async () => {
    expect(await addField(admin(), { label: " Customer  number ", kind: "text" })).toEqual({ ok: true, label: "Customer number" });
    await addField(admin(), { label: "Born", kind: "date" });
    await addField(admin(), { label: "Table", kind: "choice", choices: "Window\nDoor\n\nWindow" });
    expect(await listFields(c.staff.viewer)).toMatchObject([
      { key: "customer-number", kind: "text" },
      { key: "born", kind: "date" },
      { key: "table", kind: "choice", choices: ["Window", "Door"] },
    ]);
    expect(await db().activity.count({ where: { workspaceId: c.workspace.id, action: "settings.changed" } })).toBe(3);
  });

  it.each([
    [{ label: "", kind: "text" }, "label"],
    [{ label: "!!!", kind: "text" }, "label"],
    [{ label: "A", kind: "number" }, "kind"],
    [{ label: "A", kind: "choice", choices: "one" }, "choices"],
  ])("refuse %j", async (typed, reason) => {
    expect(await addField(admin(), typed)).toEqual({ ok: false, reason });
  });

  it("have a name of sixty characters and choices of as many; more is said, never cut (I13)", async () => {
    const [label, choice] = ["L".repeat(60), "C".repeat(60)];
    const tooLong = (field: string) => ({ ok: false, reason: "too_long", field, max: 60, length: 61 });
    expect(await addField(admin(), { label: `${label}L`, kind: "text" })).toEqual(tooLong("label"));
    expect(await addField(admin(), { label, kind: "choice", choices: `A\n${choice}C` })).toEqual(tooLong("choices"));
    expect(await addField(admin(), { label, kind: "choice", choices: `A\n${choice}` })).toEqual({ ok: true, label });
    expect(await listFields(admin())).toMatchObject([{ label, choices: ["A", choice] }]);
  });

  it("have one name each, also when two add it at once, and are twenty at most", async () => {
    const done = await Promise.all(["Born", "BORN", "born "].map((label) => addField(admin(), { label, kind: "date" })));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    for (let i = 1; i < 20; i++) await addField(admin(), { label: `F${i}`, kind: "text" });
    expect(await addField(admin(), { label: "One more", kind: "text" })).toEqual({ ok: false, reason: "too_many" });
  });

  it("hold what fits into them, and it is remembered with before and after", async () => {
    await addField(admin(), { label: "Born", kind: "date" });
    await addField(admin(), { label: "Table", kind: "choice", choices: "Window\nDoor" });
    expect(await write({ born: "1815-12-10", table: "Window", nothing: "of ours", __proto__: "x" })).toEqual({ ok: true });
    expect(await written()).toEqual({ born: "1815-12-10", table: "Window" });
    for (const bad of [{ born: "1815-02-30" }, { born: "yesterday" }, { table: "Roof" }])
      expect(await write(bad)).toMatchObject({ ok: false, reason: "field" });
    expect(await write({ born: "" })).toEqual({ ok: true });
    expect(await written()).toEqual({ table: "Window" });
    const [last] = await db().activity.findMany({ where: { action: "contact.changed" }, orderBy: { id: "desc" }, take: 1 });
    expect(last?.data).toMatchObject({ changes: { Born: ["1815-12-10", null] } });
  });

  it("hold five hundred characters, as an import does; more is refused, never cut", async () => {
    await addField(admin(), { label: "Story", kind: "text" });
    const long = "x".repeat(500);
    expect(await write({ story: long })).toEqual({ ok: true });
    expect(await written()).toEqual({ story: long });
    expect(await write({ story: `${long}x` })).toEqual({ ok: false, reason: "too_long", field: "Story", max: 500, length: 501 });
    expect(await written()).toEqual({ story: long });
  });

  it("keep what was written when they are removed", async () => {
    await addField(admin(), { label: "Born", kind: "date" });
    await write({ born: "1815-12-10" });
    const [field] = await listFields(admin());
    expect(await removeField((await cast()).staff.owner, field!.id)).toEqual({ ok: false, reason: "not_found" });
    expect(await removeField(admin(), field!.id)).toEqual({ ok: true, label: "Born" });
    expect(await write({ born: "2000-01-01" })).toEqual({ ok: true });
    expect(await written()).toEqual({ born: "1815-12-10" });
  });
});
