import { parse } from "csv-parse/sync";
import { beforeEach, describe, expect, it } from "vitest";
import { listContacts } from "./contacts";
import { exportContacts } from "./contacts/export";
import { discardImport, failedRows, importOf, importRows, listImports, type Result, startImport, undoImport } from "./imports";
import type { Mapping } from "./imports/columns";
import { MAX_ROWS, receiveImport } from "./imports/receive";
import { cleanUpImports } from "./imports/retention";
import { importDue } from "./imports/work";
import { db, sql } from "./plumbing/db";
import { type Cast, cast } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { newId } from "./values/id";
import { ago, DAY_MS, MINUTE_MS } from "./values/time";
import { NotAllowed, type Staff } from "./viewer";

useDatabase();

/** As long as it takes: a turn of the product ends after a while, on a slow machine in the middle. */
const work = () => importDue({ budgetMs: 10 * MINUTE_MS });

let c: Cast;
let admin: Staff;
beforeEach(async () => {
  c = await cast("club");
  admin = c.staff.admin;
});

async function* bytesOf(file: string | Uint8Array) {
  yield typeof file === "string" ? Buffer.from(file) : file;
}

const receive = (file: string | Uint8Array, viewer = admin) => receiveImport(viewer, "people.csv", bytesOf(file));

async function upload(file: string | Uint8Array, viewer = admin): Promise<string> {
  const received = await receive(file, viewer);
  if (!received.ok) throw new Error(received.reason);
  return received.id;
}

interface How {
  duplicates?: "skip" | "update";
  tag?: string;
  mapping?: Mapping;
}

/** Uploaded, started with the columns as they were guessed, and written to the end. */
async function imported(file: string | Uint8Array, { duplicates = "skip", tag, mapping }: How = {}, viewer = admin): Promise<string> {
  const id = await upload(file, viewer);
  const started = await startImport(viewer, id, { mapping: mapping ?? (await importOf(viewer, id))!.mapping, duplicates, tag });
  if (!started.ok) throw new Error(started.reason);
  await work();
  return id;
}

async function undone(id: string, viewer = admin) {
  expect(await undoImport(viewer, id)).toEqual({ ok: true });
  await work();
  return counts(id);
}

async function counts(id: string) {
  const { state, created, updated, skipped, failed, removed, restored, kept } = (await importOf(admin, id))!;
  return { state, created, updated, skipped, failed, removed, restored, kept };
}

const problems = async (id: string, result: Result = "failed") => (await importRows(admin, id, result)).rows.map(({ line, problem }) => `${line}: ${problem}`);
const contact = (email: string, workspaceId = c.workspace.id) =>
  db().contact.findFirst({
    where: { workspaceId, addresses: { some: { workspaceId, emailKey: email } } },
    include: { addresses: { orderBy: { kind: "asc" } }, company: true },
  });
const everybody = () =>
  db().contact.findMany({
    where: { workspaceId: c.workspace.id },
    orderBy: { id: "asc" },
    omit: { version: true, updatedAt: true },
    include: { addresses: { orderBy: { kind: "asc" } } },
  });
const entries = (action: string) => db().activity.findMany({ where: { workspaceId: c.workspace.id, action }, orderBy: { id: "asc" } });

describe("an import", () => {
  it("makes a contact of every row: name, addresses, company, tags, phone, note, and found by all of them", async () => {
    const id = await imported(
      'First name;Last name;E-mail;Partner e-mail;Organisation;Groups;Mobile;Notes;Customer number\nGrace;Hopper;Grace@Example.com;vincent@example.com;Navy;"VIP, Early bird";\'+1 202 555 0100;"two\nlines";K-7\n',
      { tag: "Spring" },
    );
    expect(await counts(id)).toMatchObject({ state: "done", created: 1, failed: 0 });
    const grace = (await contact("grace@example.com"))!;
    expect(grace).toMatchObject({
      name: "Grace Hopper",
      nameKey: "grace hopper",
      phone: "+1 202 555 0100",
      note: "two\nlines",
      externalId: "K-7",
      company: { name: "Navy" },
      importId: id,
    });
    expect(grace).toMatchObject({ active: true, portalAccess: false, invitedAt: null });
    expect(grace.addresses.map(({ kind, email }) => [kind, email])).toEqual([
      ["primary", "Grace@example.com"],
      ["partner", "vincent@example.com"],
    ]);
    const tags = await db().tag.findMany({ where: { workspaceId: c.workspace.id, id: { in: grace.tagIds } }, orderBy: { name: "asc" } });
    expect(tags.map(({ name }) => name)).toEqual(["Early bird", "Spring", "VIP"]);
    for (const search of ["hopper", "vincent@", "navy", "spring", "0100", "k-7"]) {
      const listed = await listContacts(admin, { search }, { sort: "name", descending: false });
      expect(listed.ok && listed.contacts.map(({ name }) => name)).toEqual(["Grace Hopper"]);
    }
  });

  it("brings people to the company that proved their domain, unless the file names another", async () => {
    const { workspace } = c;
    const domain = { domain: "acme.example.org", domainVerifiedAt: new Date() };
    await db().company.create({ data: { workspaceId: workspace.id, name: "Acme", nameKey: "acme", ...domain } });
    const id = await imported("Name,Email,Company\nWile,wile@Acme.example.org,\nRoad,road@acme.example.org,Runners\nGrace,grace@example.com,\n");
    const companies = await Promise.all(["wile@acme.example.org", "road@acme.example.org", "grace@example.com"].map((email) => contact(email)));
    expect(companies.map((one) => one?.company?.name)).toEqual(["Acme", "Runners", undefined]);
    const listed = await listContacts(admin, { search: "acme" }, { sort: "name", descending: false });
    expect(listed.ok && listed.contacts.map(({ name }) => name)).toEqual(["Road", "Wile"]);
    expect((await entries("contact.changed")).map(({ contactId, actor, data }) => ({ contactId, actor, data }))).toEqual([
      { contactId: companies[0]!.id, actor: "system", data: { changes: { company: [null, "Acme"] } } },
    ]);
    expect(await undone(id)).toMatchObject({ removed: 3, kept: 0 });
    expect(await db().company.count({ where: { workspaceId: workspace.id, name: "Acme" } })).toBe(1);
  });

  it("brings them there by a partner's address too, new or added to somebody of no company, and takes that back", async () => {
    const { workspace } = c;
    await db().company.create({
      data: { workspaceId: workspace.id, name: "Acme", nameKey: "acme", domain: "acme.example.org", domainVerifiedAt: new Date() },
    });
    await imported("Name,Email\nGrace,grace@example.com\n");
    const id = await imported(
      `Name,Email,Partner email\nGrace,grace@example.com,g@acme.example.org\nWile,wile@example.com,w@acme.example.org\nDora,${c.dora.email},d@acme.example.org\n`,
      { duplicates: "update" },
    );
    const companies = async () =>
      Promise.all(["grace@example.com", "wile@example.com", c.dora.email].map(async (email) => (await contact(email))?.company?.name));
    expect(await companies()).toEqual(["Acme", "Acme", "Lovelace Ltd"]);
    expect(await entries("contact.changed")).toMatchObject([
      { actor: "system", data: { changes: { company: [null, "Acme"] } } },
      { actor: "system", data: { changes: { company: [null, "Acme"] } } },
    ]);
    expect(await undone(id)).toMatchObject({ removed: 1, restored: 2, kept: 0 });
    expect(await companies()).toEqual([undefined, undefined, "Lovelace Ltd"]);
  });

  it("stands in the log with who, what and whom", async () => {
    const id = await imported("Name,Email\nGrace,grace@example.com\nMary,\n");
    const [grace] = [await contact("grace@example.com")];
    expect(await entries("import.started")).toMatchObject([{ staffId: admin.staffId, data: { importId: id, file: "people.csv", rows: 2 } }]);
    expect(await entries("import.contact_created")).toMatchObject([{ staffId: admin.staffId, contactId: grace!.id, data: { file: "people.csv" } }]);
    expect(await entries("import.finished")).toMatchObject([{ staffId: admin.staffId, data: { created: 1, failed: 1 } }]);
  });

  it("knows columns by many names, and an address by its look", async () => {
    const id = await upload("Kundennummer,Vorname,Nachname,Firma,Kontakt,id,workspaceId,role,__proto__\n1,Grace,Hopper,Navy,grace@example.com,x,y,owner,z\n");
    expect((await importOf(admin, id))!.mapping).toEqual(["externalId", "firstName", "lastName", "company", "email", null, null, null, null]);
  });

  it("a file without names of columns loses nobody", async () => {
    const id = await imported("Grace,grace@example.com\nMary,mary@example.com\n", { mapping: ["name", "email"] });
    expect((await importOf(admin, id))!.headers).toEqual(["Column 1", "Column 2"]);
    expect(await counts(id)).toMatchObject({ created: 2 });
  });

  it("skips whoever is there already, and says so", async () => {
    const before = await everybody();
    const id = await imported("Name,Email\nSomebody else,ADA@example.com\nAdam,adam@example.com\n");
    expect(await counts(id)).toMatchObject({ created: 0, skipped: 2 });
    expect(await problems(id, "skipped")).toEqual(["2: Is a contact already.", "3: adam@example.com is the partner's address of Ada."]);
    expect(await everybody()).toEqual(before);
  });

  it("brings up to date what the row says, leaves what it leaves empty, and records before and after", async () => {
    await imported("Name,Email,Phone,Note\nCleo,cleo@example.com,+49 1,keep me\n", { duplicates: "update" });
    const id = await imported(
      "Name,Email,Phone,Note,Company,Tags,Partner email\nCleopatra,cleo@example.com,,,Nile Ltd,VIP,mark@example.com\nDora,dora@example.com,,,,,\n",
      {
        duplicates: "update",
      },
    );
    expect(await counts(id)).toMatchObject({ updated: 1, skipped: 1 });
    const cleo = (await contact("cleo@example.com"))!;
    expect(cleo).toMatchObject({ name: "Cleopatra", nameKey: "cleopatra", phone: "+49 1", note: "keep me", company: { name: "Nile Ltd" } });
    expect(cleo.search).toContain("nile ltd");
    expect(cleo.addresses.map(({ email }) => email)).toEqual(["cleo@example.com", "mark@example.com"]);
    expect((await entries("import.contact_updated")).at(-1)).toMatchObject({
      contactId: cleo.id,
      data: {
        changes: { name: ["Cleo", "Cleopatra"], company: ["Lovelace Ltd", "Nile Ltd"], tags: [null, "VIP"], "partner's address": [null, "mark@example.com"] },
      },
    });
  });

  it("knows whose mail is stopped from the first moment, and undoing it takes that back with the address", async () => {
    for (const emailKey of ["stopped@example.com", "mark@example.com"])
      await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey, reason: "bounced" } });
    await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "fine@example.com", reason: "bounced", clearedAt: new Date() } });
    await db().suppression.create({ data: { workspaceId: (await cast()).workspace.id, emailKey: "fine@example.com", reason: "bounced" } });
    const id = await imported("Email,Partner email\nstopped@example.com,\nfine@example.com,\ncleo@example.com,mark@example.com\n", { duplicates: "update" });
    const bounced = async (email: string) => (await contact(email))?.bounced;
    expect([await bounced("stopped@example.com"), await bounced("fine@example.com"), await bounced("cleo@example.com")]).toEqual([true, false, true]);
    await undone(id);
    expect(await bounced("cleo@example.com")).toBe(false);
  });

  it("takes the first of two rows about one person, also across batches, and says which it was", async () => {
    const many = Array.from({ length: 250 }, (_, i) => `P${i},p${i}@example.com`).join("\n");
    const id = await imported(`Name,Email\nGrace,grace@example.com\nGrace,GRACE@example.com\n${many}\nGrace again,grace@example.com\n`, {
      duplicates: "update",
    });
    expect(await counts(id)).toMatchObject({ created: 251, skipped: 2, updated: 0 });
    expect(await problems(id, "skipped")).toEqual(["3: Line 2 of the file has the same person.", "254: Line 2 of the file has the same person."]);
    expect(await contact("grace@example.com")).toMatchObject({ name: "Grace" });
  });

  it("takes no address and no external id from anybody", async () => {
    await db().contact.update({ where: { id: c.ben.contactId }, data: { externalId: "7" } });
    const id = await imported(
      "Name,Email,Partner email,External id\nGrace,grace@example.com,ada@example.com,\nMary,mary@example.com,,7\nCleo,cleo@example.com,dora@example.com,\nBen,ben@example.com,,8\nX,x@example.com,y@example.com,9\nZ,z@example.com,Y@example.com,\nW,w@example.com,,9\n",
      { duplicates: "update" },
    );
    expect(await problems(id)).toEqual([
      "2: The partner's email address ada@example.com belongs to somebody else already.",
      "3: The external id “7” belongs to somebody else already.",
      "4: The partner's email address dora@example.com belongs to somebody else already.",
      "5: Ben has another external id, “7”.",
      "7: The partner's email address Y@example.com belongs to somebody else already.",
      "8: The external id “9” belongs to somebody else already.",
    ]);
    expect(await counts(id)).toMatchObject({ created: 1 });
  });

  it("has the workspace's own fields, and holds them to their kind", async () => {
    const workspaceId = c.workspace.id;
    await db().field.createMany({
      data: [
        { workspaceId, key: "size", label: "Shirt size", kind: "choice", choices: ["Small", "Large"] },
        { workspaceId, key: "born", label: "Birthday", kind: "date" },
        { workspaceId, key: "__proto__", label: "Odd", kind: "text" },
      ],
    });
    const id = await imported(
      "Email,Shirt size,Birthday,Odd\na@example.com,small,21.11.1990,=1\nb@example.com,huge,,\nc@example.com,,31.02.1990,\nd@example.com,Large,1990-2-3,\n",
    );
    expect(await problems(id)).toEqual(["3: “Shirt size” can't be “huge”.", "4: “Birthday” is no date like 2026-11-21: “31.02.1990”."]);
    const [{ fields }] = (await sql<{ fields: string }>(`SELECT fields::text FROM "Contact" WHERE id = $1::uuid`, [(await contact("a@example.com"))!.id])) as [
      { fields: string },
    ];
    expect(JSON.parse(fields)).toEqual(JSON.parse('{"size": "Small", "born": "1990-11-21", "__proto__": "=1"}'));
    expect((await contact("d@example.com"))!.fields).toEqual({ size: "Large", born: "1990-02-03" });
  });

  it("does not begin without the address, with a column named twice, or with words that are none", async () => {
    const id = await upload("Name,Email\nGrace,grace@example.com\n");
    const start = (mapping: unknown, duplicates: unknown = "skip", tag = "") => startImport(admin, id, { mapping, duplicates, tag });
    expect(await start(["name", null])).toEqual({ ok: false, reason: "no_email" });
    expect(await start(["email", "email"])).toEqual({ ok: false, reason: "twice" });
    for (const mapping of [
      ["name", "workspaceId"],
      ["name"],
      ["name", "email", "note"],
      "email",
      null,
      { 0: "email" },
      ["__proto__", "email"],
      ["role", "email"],
    ])
      expect(await start(mapping)).toEqual({ ok: false, reason: "mapping" });
    expect(await start(["name", "email"], "overwrite")).toEqual({ ok: false, reason: "mapping" });
    expect(await start(["name", "email"], "skip", "x".repeat(41))).toEqual({ ok: false, reason: "too_long", field: "tag", max: 40, length: 41 });
    expect(await start(["name", "email"])).toEqual({ ok: true });
    expect(await start(["name", "email"])).toEqual({ ok: false, reason: "started_already" });
  });

  it("is started once, however often it is pressed", async () => {
    const id = await upload("Name,Email\nGrace,grace@example.com\n");
    const pressed = await Promise.all([1, 2, 3, 4].map(() => startImport(admin, id, { mapping: ["name", "email"], duplicates: "skip" })));
    expect(pressed.filter(({ ok }) => ok)).toHaveLength(1);
    await work();
    expect(await entries("import.started")).toHaveLength(1);
  });
});

describe("odd files", () => {
  it("ten thousand columns, too many rows, only names of columns and nothing at all are refused, and nothing is kept", async () => {
    const wide = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",");
    expect(await receive(`${wide}\n`)).toMatchObject({ ok: false, reason: "too_many_columns" });
    expect(await receive("Name,Email\r\n")).toMatchObject({ ok: false, reason: "no_rows" });
    expect(await receive("")).toMatchObject({ ok: false, reason: "empty" });
    expect(await receive(Buffer.from("504b0304", "hex"))).toMatchObject({ ok: false, reason: "workbook" });
    expect(await receive(`a,b\n"${"x".repeat(1_000_000)}`)).toMatchObject({ ok: false, reason: "line_too_long", line: 2 });
    expect(await receive(`Email\n${"a@b.de\n".repeat(MAX_ROWS + 1)}`)).toMatchObject({ ok: false, reason: "too_many_rows" });
    expect(await db().import.count({ where: { workspaceId: c.workspace.id } })).toBe(0);
    expect(await db().importRow.count({ where: { workspaceId: c.workspace.id } })).toBe(0);
  });

  it("more than 50 MB are refused while they come, and a line that breaks leaves nothing", async () => {
    const piece = Buffer.from(`${"x".repeat(60_000)},a@example.com\n`);
    let given = 0;
    async function* endless() {
      for (;;) {
        given += piece.length;
        yield piece;
      }
    }
    expect(await receiveImport(admin, "big.csv", endless())).toMatchObject({ ok: false, reason: "too_large" });
    expect(given).toBeLessThan(53 * 1024 * 1024);
    async function* breaking() {
      yield Buffer.from("Name,Email\n".padEnd(70_000, "Ada,ada@example.com\n"));
      throw new Error("aborted");
    }
    expect(await receiveImport(admin, "cut.csv", breaking())).toMatchObject({ ok: false, reason: "broken" });
    expect(await db().import.count({ where: { workspaceId: c.workspace.id } })).toBe(0);
  });

  it("each bad row is told by its line with a reason, and the others are written", async () => {
    const rows = [
      "Name,Email,Phone,Note",
      `${"N".repeat(300)},long@example.com,,`,
      `a${"\u0301".repeat(10_000)},zalgo@example.com,,`,
      "B\0n,nul@example.com,,",
      "Name,not an address,,",
      "Name,,,",
      "Name,a@example.com,0800-CALL-US,",
      "Name,b@example.com,,,,torn",
      "نور الدين,noor@example.com,,مرحبا",
      "👩‍👩‍👧 Zoë,zoe2@example.com,,",
      '=HYPERLINK("x"),formula@example.com,,<script>alert(1)</script>',
      `"evil\u202egpj\r\nBcc: x",bidi@example.com,,`,
      "__proto__,proto@example.com,,constructor",
    ];
    const id = await imported(rows.join("\r\n"), { mapping: ["name", "email", "phone", "note"] });
    expect(await problems(id)).toEqual([
      "2: The name has 300 characters, and there is room for 120. Please shorten it.",
      "3: The name has 10,001 characters, and there is room for 120. Please shorten it.",
      "4: The name has characters that could not be read. Save the file as “CSV UTF-8”.",
      "5: The email address “not an address” is not one that mail can be sent to.",
      "6: There is no email address in this row.",
      "7: “0800-CALL-US” is not a phone number: digits, spaces and + ( ) . / - only.",
      "8: This row has 6 cells, and the first row of the file has 4. Is a quotation mark missing?",
    ]);
    expect((await contact("noor@example.com"))!.name).toBe("نور الدين");
    expect((await contact("zoe2@example.com"))!.name).toBe("👩‍👩‍👧 Zoë");
    expect(await contact("formula@example.com")).toMatchObject({ name: '=HYPERLINK("x")', note: "<script>alert(1)</script>" });
    expect((await contact("bidi@example.com"))!.name).toBe("evil gpj Bcc: x");
    expect((await contact("proto@example.com"))!.name).toBe("__proto__");
  });

  it("UTF-16 without a mark is imported as anything else", async () => {
    await imported(Buffer.from("Name\tEmail\r\nZoë\tzoe16@example.com\r\n", "utf16le"));
    expect((await contact("zoe16@example.com"))!.name).toBe("Zoë");
  });

  it("a row the database refuses keeps none of the others out", async () => {
    await sql(`ALTER TABLE "Contact" ADD CONSTRAINT no_grace CHECK (name <> 'Grace') NOT VALID`, []);
    try {
      const id = await imported("Name,Email\nMary,mary@example.com\nGrace,grace@example.com\nAnn,ann@example.com\n");
      expect(await counts(id)).toMatchObject({ state: "done", created: 2, failed: 1 });
      expect(await problems(id)).toEqual(["3: Something went wrong in Foyer with this row. The reason is in its log."]);
    } finally {
      await sql(`ALTER TABLE "Contact" DROP CONSTRAINT no_grace`, []);
    }
  });
});

describe("the rows that failed", () => {
  it("are a file that imports again once it is mended, whatever it was before", async () => {
    const workspaceId = c.workspace.id;
    const id = await imported("Name;Email;Phone\n=Grace;grace@example;+45 12\nMary;mary@example.com;\n");
    let text = "";
    for await (const piece of (await failedRows(admin, id))!) text += piece;
    expect(text).toContain("'=Grace");
    const [header, row] = parse(text, { bom: true }) as string[][];
    expect(header).toEqual(["Name", "Email", "Phone", "What to mend"]);
    expect(row?.[3]).toBe("The email address “grace@example” is not one that mail can be sent to.");
    const again = await imported(text.replace("grace@example,", "grace@example.com,"));
    expect(await counts(again)).toMatchObject({ created: 1, failed: 0 });
    expect(await contact("grace@example.com", workspaceId)).toMatchObject({ name: "=Grace", phone: "+45 12" });
  });

  it("that fail again say what is wrong now, once", async () => {
    const mend = async (id: string) => {
      let text = "";
      for await (const piece of (await failedRows(admin, id))!) text += piece;
      return text;
    };
    const first = await mend(await imported("Email\nnobody\n"));
    const second = await mend(await imported(first));
    expect((parse(second, { bom: true }) as string[][])[0]).toEqual(["Email", "What to mend"]);
  });

  it("an export of all contacts imports into another workspace, and finds all of them again in this one", async () => {
    await db().contact.update({ where: { id: c.ada.contactId }, data: { phone: "+45 12 34", note: "'=1\nx" } });
    let text = "";
    for await (const piece of await exportContacts(admin, { filter: {}, order: { sort: "name", descending: false } })) text += piece;
    const here = await imported(text, { duplicates: "update" });
    expect(await counts(here)).toMatchObject({ created: 0, updated: 0, skipped: 4, failed: 0 });
    const other = await cast("desk");
    await db().contact.deleteMany({ where: { workspaceId: other.workspace.id } });
    await imported(text, {}, other.staff.owner);
    expect(await contact("ada@example.com", other.workspace.id)).toMatchObject({
      name: "Ada",
      phone: "+45 12 34",
      note: "'=1\nx",
      company: { name: "Lovelace Ltd" },
    });
    expect((await contact("adam@example.com", other.workspace.id))!.name).toBe("Ada");
  });
});

describe("undo", () => {
  it("leaves everything as it was before", async () => {
    const tables = async () => [
      await everybody(),
      await db().company.findMany({ where: { workspaceId: c.workspace.id }, orderBy: { id: "asc" } }),
      await db().tag.findMany({ where: { workspaceId: c.workspace.id }, orderBy: { id: "asc" } }),
    ];
    const before = await tables();
    const many = Array.from({ length: 230 }, (_, i) => `P${i},p${i}@example.com,,Firm ${i % 7},`).join("\n");
    const id = await imported(`Name,Email,Partner email,Company,Tags\n${many}\nCleopatra,cleo@example.com,mark@example.com,Nile,VIP\nNobody,,,,\n`, {
      duplicates: "update",
    });
    expect(await counts(id)).toMatchObject({ created: 230, updated: 1, failed: 1 });
    expect(await undone(id)).toMatchObject({ state: "undone", removed: 230, restored: 1, kept: 0 });
    expect(await tables()).toEqual(before);
    expect(await entries("import.contact_removed")).toHaveLength(230);
    expect(await entries("import.contact_restored")).toMatchObject([{ contactId: c.cleo.contactId }]);
    expect((await entries("import.undone"))[0]).toMatchObject({ staffId: admin.staffId, data: { removed: 230, restored: 1, kept: 0 } });
    expect(await entries("company.deleted")).toHaveLength(8);
  });

  it("keeps whom somebody changed, mailed, invited or let in since, and says how many and why", async () => {
    const workspaceId = c.workspace.id;
    const id = await imported(
      `Name,Email,Company,Tags\n${["changed", "invited", "mailed", "linked", "tagged", "gone", "same"].map((name) => `${name},${name}@example.com,Firm of ${name},T-${name}`).join("\n")}\nBenjamin,ben@example.com,,\nDorothea,dora@example.com,,\n`,
      { duplicates: "update" },
    );
    const of = async (name: string) => (await contact(`${name}@example.com`))!;
    const changed = await of("changed");
    await db().contact.update({ where: { id: changed.id }, data: { note: "call back" } });
    await db().contact.update({ where: { id: (await of("invited")).id }, data: { invitedAt: new Date() } });
    const mailed = await of("mailed");
    const mail = {
      workspaceId,
      contactId: mailed.id,
      to: "mailed@example.com",
      toKey: "mailed@example.com",
      template: "portal_login",
      uselessAfter: new Date(),
    };
    await db().mail.create({ data: { ...mail, id: newId(), idempotencyKey: newId() } });
    const linked = await of("linked");
    await sql(
      `INSERT INTO "SignInLink" (id, "workspaceId", purpose, "tokenHash", "contactId", "emailKey", "lifetimeMinutes", "expiresAt") VALUES (gen_random_uuid(), $1::uuid, 'portal_login', 'x', $2::uuid, 'linked@example.com', 15, now())`,
      [workspaceId, linked.id],
    );
    const tagged = await of("tagged");
    await db().contact.update({ where: { id: tagged.id }, data: { tagIds: [...tagged.tagIds, newId()] } });
    await db().contact.delete({ where: { id: (await of("gone")).id } });
    await db().contact.update({ where: { id: c.ben.contactId }, data: { active: true } });
    expect(await undone(id)).toMatchObject({ state: "undone", removed: 1, restored: 1, kept: 6 });
    expect(await problems(id, "kept")).toEqual([
      "2: Somebody changed it since.",
      "3: It was invited, mailed or signed in since.",
      "4: It was invited, mailed or signed in since.",
      "5: It was invited, mailed or signed in since.",
      "6: Somebody changed it since.",
      "9: Somebody changed it since.",
    ]);
    expect(await contact("same@example.com")).toBeNull();
    expect(await contact("ben@example.com")).toMatchObject({ name: "Benjamin" });
    expect(await contact("dora@example.com")).toMatchObject({ name: "Dora" });
    expect(await contact("changed@example.com")).toMatchObject({ company: { name: "Firm of changed" } });
    const firms = await db().company.findMany({ where: { workspaceId }, select: { name: true } });
    expect(firms.map(({ name }) => name)).not.toContain("Firm of same");
    expect(firms.map(({ name }) => name)).not.toContain("Firm of gone");
    expect(await db().tag.count({ where: { workspaceId, name: "T-same" } })).toBe(0);
    expect(await db().tag.count({ where: { workspaceId, name: "T-changed" } })).toBe(1);
  });

  it("in the middle of it stops what was not written yet", async () => {
    const id = await upload(`Name,Email\n${Array.from({ length: 700 }, (_, i) => `P${i},p${i}@example.com`).join("\n")}\n`);
    await startImport(admin, id, { mapping: ["name", "email"], duplicates: "skip" });
    // A millisecond may be over before anything was done in it.
    while ((await importOf(admin, id))!.done === 0) await importDue({ budgetMs: 1 });
    const { done, state } = (await importOf(admin, id))!;
    expect({ state, part: done > 0 && done < 700 }).toEqual({ state: "running", part: true });
    expect(await undone(id)).toMatchObject({ state: "undone", removed: done });
    expect(await everybody()).toHaveLength(4);
  });

  it("is done once, of what is done or running, and for thirty days", async () => {
    const uploaded = await upload("Email\ngrace@example.com\n");
    expect(await undoImport(admin, uploaded)).toEqual({ ok: false, reason: "too_late" });
    const id = await imported("Email\nmary@example.com\n");
    await undone(id);
    expect(await undoImport(admin, id)).toEqual({ ok: false, reason: "too_late" });
    const old = await imported("Email\nann@example.com\n");
    await db().import.update({ where: { id: old }, data: { finishedAt: ago(30 * DAY_MS) } });
    expect(await undoImport(admin, old)).toEqual({ ok: false, reason: "too_late" });
    expect(await contact("ann@example.com")).not.toBeNull();
  });
});

describe("who and where", () => {
  it("owners and admins; nobody else, and nothing of another workspace", async () => {
    const id = await imported("Name,Email\nGrace,grace@example.com\nMary,\n");
    for (const role of ["agent", "viewer"] as const) {
      const viewer = c.staff[role];
      await expect(receiveImport(viewer, "x.csv", bytesOf("Email\nx@example.com\n"))).rejects.toThrow(NotAllowed);
      await expect(startImport(viewer, id, { mapping: [], duplicates: "skip" })).rejects.toThrow(NotAllowed);
      await expect(undoImport(viewer, id)).rejects.toThrow(NotAllowed);
      await expect(failedRows(viewer, id)).rejects.toThrow(NotAllowed);
    }
    const theirs = (await cast("desk")).staff.owner;
    const waiting = await upload("Email\nx@example.com\n");
    expect(await importOf(theirs, id)).toBeNull();
    expect(await importRows(theirs, id, "failed")).toEqual({ rows: [], next: null });
    expect(await failedRows(theirs, id)).toBeNull();
    expect(await undoImport(theirs, id)).toEqual({ ok: false, reason: "not_found" });
    expect(await startImport(theirs, waiting, { mapping: ["email"], duplicates: "skip" })).toEqual({ ok: false, reason: "not_found" });
    expect(await discardImport(theirs, waiting)).toBe(false);
    expect((await listImports(theirs)).imports).toEqual([]);
    expect((await listImports(admin)).imports.map((one) => one.id)).toEqual([waiting, id]);
    expect(await importOf(admin, "'; DROP TABLE")).toBeNull();
  });

  it("a file never reaches the people of another workspace", async () => {
    const other = await cast("desk");
    const before = await db().contact.findMany({ where: { workspaceId: other.workspace.id }, orderBy: { id: "asc" } });
    await db().contact.update({ where: { id: c.ada.contactId }, data: { externalId: "7" } });
    const id = await imported(
      `Id,Name,Email,Company,External id\n${other.ada.contactId},Taken,ada@example.com,Lovelace Ltd,7\n,New,new@example.com,Lovelace Ltd,8\n`,
      { duplicates: "update" },
    );
    expect(await counts(id)).toMatchObject({ created: 1, updated: 1 });
    expect(await db().contact.findMany({ where: { workspaceId: other.workspace.id }, orderBy: { id: "asc" } })).toEqual(before);
  });

  it("whoever is removed or may less by now imports nobody more; what is there can be undone", async () => {
    const removed = await upload("Email\ngrace@example.com\n");
    await startImport(admin, removed, { mapping: ["email"], duplicates: "skip" });
    await db().staff.update({ where: { id: admin.staffId }, data: { role: "agent" } });
    await work();
    expect(await importOf(c.staff.owner, removed)).toMatchObject({ state: "failed", created: 0 });
    expect(await contact("grace@example.com")).toBeNull();
    expect(await entries("import.stopped")).toHaveLength(1);
    expect(await undoImport(c.staff.owner, removed)).toEqual({ ok: true });
  });

  it("the list goes on page by page", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 23; i++) ids.unshift(await upload("Email\nx@example.com\n"));
    const first = await listImports(admin);
    const second = await listImports(admin, first.older);
    expect([...first.imports, ...second.imports].map(({ id }) => id).sort()).toEqual(ids.sort());
    expect([first.imports.length, second.older]).toEqual([20, null]);
  });
});

describe("what is left behind", () => {
  it("files nobody imported go after a week, torn ones after a day, rows after a month; the report stays", async () => {
    const torn = await db().import.create({
      data: { workspaceId: c.workspace.id, staffId: admin.staffId, fileName: "torn.csv", state: "receiving", headers: [] },
    });
    const forgotten = await upload("Email\nx@example.com\n");
    const done = await imported("Email\ngrace@example.com\nnobody\n");
    await cleanUpImports(new Date(Date.now() + 2 * DAY_MS));
    expect(await db().import.findUnique({ where: { id: torn.id } })).toBeNull();
    expect(await importOf(admin, forgotten)).not.toBeNull();
    await cleanUpImports(new Date(Date.now() + 31 * DAY_MS));
    expect(await importOf(admin, forgotten)).toBeNull();
    expect(await db().importRow.count({ where: { importId: { in: [done, forgotten] } } })).toBe(0);
    expect(await counts(done)).toMatchObject({ created: 1, failed: 1 });
  });

  it("a file can be thrown away before it is imported, and not after", async () => {
    const id = await upload("Email\nx@example.com\n");
    expect(await discardImport(admin, id)).toBe(true);
    expect(await importOf(admin, id)).toBeNull();
    expect(await discardImport(admin, await imported("Email\ngrace@example.com\n"))).toBe(false);
  });
});
