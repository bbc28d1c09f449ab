import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { deliverDue, enqueue } from "./mail";
import { senderOf } from "./mail/sender";
import { db, transaction } from "./plumbing/db";
import { texts } from "./plumbing/dns";
import { useEnv } from "./plumbing/env";
import {
  addSenderDomain,
  checkDueSenders,
  checkSenderDomain,
  removeSenderDomain,
  type SenderDomain,
  saveDkim,
  saveSender,
  senderHealth,
  senderSettings,
  sendTestMail,
} from "./sender";
import { type Cast, cast } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { type DnsServer, startDns } from "./testing/dns";
import { DKIM_VALUE, type Provider, startProvider } from "./testing/provider";
import { HOUR_MS } from "./values/time";
import { workspaceById } from "./workspaces";

/** On a machine that has much to do. */
const SLOWLY = { timeout: 30_000 };

useDatabase();

let dns: DnsServer;
let provider: Provider;
let c: Cast;
let number = 0;
let domain: string;

beforeAll(async () => {
  [dns, provider] = await Promise.all([startDns(), startProvider()]);
});
afterAll(() => Promise.all([dns.close(), provider.close()]));
beforeEach(async () => {
  vi.useRealTimers();
  useEnv({
    DNS_SERVER: dns.address,
    RESEND_API_KEY: "re_test",
    RESEND_BASE_URL: provider.url,
    MAIL_FROM: "Foyer <hello@default.example>",
    RESEND_RATE_PER_SECOND: "1000",
  });
  await db().rateLimit.deleteMany({ where: {} });
  c = await cast();
  domain = `mail${++number}.acme.example`;
  dns.records.clear();
  dns.asked.length = 0;
  provider.sent.length = 0;
});

async function added(of: Cast = c): Promise<string> {
  const made = await addSenderDomain(of.staff.admin, domain);
  if (!made.ok) throw new Error(made.reason);
  return made.id;
}

async function publish(id: string, of: Cast = c): Promise<void> {
  const settings = await senderSettings(of.staff.admin);
  for (const { host, expected } of settings.domains.find((d) => d.id === id)?.records ?? []) dns.records.set(host, [expected]);
  const known = provider.domains.get(domain);
  if (known) known.status = "verified";
}

async function check(id: string, of: Cast = c): Promise<SenderDomain> {
  const checked = await checkSenderDomain(of.staff.admin, id);
  if (!checked.ok) throw new Error(checked.reason);
  return checked.domain;
}

const states = ({ records }: SenderDomain) => Object.fromEntries(records.map(({ kind, state }) => [kind, state]));
const adviceOf = ({ records }: SenderDomain, kind: string) => records.find((r) => r.kind === kind)?.advice ?? "";
const from = async () => senderOf((await workspaceById(c.workspace.id))!).from;

describe("a sender domain", () => {
  it("shows the records to copy, with the key the provider made", async () => {
    const id = await added();
    const [shown] = (await senderSettings(c.staff.viewer)).domains;
    expect(shown).toMatchObject({ id, domain, status: "pending" });
    expect(shown?.records.map(({ host, expected }) => [host, expected])).toEqual([
      [`_foyer.${domain}`, expect.stringMatching(/^foyer-sender=[\w-]{32}$/)],
      [`send.${domain}`, "v=spf1 include:amazonses.com ~all"],
      [`resend._domainkey.${domain}`, DKIM_VALUE],
      [`_dmarc.${domain}`, "v=DMARC1; p=none;"],
    ]);
  });

  it("is used once its records are in order, and not before", async () => {
    const id = await added();
    expect(await saveSender(c.staff.admin, { name: "Acme", email: `hello@${domain}`, replyTo: "help@acme.example", version: 1 })).toEqual({ ok: true });
    expect(await from()).toBe("Acme <hello@default.example>");
    expect(states(await check(id))).toEqual({ ownership: "missing", spf: "missing", dkim: "missing", dmarc: "missing" });
    await publish(id);
    expect(await check(id)).toMatchObject({ status: "verified" });
    expect(await from()).toBe(`Acme <hello@${domain}>`);
    expect((await senderSettings(c.staff.viewer)).from).toBe(`Acme <hello@${domain}>`);
  });

  it("waits for the provider, which has to know the domain too", async () => {
    const id = await added();
    await publish(id);
    const known = provider.domains.get(domain)!;
    known.status = "pending";
    expect(await check(id)).toMatchObject({
      status: "pending",
      records: expect.arrayContaining([expect.objectContaining({ kind: "provider", state: "missing" })]),
    });
    expect(known.verifyAsked).toBe(1);
    known.status = "verified";
    expect(await check(id)).toMatchObject({ status: "verified" });
  });

  it("that breaks is told to owners and admins once, and mails go out under the default sender meanwhile", async () => {
    const id = await added();
    await saveSender(c.staff.admin, { name: "Acme", email: `hello@${domain}`, replyTo: "", version: 1 });
    await publish(id);
    await check(id);
    dns.records.set(`send.${domain}`, []);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * HOUR_MS });
    expect(await checkDueSenders()).toBeGreaterThan(0);
    expect(await checkDueSenders()).toBe(0);
    expect(await from()).toBe("Acme <hello@default.example>");
    const told = await db().mail.findMany({ where: { workspaceId: c.workspace.id, template: "sender_broken" } });
    expect(told.map(({ to }) => to).sort()).toEqual(["admin@example.com", "owner@example.com"]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * HOUR_MS });
    await checkDueSenders();
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, template: "sender_broken" } })).toBe(2);
    expect(await senderHealth(c.staff.viewer)).toMatchObject({ domain, own: true, ok: false });
    await deliverDue();
    expect(provider.sent.find(({ to }) => to[0] === "owner@example.com")?.text).toContain("SPF: the record is missing.");
    dns.records.set(`send.${domain}`, ["v=spf1 include:amazonses.com -all"]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * HOUR_MS });
    await checkDueSenders();
    expect(await from()).toBe(`Acme <hello@${domain}>`);
    const actions = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: { startsWith: "sender." } }, orderBy: { id: "asc" } });
    expect(actions.map(({ action }) => action)).toEqual(["sender.domain_added", "sender.verified", "sender.broken", "sender.verified"]);
  });

  it.each<[string, string, (found: string) => string[], RegExp]>([
    ["spf", "two of them", (found) => [found, "v=spf1 -all"], /several/],
    ["spf", "everybody allowed", () => ["v=spf1 include:amazonses.com +all"], /everybody/],
    ["spf", "somebody else's", () => ["v=spf1 include:_spf.google.com ~all"], /include:amazonses\.com/],
    ["spf", "other texts beside it", (found) => [found, "google-site-verification=x"], /^$/],
    ["dkim", "another key", () => [`p=${"B".repeat(60)}`], /another one/],
    ["dkim", "a withdrawn key", () => ["v=DKIM1; p="], /withdrawn/],
    ["dkim", "spaces and tags", (found) => [`v=DKIM1; k=rsa; ${found.slice(0, 30)} ${found.slice(30)}`], /^$/],
    ["dmarc", "no policy", () => ["v=DMARC1; rua=mailto:x@example.com"], /no policy/],
    ["dmarc", "two of them", (found) => [found, found], /several/],
    ["dmarc", "a strict one", () => ["v=DMARC1;p=reject; adkim=s"], /^$/],
    ["ownership", "another workspace's", () => ["foyer-sender=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], /another workspace/],
  ])("says what is wrong with %s: %s", async (kind, _, spoil, advice) => {
    const id = await added();
    await publish(id);
    const record = (await senderSettings(c.staff.admin)).domains[0]?.records.find((r) => r.kind === kind);
    dns.records.set(record?.host ?? "", spoil(record?.expected ?? ""));
    const checked = await check(id);
    expect(adviceOf(checked, kind)).toMatch(advice);
    expect(checked.status).toBe(advice.source === "^$" || kind === "dmarc" ? "verified" : "pending");
  });

  it("inherits DMARC from the organisation above it", async () => {
    const id = await added();
    await publish(id);
    dns.records.delete(`_dmarc.${domain}`);
    dns.records.set("_dmarc.acme.example", ["v=DMARC1; p=quarantine"]);
    expect(states(await check(id))).toMatchObject({ dmarc: "ok" });
  });

  it("of another workspace is of no use, even when all its other records are there", async () => {
    const id = await added();
    await publish(id);
    await check(id);
    const thief = await cast();
    const stolen = await added(thief);
    expect(await check(stolen, thief)).toMatchObject({
      status: "pending",
      records: expect.arrayContaining([expect.objectContaining({ kind: "ownership", state: "different" })]),
    });
    expect(await checkSenderDomain(thief.staff.owner, id)).toEqual({ ok: false, reason: "not_found" });
    expect(await removeSenderDomain(thief.staff.owner, id)).toBe(false);
    expect(await saveDkim(thief.staff.owner, id, { selector: "x", value: "" })).toEqual({ ok: false, reason: "not_found" });
  });

  it("stands in the log with its key before and after, and only where it is another one", async () => {
    const id = await added();
    const { selector, value } = (await senderSettings(c.staff.admin)).domains[0]!.dkim;
    const key = `p=${"Q".repeat(60)}END`;
    const cut = { selector: "s2", value: `${key}${"A".repeat(2_000)}` }; // half a key is none
    expect(await saveDkim(c.staff.admin, id, cut)).toEqual({ ok: false, reason: "too_long", field: "value", max: 2_000, length: cut.value.length });
    for (let i = 0; i < 2; i++) expect(await saveDkim(c.staff.admin, id, { selector: "s2", value: key })).toEqual({ ok: true });
    const noted = await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "settings.changed" } });
    expect(noted.map(({ actor, data }) => ({ actor, data }))).toEqual([
      {
        actor: "staff",
        data: { area: `the DKIM key of ${domain}`, changes: { selector: [selector, "s2"], key: [value && `…${value.slice(-12)}`, "…QQQQQQQQQEND"] } },
      },
    ]);
  });

  it("is left as it was when DNS does not answer", async () => {
    const id = await added();
    await publish(id);
    await check(id);
    dns.records.set(`send.${domain}`, "silence");
    dns.records.set(`_foyer.${domain}`, "servfail");
    const began = Date.now();
    expect(await check(id)).toMatchObject({
      status: "verified",
      records: expect.arrayContaining([expect.objectContaining({ kind: "spf", state: "unknown" })]),
    });
    expect(Date.now() - began).toBeLessThan(30_000);
  });

  it.each([
    "",
    " ",
    "acme",
    "localhost",
    "a.local",
    "127.0.0.1",
    "exa mple.com",
    "-a.com",
    `${"a".repeat(64)}.com`,
    "a..b",
    "*.acme.com",
    "acme.com/x",
    null,
    7,
    "\u0000.com",
  ])("has to be one: %o", async (typed) => {
    expect(await addSenderDomain(c.staff.admin, typed)).toEqual({ ok: false, reason: "domain" });
  });

  it("is staff's to change if their role says so", async () => {
    await expect(addSenderDomain(c.staff.agent, domain)).rejects.toThrow("Not allowed");
    await expect(saveSender(c.staff.viewer, { name: "x", email: "", replyTo: "", version: 1 })).rejects.toThrow("Not allowed");
    await expect(sendTestMail(c.staff.agent)).rejects.toThrow("Not allowed");
  });
});

describe("DNS that misbehaves", () => {
  it.each(["silence", "garbage", "loop", "huge", "servfail"] as const)("is bounded in time and size: %s", async (behaviour) => {
    dns.records.set("evil.example.com", behaviour);
    const began = Date.now();
    const answer = await texts("evil.example.com");
    expect(Date.now() - began).toBeLessThan(30_000);
    if ("found" in answer) {
      expect(answer.found.length).toBeLessThanOrEqual(50);
      expect(answer.found.join("").length).toBeLessThan(250_000);
    }
  });
});

describe("the sender", () => {
  it("takes a name, an address of a known domain and a reply address, and says what is wrong", async () => {
    await added();
    const save = (more: object) => saveSender(c.staff.admin, { name: "Acme", email: "", replyTo: "", version: 1, ...more });
    expect(await save({ name: "A".repeat(61) })).toEqual({ ok: false, reason: "too_long", field: "name", max: 60, length: 61 });
    expect(await save({ name: " \r\n " })).toEqual({ ok: false, reason: "name" });
    expect(await save({ email: "nobody" })).toEqual({ ok: false, reason: "email" });
    expect(await save({ email: "me@elsewhere.example" })).toEqual({ ok: false, reason: "domain" });
    expect(await save({ replyTo: "a@b.c\r\nBcc: x@y.zz" })).toEqual({ ok: false, reason: "reply_to" });
    expect(await save({ version: 7 })).toEqual({ ok: false, reason: "stale" });
    expect(await save({ email: `Hello@${domain}` })).toEqual({ ok: true });
  });

  it("that the provider refuses is replaced by the default one, so that people can sign in", async () => {
    const id = await added();
    await saveSender(c.staff.admin, { name: "Acme", email: `hello@${domain}`, replyTo: "", version: 1 });
    await publish(id);
    await check(id);
    provider.next({ status: 403, name: "validation_error", message: `The ${domain} domain is not verified.` });
    await transaction((tx) =>
      enqueue(tx, {
        workspaceId: c.workspace.id,
        template: "portal_login",
        to: "ada@example.com",
        toKey: "ada@example.com",
        data: {},
        secret: { path: "/magic-login/x" },
        uselessAfter: new Date(Date.now() + HOUR_MS),
      }),
    );
    await deliverDue();
    await vi.waitFor(async () => {
      await deliverDue();
      expect(provider.sent).toHaveLength(1);
    }, SLOWLY);
    expect(provider.sent[0]?.from).toBe("Acme <hello@default.example>");
  });

  it("can be tried out, on oneself and within reason", async () => {
    expect(await sendTestMail(c.staff.owner)).toEqual({ ok: true, to: "owner@example.com" });
    await deliverDue();
    expect(provider.sent).toMatchObject([{ to: ["owner@example.com"], subject: "Test mail from The club" }]);
    for (let i = 0; i < 9; i++) await sendTestMail(c.staff.owner);
    expect(await sendTestMail(c.staff.owner)).toMatchObject({ ok: false, reason: "limited" });
  });

  it("of the deployment is looked at too", async () => {
    expect(await senderHealth(c.staff.viewer)).toMatchObject({ domain: "default.example", own: false, ok: false });
    useEnv({});
    expect(await senderHealth(c.staff.viewer)).toBeNull();
  });
});
