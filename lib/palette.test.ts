import { beforeEach, describe, expect, it } from "vitest";
import { Role } from "@/prisma/generated/enums";
import { findAnything } from "./palette";
import { db } from "./plumbing/db";
import { type Cast, cast, member } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { NotAllowed } from "./viewer";

useDatabase();

let c: Cast;
beforeEach(async () => {
  c = await cast();
  for (const { contactId, name, email } of [c.ada, c.ben, c.cleo, c.dora])
    await db().contact.update({ where: { id: contactId }, data: { search: `${name} ${email} lovelace ltd`.toLowerCase() } });
});

const names = async (typed: unknown) => (await findAnything(c.staff.viewer, typed)).people.map(({ name }) => name);

describe("the palette", () => {
  it("finds people by name and address, and companies", async () => {
    expect(await findAnything(c.staff.viewer, "  ADA@ex ")).toEqual({
      people: [{ id: c.ada.contactId, name: "Ada", email: "ada@example.com", company: "Lovelace Ltd", active: true }],
      near: false,
      companies: [],
    });
    expect((await findAnything(c.staff.viewer, "Lovelace")).companies).toMatchObject([{ name: "Lovelace Ltd" }]);
    expect(await names("ben")).toEqual(["Ben"]);
  });

  it("finds a company by the two letters it begins with, or by three from anywhere", async () => {
    const companies = async (typed: string) => (await findAnything(c.staff.viewer, typed)).companies.map(({ name }) => name);
    for (const typed of ["lo", "LO", "lac"]) expect(await companies(typed)).toEqual(["Lovelace Ltd"]);
    expect(await companies("ve")).toEqual([]);
  });

  it("says whom it may have been when nobody is called that", async () => {
    expect(await findAnything(c.staff.viewer, "ada@exmaple.com")).toMatchObject({ near: true, people: [{ name: "Ada" }] });
  });

  it.each(["", " ", "a", "%", "__", "\u0000", null, undefined, 7, {}, ["ada"], "x".repeat(5_000), "');--", "\ud800\ud800"])(
    "finds nobody for %o",
    async (typed) => {
      expect(await names(typed)).toEqual([]);
    },
  );

  it("never gives more than a handful, and nothing of another workspace", async () => {
    const other = await cast();
    await db().contact.updateMany({ where: { workspaceId: other.workspace.id }, data: { search: "onlythere ada" } });
    expect((await findAnything(c.staff.viewer, "onlythere")).people).toEqual([]);
    await db().contact.createMany({
      data: Array.from({ length: 20 }, (_, i) => ({ workspaceId: c.workspace.id, name: `Many ${i}`, nameKey: `many ${i}`, search: `many ${i}` })),
    });
    expect((await findAnything(c.staff.viewer, "many")).people).toHaveLength(6);
  });

  it("is for all of the staff, and for nobody else", async () => {
    for (const role of Object.values(Role)) expect((await findAnything(c.staff[role], "ada@")).people).toHaveLength(1);
    await expect(findAnything(member(c.workspace, c.ada) as never, "ada")).rejects.toThrow(NotAllowed);
  });
});
