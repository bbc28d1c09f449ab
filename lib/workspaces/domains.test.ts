import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "../plumbing/db";
import { useEnv } from "../plumbing/env";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { type DnsServer, startDns } from "../testing/dns";
import { ago, HOUR_MS } from "../values/time";
import { makeViewer, NotAllowed, type Staff } from "../viewer";
import { BASE_HOST, forgetWorkspaces, workspaceByHost, workspaceById } from "../workspaces";
import { addDomain, checkDomain, checkDueDomains, listDomains, makeMain, type OwnDomain, removeDomain } from "./domains";

useDatabase();

let dns: DnsServer;
let c: Cast;
let number = 0;
let host: string;

beforeAll(async () => {
  dns = await startDns();
});
afterAll(() => dns.close());
beforeEach(async () => {
  vi.useRealTimers();
  useEnv({ DNS_SERVER: dns.address, BASE_URL: "https://foyer.example.net", RESEND_API_KEY: "re_test", MAIL_FROM: "Foyer <hello@foyer.example.net>" });
  await db().rateLimit.deleteMany({ where: {} });
  c = await cast();
  host = `portal${++number}.acme-example.com`;
  for (const map of [dns.records, dns.addresses, dns.aliases]) map.clear();
});

const standard = (of = c) => `${of.workspace.slug}.foyer.example.net`;
const only = async (of = c): Promise<OwnDomain> => (await listDomains(of.staff.viewer)).own[0]!;

async function added(of = c): Promise<string> {
  expect(await addDomain(of.staff.owner, ` ${host.toUpperCase()}. `)).toEqual({ ok: true, host });
  return (await only(of)).id;
}

async function proved(of = c): Promise<string> {
  const id = await added(of);
  const [ownership] = (await only(of)).records;
  dns.records.set(ownership!.host, ["something else", ownership!.expected]);
  dns.aliases.set(host, standard(of));
  dns.addresses.set(host, ["192.0.2.1"]);
  expect(await checkDomain(of.staff.owner, id)).toMatchObject({ ok: true, domain: { verified: true } });
  return id;
}

const states = async (of = c) => Object.fromEntries((await only(of)).records.map(({ kind, state }) => [kind, state]));
const address = async () => (await only()).records.find(({ kind }) => kind === "address");

describe("a domain of a workspace", () => {
  it("shows the records to copy, and opens nothing until DNS proves it", async () => {
    const id = await added();
    expect((await only()).records).toMatchObject([
      { kind: "ownership", type: "TXT", host: `_foyer.${host}`, expected: expect.stringMatching(/^foyer-domain=[\w-]{32}$/) },
      { kind: "address", type: "CNAME", host, expected: standard() },
    ]);
    expect(await workspaceByHost(host)).toBeNull();
    expect(await checkDomain(c.staff.owner, id)).toMatchObject({ ok: true, domain: { verified: false } });
    expect(await states()).toEqual({ ownership: "missing", address: "missing" });
    forgetWorkspaces();
    expect(await workspaceByHost(host)).toBeNull();
  });

  it("answers once it is proved, and links lead there when it is made the main address", async () => {
    const id = await proved();
    expect((await workspaceByHost(`${host}:443`))?.id).toBe(c.workspace.id);
    expect((await workspaceById(c.workspace.id))?.origin).toBe(`https://${standard()}`);
    expect(await makeMain(c.staff.owner, id)).toEqual({ ok: true, host });
    expect((await workspaceById(c.workspace.id))?.origin).toBe(`https://${host}`);
    expect(await listDomains(c.staff.viewer)).toMatchObject({ standard: { main: false }, own: [{ main: true }] });
    expect(await makeMain(c.staff.owner)).toEqual({ ok: true, host: standard() });
    expect((await workspaceById(c.workspace.id))?.origin).toBe(`https://${standard()}`);
    const entries = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: { startsWith: "domain." } }, orderBy: { id: "asc" } });
    expect(entries.map(({ action, data }) => [action, data])).toEqual([
      ["domain.added", { host }],
      ["domain.verified", { host }],
      ["domain.main", { before: standard(), after: host }],
      ["domain.main", { before: host, after: standard() }],
    ]);
  });

  it("is the main address no more once it is removed, and answers nobody", async () => {
    const id = await proved();
    await makeMain(c.staff.owner, id);
    expect(await removeDomain(c.staff.owner, id)).toEqual({ ok: true, host });
    expect(await workspaceByHost(host)).toBeNull();
    expect((await workspaceById(c.workspace.id))?.origin).toBe(`https://${standard()}`);
    expect(await removeDomain(c.staff.owner, id)).toEqual({ ok: false, reason: "not_found" });
  });

  it("gives the bare base host back to the workspace that has it", async () => {
    await db().domain.deleteMany({ where: { host: BASE_HOST } });
    await db().domain.create({
      data: { workspaceId: c.workspace.id, host: BASE_HOST, verifiedHost: BASE_HOST, isPrimary: true, verifyToken: "x", verifiedAt: new Date() },
    });
    const { id: at } = await db().domain.findFirstOrThrow({ where: { host: BASE_HOST } });
    const id = await added();
    expect((await only()).records[1]?.expected).toBe("foyer.example.net");
    const [ownership] = (await only()).records;
    dns.records.set(ownership!.host, [ownership!.expected]);
    dns.aliases.set(host, "foyer.example.net");
    await checkDomain(c.staff.owner, id);
    await makeMain(c.staff.owner, id);
    await removeDomain(c.staff.owner, id);
    expect((await workspaceById(c.workspace.id))?.origin).toBe("https://foyer.example.net");
    for (const act of [checkDomain, removeDomain, makeMain]) expect(await act(c.staff.owner, at)).toEqual({ ok: false, reason: "not_found" });
    await db().domain.deleteMany({ where: { host: BASE_HOST } });
  });

  it("is no main address before it is proved, nor while it leads nowhere", async () => {
    const id = await added();
    expect(await makeMain(c.staff.owner, id)).toEqual({ ok: false, reason: "unproved" });
    const [ownership] = (await only()).records;
    dns.records.set(ownership!.host, [ownership!.expected]);
    await checkDomain(c.staff.owner, id);
    expect(await makeMain(c.staff.owner, id)).toEqual({ ok: false, reason: "nowhere" });
  });

  it("may be asked for by several, and belongs to the one that DNS names", async () => {
    const thief = await cast();
    const squatted = await added(thief);
    const id = await proved();
    expect((await workspaceByHost(host))?.id).toBe(c.workspace.id);
    expect(await checkDomain(thief.staff.owner, squatted)).toMatchObject({ ok: true, domain: { verified: false, records: [{ state: "different" }, {}] } });
    const theirs = (await only(thief)).records[0]!;
    dns.records.set(theirs.host, [theirs.expected]);
    expect(await checkDomain(thief.staff.owner, squatted)).toEqual({ ok: false, reason: "taken" });
    expect((await workspaceByHost(host))?.id).toBe(c.workspace.id);
    for (const act of [checkDomain, removeDomain, makeMain]) expect(await act(thief.staff.owner, id)).toEqual({ ok: false, reason: "not_found" });
  });

  it("stays proved when DNS is in trouble or a record is gone, and says so", async () => {
    const id = await proved();
    dns.records.set(`_foyer.${host}`, "servfail");
    dns.aliases.clear();
    dns.addresses.set(host, ["198.51.100.9"]);
    dns.addresses.set(standard(), ["192.0.2.1"]);
    expect(await checkDomain(c.staff.owner, id)).toMatchObject({ ok: true, domain: { verified: true } });
    expect(await states()).toEqual({ ownership: "unknown", address: "different" });
    expect((await workspaceByHost(host))?.id).toBe(c.workspace.id);
  });

  it("may lead here by other means than an alias", async () => {
    const id = await added();
    dns.addresses.set(host, ["192.0.2.1", "192.0.2.2"]);
    dns.addresses.set(standard(), ["192.0.2.2"]);
    await checkDomain(c.staff.owner, id);
    expect(await address()).toMatchObject({ state: "ok", advice: "" });
    dns.addresses.delete(standard());
    await checkDomain(c.staff.owner, id);
    expect(await address()).toMatchObject({ state: "unknown", advice: expect.stringContaining("can't compare") });
  });

  it("is looked at every hour by itself", async () => {
    await added();
    const [ownership] = (await only()).records;
    dns.records.set(ownership!.host, [ownership!.expected]);
    expect(await checkDueDomains()).toBeGreaterThan(0);
    expect(await only()).toMatchObject({ verified: true });
    expect(await checkDueDomains()).toBe(0);
    expect(await checkDueDomains(new Date(Date.now() + 2 * HOUR_MS))).toBeGreaterThan(0);
  });

  it.each([
    "",
    "acme",
    "localhost",
    "127.0.0.1",
    "a b.com",
    "*.acme.com",
    "@",
    "acme.com/x",
    "acme.com:8080",
    "user@acme.com",
    "-a.com",
    null,
    7,
    {},
    "\u0000.com",
    `${"a".repeat(64)}.com`,
  ])("has to be one: %o", async (typed) => {
    expect(await addDomain(c.staff.owner, typed)).toEqual({ ok: false, reason: "domain" });
  });

  it.each(["foyer.example.net", "other.foyer.example.net", "a.b.FOYER.example.net."])("is never one of Foyer's own: %s", async (typed) => {
    expect(await addDomain(c.staff.owner, typed)).toEqual({ ok: false, reason: "ours" });
  });

  it("that another process added answers within ten seconds, also when the clock was put back meanwhile", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    expect(await workspaceByHost(host)).toBeNull();
    await db().domain.create({ data: { workspaceId: c.workspace.id, host, verifiedHost: host, verifyToken: "x" } });
    expect(await workspaceByHost(host)).toBeNull();
    vi.setSystemTime(Date.now() - HOUR_MS);
    expect(await workspaceByHost(host)).toMatchObject({ id: c.workspace.id });
  });

  it("whose owner writes into DNS what no database keeps is looked at like any other, and holds up none", async () => {
    const id = await added();
    dns.records.set(`_foyer.${host}`, ["foyer-domain=\0\u0007"]);
    expect(await checkDomain(c.staff.owner, id)).toMatchObject({ ok: true, domain: { verified: false } });
    expect((await only()).records[0]).toMatchObject({ state: "different", found: ["foyer-domain=\ufffd\ufffd"] });
  });

  it("is one of five at most, and there once", async () => {
    for (let i = 0; i < 5; i++) expect(await addDomain(c.staff.owner, `a${i}.${host}`)).toMatchObject({ ok: true });
    expect(await addDomain(c.staff.owner, `a0.${host}`)).toEqual({ ok: false, reason: "exists" });
    expect(await addDomain(c.staff.owner, host)).toEqual({ ok: false, reason: "too_many" });
  });

  it("is changed by somebody who signed in a short time ago; looked at by DNS any time", async () => {
    const id = await proved();
    const stale = makeViewer<Staff>(c.workspace, { ...c.staff.owner, freshAt: ago(HOUR_MS) });
    for (const act of [addDomain, makeMain, removeDomain])
      expect(await act(stale, act === addDomain ? `b.${host}` : id)).toEqual({ ok: false, reason: "not_fresh" });
    expect(await makeMain(stale)).toEqual({ ok: false, reason: "not_fresh" });
    expect(await checkDomain(stale, id)).toMatchObject({ ok: true });
    expect(await listDomains(stale)).toMatchObject({ standard: { main: true }, own: [{ host }] });
  });

  it("is for owners alone, and DNS is not asked without end", async () => {
    const id = await added();
    for (const role of ["admin", "agent", "viewer"] as const)
      for (const act of [addDomain, checkDomain, makeMain, removeDomain]) await expect(act(c.staff[role], id)).rejects.toThrow(NotAllowed);
    for (let i = 0; i < 10; i++) await checkDomain(c.staff.owner, id);
    expect(await checkDomain(c.staff.owner, id)).toEqual({ ok: false, reason: "limited" });
  });
});
