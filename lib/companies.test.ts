import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeCompany, companyOf, createCompany, deleteCompany, listCompanies, proveDomain } from "./companies";
import { listContacts } from "./contacts";
import { addPartner, changeAddressOf } from "./contacts/addresses";
import { createContact } from "./contacts/contact";
import { usualOrder } from "./contacts/filter";
import { db } from "./plumbing/db";
import { useEnv } from "./plumbing/env";
import { type Cast, cast } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { type DnsServer, startDns } from "./testing/dns";
import type { Staff } from "./viewer";

useDatabase();

let dns: DnsServer;
let c: Cast;
let sam: Staff;
beforeAll(async () => {
  dns = await startDns();
  useEnv({ DNS_SERVER: dns.address });
});
afterAll(() => dns.close());
beforeEach(async () => {
  c = await cast("desk");
  sam = c.staff.agent;
});

const made = async (name: string) => {
  const done = await createCompany(sam, name);
  return done.ok ? done.id : "";
};
const edit = async (id: string, more: object) => {
  const { version, name, domain, sharing, note } = (await companyOf(sam, id))!;
  return changeCompany(sam, id, { version, name, domain, sharing, note, ...more });
};
const proved = async (name: string, domain: string) => {
  const id = await made(name);
  await edit(id, { domain });
  const { proof } = (await companyOf(sam, id))!;
  dns.records.set(proof!.name, [proof!.value]);
  expect(await proveDomain(sam, id)).toMatchObject({ ok: true });
  return id;
};
const people = async (id: string) => {
  const listed = await listContacts(sam, { companyId: id }, usualOrder("name"));
  return listed.ok ? listed.contacts.map(({ name }) => name) : [];
};

describe("companies", () => {
  it("are listed by name, a page at a time, with how many belong to them", async () => {
    for (let i = 0; i < 60; i++) await made(`Firm ${String(i).padStart(2, "0")}`);
    const first = await listCompanies(sam, {});
    const second = await listCompanies(sam, { after: first.next });
    const names = [...first.companies, ...second.companies].map(({ name }) => name);
    expect(names).toHaveLength(61);
    expect(names).toEqual(names.toSorted());
    expect(second.next).toBeNull();
    expect((await listCompanies(sam, { search: "LOVELACE" })).companies).toMatchObject([{ name: "Lovelace Ltd", people: 4 }]);
    expect((await listCompanies(sam, { search: "%" })).companies).toEqual([]);
    expect((await listCompanies(sam, { after: "rubbish" })).companies).toHaveLength(50);
  });

  it("change with before and after, and not over somebody else's change", async () => {
    const id = await made("Acme");
    expect(await edit(id, { sharing: "everyone", note: "pays late", domain: " ACME.example.org. " })).toEqual({ ok: true });
    expect(await companyOf(sam, id)).toMatchObject({ sharing: "everyone", domain: "acme.example.org", version: 2 });
    expect(await edit(id, { version: 1, note: "mine" })).toEqual({ ok: false, reason: "changed_meanwhile", version: 2 });
    expect((await db().activity.findFirst({ where: { action: "company.changed", companyId: id } }))?.data).toMatchObject({
      changes: { sharing: ["none", "everyone"] },
    });
  });

  it.each([
    ["name", ""],
    ["domain", "localhost"],
    ["domain", "https://x.org/"],
    ["domain", "10.0.0.1"],
    ["sharing", "all"],
  ])("refuse %s %j", async (field, value) => {
    const id = await made("Acme");
    expect(await edit(id, { [field]: value })).toEqual({ ok: false, reason: field });
  });

  it("have room for a name of 120 characters and a note of 4,000; more is said, never cut (I13)", async () => {
    const [name, note] = ["N".repeat(120), "n".repeat(4_000)];
    const tooLong = (field: string, max: number) => ({ ok: false, reason: "too_long", field, max, length: max + 1 });
    expect(await createCompany(sam, `${name}N`)).toEqual(tooLong("name", 120));
    const id = await made(name);
    expect(await edit(id, { note })).toEqual({ ok: true });
    expect(await edit(id, { name: `${name}N` })).toEqual(tooLong("name", 120));
    expect(await edit(id, { note: `${note}n` })).toEqual(tooLong("note", 4_000));
    expect(await companyOf(sam, id)).toMatchObject({ name, note, version: 2 });
  });

  it("share no domain, though two ask at once", async () => {
    const ids = [await made("One"), await made("Two")];
    const done = await Promise.all(ids.map((id) => edit(id, { domain: "same.example.org" })));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(done.find(({ ok }) => !ok)).toMatchObject({ reason: "domain_taken" });
  });

  it("take their name with them to whoever is found by it, and leave nobody behind when they go", async () => {
    const id = await made("Acme");
    await createContact(sam, { email: "w@acme.example.org", name: "Wile", company: "Acme" });
    await edit(id, { name: "Zenith" });
    const found = async (search: string) => {
      const listed = await listContacts(sam, { search }, usualOrder("name"));
      return listed.ok ? listed.contacts.map(({ name }) => name) : [];
    };
    expect(await found("zenith")).toEqual(["Wile"]);
    expect(await deleteCompany(sam, id)).toEqual({ ok: true, name: "Zenith" });
    expect(await found("zenith")).toEqual([]);
    expect(await found("wile")).toEqual(["Wile"]);
  });
});

describe("a domain", () => {
  it("is proved by its record only, and its people join who belong nowhere yet", async () => {
    const id = await made("Acme");
    await createContact(sam, { email: "wile@acme.example.org", name: "Wile" });
    await createContact(sam, { email: "taken@acme.example.org", name: "Taken", company: "Elsewhere" });
    await createContact(sam, { email: "x@notacme.example.org", name: "Stranger" });
    expect(await proveDomain(sam, id)).toEqual({ ok: false, reason: "no_domain" });
    await edit(id, { domain: "acme.example.org" });
    const { proof } = (await companyOf(sam, id))!;
    expect(await proveDomain(sam, id)).toEqual({ ok: false, reason: "no_record" });
    dns.records.set(proof!.name, ["foyer-company=somebody-elses"]);
    expect(await proveDomain(sam, id)).toEqual({ ok: false, reason: "no_record" });
    dns.records.set(proof!.name, ["v=spf1 -all", proof!.value]);
    expect(await proveDomain(sam, id)).toEqual({ ok: true, joined: 1 });
    expect(await people(id)).toEqual(["Wile"]);
    await edit(id, { domain: "other.example.org" });
    expect((await companyOf(sam, id))?.provedAt).toBeNull();
  });

  it("is proved by a record from before the secret was changed, while that one counts", async () => {
    const id = await made("Acme");
    await edit(id, { domain: "acme.example.org" });
    const { proof } = (await companyOf(sam, id))!;
    dns.records.set(proof!.name, [proof!.value]);
    try {
      useEnv({ DNS_SERVER: dns.address, AUTH_SECRET: "another-secret-another-secret-another-secret" });
      expect(await proveDomain(sam, id)).toMatchObject({ ok: false, reason: "no_record" });
      useEnv({ DNS_SERVER: dns.address, AUTH_SECRET: "another-secret-another-secret-another-secret", AUTH_SECRET_PREVIOUS: process.env.AUTH_SECRET });
      expect(await proveDomain(sam, id)).toMatchObject({ ok: true });
    } finally {
      useEnv({ DNS_SERVER: dns.address });
    }
  });

  it("says of everybody that they joined, whoever joined them", async () => {
    await createContact(sam, { email: "wile@acme.example.org", name: "Wile" });
    const id = await proved("Acme", "acme.example.org");
    await createContact(sam, { email: "road@acme.example.org", name: "Road Runner" });
    const joined = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "contact.changed" }, orderBy: { id: "asc" } });
    expect(joined.map(({ actor, data }) => [actor, data])).toEqual([
      ["staff", { changes: { company: [null, "Acme"] } }],
      ["system", { changes: { company: [null, "Acme"] } }],
    ]);
    expect(await people(id)).toEqual(["Road Runner", "Wile"]);
  });

  it("is where somebody new belongs who is of no other company, once it is proved", async () => {
    const id = await proved("Acme", "acme.example.org");
    await edit(await made("Claims"), { domain: "claimed.example.org" });
    const other = await cast("desk");
    await createContact(other.staff.agent, { email: "wile@acme.example.org", name: "Wile" });
    await createContact(sam, { email: "new@Acme.example.org", name: "New" });
    await createContact(sam, { email: "taken@acme.example.org", name: "Taken", company: "Elsewhere" });
    await createContact(sam, { email: "x@claimed.example.org", name: "Not proved" });
    expect(await people(id)).toEqual(["New"]);
    expect(await listContacts(sam, { search: "acme" }, usualOrder("name"))).toMatchObject({ contacts: [{ name: "New" }, { name: "Taken" }] });
    const nowhere = { workspaceId: { in: [c.workspace.id, other.workspace.id] }, companyId: null, name: { in: ["Wile", "Not proved"] } };
    expect(await db().contact.count({ where: nowhere })).toBe(2);
  });

  it("is where somebody of no company belongs who gets an address there later: a partner's, or another one", async () => {
    const id = await proved("Acme", "acme.example.org");
    await edit(await made("Claims"), { domain: "claimed.example.org" });
    const contact = async (name: string, company?: string) => {
      const done = await createContact(sam, { email: `${name}@example.net`, name, company });
      const row = await db().contact.findUniqueOrThrow({ where: { id: done.ok ? done.id : "" }, include: { addresses: true } });
      return { id: row.id, addressId: row.addresses[0]!.id };
    };
    const [wile, road, taken, nowhere] = [await contact("Wile"), await contact("Road"), await contact("Taken", "Elsewhere"), await contact("Nowhere")];
    await addPartner(sam, wile.id, "wile@Acme.example.org");
    await changeAddressOf(sam, road.id, road.addressId, "road@acme.example.org");
    await addPartner(sam, taken.id, "taken@acme.example.org");
    await addPartner(sam, nowhere.id, "x@claimed.example.org");
    expect(await people(id)).toEqual(["Road", "Wile"]);
    expect(await listContacts(sam, { search: "acme" }, usualOrder("name"))).toMatchObject({
      contacts: [{ name: "Road" }, { name: "Taken" }, { name: "Wile" }],
    });
    const joined = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "contact.changed" }, orderBy: { id: "asc" } });
    const entry = { actor: "system", data: { changes: { company: [null, "Acme"] } } };
    expect(joined.map(({ contactId, actor, data }) => ({ contactId, actor, data }))).toEqual([
      { contactId: wile.id, ...entry },
      { contactId: road.id, ...entry },
    ]);
    expect(await db().contact.findUnique({ where: { id: wile.id } })).toMatchObject({ version: 2 }); // a page that is open is told before it takes them out
  });

  it.each(["garbage", "servfail"] as const)("is not proved by an answer of %s", async (answer) => {
    const id = await made("Acme");
    await edit(id, { domain: `${answer}.example.org` });
    dns.records.set(`_foyer.${answer}.example.org`, answer);
    expect((await proveDomain(sam, id)).ok).toBe(false);
    expect((await companyOf(sam, id))?.provedAt).toBeNull();
  });
});

it("another workspace's companies are not found", async () => {
  const id = await made("Acme");
  const stranger = (await cast("club")).staff.owner;
  expect(await companyOf(stranger, id)).toBeNull();
  expect(await changeCompany(stranger, id, { version: 1, name: "Mine", domain: "", sharing: "none", note: "" })).toEqual({ ok: false, reason: "not_found" });
  expect(await deleteCompany(stranger, id)).toEqual({ ok: false, reason: "not_found" });
  expect(await proveDomain(stranger, id)).toEqual({ ok: false, reason: "not_found" });
  expect((await listCompanies(stranger, { after: id })).companies.map(({ name }) => name)).toEqual(["Lovelace Ltd"]);
});
