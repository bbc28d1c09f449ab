import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { makeContacts } from "@/prisma/demo-contacts";
import { db, sql } from "../plumbing/db";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { NotAllowed, type Staff } from "../viewer";
import { exportContacts } from "./export";
import { parseQuery } from "./filter";

useDatabase();

/** More than one piece. */
const MANY = 1_100;

let c: Cast;
let other: Cast;
beforeAll(async () => {
  c = await cast("club");
  other = await cast("desk");
  await makeContacts(c.workspace.id, MANY);
});

type Line = Record<string, string>;

async function exported(address: string, who: Staff = c.staff.admin): Promise<Line[]> {
  const query = parseQuery(Object.fromEntries(new URLSearchParams(address)));
  let text = "";
  for await (const piece of await exportContacts(who, query!)) text += piece;
  return parse(text, { bom: true, columns: true }) as Line[];
}

const ids = (lines: Line[]) => lines.map((line) => line.Id);
const everybody = (where: object = {}) => db().contact.findMany({ where: { workspaceId: c.workspace.id, ...where }, select: { id: true } });

describe("the export of contacts", () => {
  it("holds everybody once, in whatever order", async () => {
    const all = (await everybody()).map(({ id }) => id).sort();
    for (const sort of ["", "sort=name-desc", "sort=created", "sort=seen"]) expect(ids(await exported(sort)).sort()).toEqual(all);
  });

  it("goes by the list's order", async () => {
    const names = await db().contact.findMany({ where: { workspaceId: c.workspace.id }, orderBy: [{ nameKey: "desc" }, { id: "desc" }], select: { id: true } });
    expect(ids(await exported("sort=name-desc"))).toEqual(names.map(({ id }) => id));
  });

  it("holds exactly what the list is narrowed to", async () => {
    const quiet = await exported("signed-in=never&access=on");
    expect(ids(quiet).sort()).toEqual((await everybody({ firstSignedInAt: null, portalAccess: true })).map(({ id }) => id).sort());
    expect((await exported("q=ada@exam")).map((line) => line.Name)).toEqual(["Ada"]);
    expect(await exported("q=nobody-at-all")).toEqual([]);
  });

  it("tells everything there is to tell, and nothing can run in a spreadsheet", async () => {
    const workspaceId = other.workspace.id;
    const tag = await db().tag.create({ data: { workspaceId, name: "=1+1", nameKey: "=1+1" } });
    await db().field.create({ data: { workspaceId, key: "__proto__", label: "@SUM(A1)", kind: "text" } });
    const odd = {
      name: '=HYPERLINK("https://evil.example";"x")',
      phone: "+45 12 34 56 78",
      note: 'two\n"lines", <script>',
      tagIds: [tag.id],
      externalId: "-7",
    };
    await db().contact.update({ where: { id: other.ada.contactId }, data: odd });
    await sql(`UPDATE "Contact" SET fields = $1::jsonb WHERE id = $2::uuid`, ['{"__proto__": "\\t=2"}', other.ada.contactId]);
    const [line] = await exported("q=ada@example.com", other.staff.owner);
    expect(line).toMatchObject({
      Name: `'${odd.name}`,
      Email: "ada@example.com",
      "Partner email": "adam@example.com",
      Phone: `'${odd.phone}`,
      Company: "Lovelace Ltd",
      Tags: "'=1+1",
      Note: odd.note,
      "External id": "'-7",
      Active: "yes",
      "Portal access": "yes",
      "'@SUM(A1)": "'\t=2",
    });
  });

  it("is for owners and admins, of this workspace, and stands in the log with what was asked for", async () => {
    const query = { filter: {}, order: { sort: "name" as const, descending: false } };
    for (const role of ["agent", "viewer"] as const) await expect(exportContacts(c.staff[role], query)).rejects.toThrow(NotAllowed);
    expect(ids(await exported("", other.staff.owner))).not.toContain(c.ada.contactId);
    await exported("q=ada&status=active", c.staff.owner);
    const entry = await db().activity.findFirst({ where: { workspaceId: c.workspace.id, action: "contacts.exported" }, orderBy: { id: "desc" } });
    expect(entry).toMatchObject({ staffId: c.staff.owner.staffId, data: { query: "q=ada&status=active" } });
  });
});
