import { beforeAll, describe, expect, it } from "vitest";
import { makeContacts } from "@/prisma/demo-contacts";
import { listContacts } from "../contacts";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { usualOrder } from "./filter";
import { contactsNear } from "./near";

useDatabase();

let club: Cast;
beforeAll(async () => {
  club = await cast("club");
  await makeContacts(club.workspace.id, 400);
});

const named = async (typed: string) => (await contactsNear(club.staff.agent, typed)).map(({ name }) => name);

describe("did you mean", () => {
  it.each(["ada@exmaple.com", "aba@example.com", "ADA@EXAMPLE.COMM", "ada@example.co"])("%s: Ada", async (typed) =>
    expect(await named(typed)).toContain("Ada"),
  );

  it("finds a name with a letter too few, too many, or in the wrong place", async () => {
    const listed = await listContacts(club.staff.agent, { search: "zimmermann" }, usualOrder("name"));
    expect(listed.ok && listed.contacts.length).toBeGreaterThan(0);
    for (const typed of ["Zimmermn", "Zimmmermann", "zimermann", "Zimmemrann"]) expect((await named(typed)).join()).toMatch(/Zimmermann/);
  });

  it("says nothing about other workspaces, and nothing for too little", async () => {
    const other = await cast("desk");
    await makeContacts(other.workspace.id, 50);
    const stranger = await contactsNear((await cast("builder")).staff.agent, "zimmermann");
    expect(stranger).toEqual([]);
    expect(await named("a")).toEqual([]);
    expect(await named("%%%")).toEqual([]);
    expect(await named("x".repeat(100_000))).toEqual([]);
  });
});
