import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { askEmailChange } from "./account/email-change";
import { examine, examineContact, type Report } from "./doctor";
import { CAUSES } from "./doctor/causes";
import { ledgerSentence } from "./doctor/ledger";
import { look } from "./links";
import { finishByCode } from "./links/by-code";
import { noteOpening, notePress } from "./links/openings";
import { redeem } from "./links/redeem";
import { copyLink, revokeLinks, sendLink } from "./links/send";
import { deliverDue } from "./mail";
import { receiveEvent } from "./mail/events";
import { db } from "./plumbing/db";
import { useEnv } from "./plumbing/env";
import { ask } from "./requests";
import { resolve } from "./requests/resolve";
import { endMyOtherDevices, signOut, viewerOf } from "./sessions";
import { askForCodeAt } from "./settings/gateways";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { type DnsServer, startDns } from "./testing/dns";
import { DKIM_VALUE, type Provider, startProvider } from "./testing/provider";
import { HOUR_MS, MINUTE_MS } from "./values/time";
import type { Member } from "./viewer";
import { forgetWorkspaces, workspaceById } from "./workspaces";

useDatabase();

let provider: Provider;
let dns: DnsServer;
let c: Cast;
let phone: TestBrowser;

beforeAll(async () => {
  [provider, dns] = await Promise.all([startProvider(), startDns()]);
  dns.records.set("send.good.example", ["v=spf1 include:amazonses.com ~all"]);
  dns.records.set("resend._domainkey.good.example", [DKIM_VALUE]);
  dns.records.set("_dmarc.good.example", ["v=DMARC1; p=none"]);
});
afterAll(() => Promise.all([provider.close(), dns.close()]));

beforeEach(async () => {
  vi.useRealTimers();
  settings("good.example");
  provider.always("ok");
  provider.sent.length = 0;
  await db().rateLimit.deleteMany({ where: {} });
  await db().mail.deleteMany({ where: {} });
  c = await cast();
  phone = new TestBrowser("198.51.100.9");
});

const settings = (domain: string) =>
  useEnv({ RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url, RESEND_RATE_PER_SECOND: "1000", DNS_SERVER: dns.address, MAIL_FROM: `hello@${domain}` });
const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

/** Asks as a person does; the browser keeps its cookie. */
async function askAs(browser: TestBrowser, email = "ada@example.com", of: Cast = c): Promise<void> {
  const asked = await ask(of.workspace, browser.visitor, "portal_login", email);
  if (!asked.ok) return;
  browser.cookies.attempt = asked.attempt.secret;
  await resolve(asked.requestId);
}

/** Asks and gets the mail: the token and the code in it. */
async function mailed(browser: TestBrowser, email = "ada@example.com", of: Cast = c): Promise<{ token: string; code: string; url: string }> {
  await askAs(browser, email, of);
  await deliverDue();
  const text = provider.sent.findLast((mail) => mail.to[0] === email && /magic-login/.test(mail.text))?.text ?? "";
  const url = text.match(/http\S+/)?.[0] ?? "";
  return { url, token: url.split("/").pop() ?? "", code: text.match(/\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/)?.[0] ?? "" };
}

async function signInWith(browser: TestBrowser, token: string, of: Cast = c): Promise<Member> {
  const done = await redeem(of.workspace, browser.visitor, null, token, { confirmed: true });
  if (!done.ok || !done.session) throw new Error("not signed in");
  browser.cookies = { session: done.session.value, device: done.device, attempt: null };
  return (await viewerOf(of.workspace, browser.visitor)) as Member;
}

/** What opening the mail's link does before anybody presses anything. */
async function open(visitor: TestBrowser["visitor"], token: string): Promise<void> {
  await noteOpening(c.workspace, visitor, await look(c.workspace, visitor, null, token));
}

const scanner = () => ({ ...new TestBrowser("192.0.2.50").visitor, userAgent: "Mimecast-Scanner/1.0" });

async function pressedByScanner(token: string): Promise<void> {
  await open(scanner(), token);
  expect(await redeem(c.workspace, scanner(), null, token, { confirmed: true })).toMatchObject({ ok: true });
  await notePress(c.workspace, scanner(), token);
}

async function happened(type: string, more: object = {}): Promise<void> {
  const { body } = provider.event(`email.${type}`, provider.sent.at(-1)!, more);
  await receiveEvent(crypto.randomUUID(), JSON.parse(body));
}

async function setPolicy(more: object): Promise<void> {
  await db().policy.update({ where: { workspaceId_purpose: { workspaceId: c.workspace.id, purpose: "portal_login" } }, data: more });
  forgetWorkspaces();
  c = { ...c, workspace: (await workspaceById(c.workspace.id))! };
}

async function diagnose(about: string | { contactId: string } = { contactId: c.ada.contactId }): Promise<Report> {
  if (typeof about === "object") return (await examineContact(c.staff.viewer, about.contactId))!;
  const examined = await examine(c.staff.viewer, about);
  if (!examined.ok) throw new Error(examined.reason);
  return examined.report;
}

/** The cause, made for real; whom to ask about; what the doctor must find, and offer. */
const CASES: [cause: string, what: string, arrange: () => Promise<string | undefined>, remedy: string][] = [
  ["unknown_address", "an address nobody has", async () => askAs(phone, "stranger@elsewhere.example").then(() => "stranger@elsewhere.example"), "open"],
  ["near_miss", "a slip of the finger, typed for the doctor", async () => "adda@example.com", "open"],
  ["near_miss", "a slip of the finger by the contact", async () => askAs(phone, "adaa@example.com").then(() => undefined), "send_link"],
  ["inactive", "an inactive contact", async () => "ben@example.com", "open"],
  [
    "no_access",
    "a portal that asks for access",
    async () => {
      c = await cast("builder");
      return "cleo@example.com";
    },
    "open",
  ],
  [
    "access_over",
    "temporary access that ended",
    async () => {
      await db().contact.update({ where: { id: c.ada.contactId }, data: { accessEndsAt: new Date(Date.now() - HOUR_MS) } });
      return undefined;
    },
    "open",
  ],
  ["wrong_workspace", "a link of another portal", async () => (await mailed(phone, "ada@example.com", await cast("desk"))).url, "nothing"],
  ["staff_address", "a staff person at the members' door", async () => "agent@example.com", "open"],
  [
    "limited",
    "asking again and again",
    async () => {
      for (let i = 0; i < 5; i++) await askAs(new TestBrowser(`198.51.100.${i}`));
      await deliverDue();
      return undefined;
    },
    "send_link",
  ],
  [
    "suppressed_bounce",
    "a mailbox that does not exist",
    async () => {
      await mailed(phone);
      await happened("bounced", { bounce: { type: "Permanent", subType: "General", message: "550 no such user" } });
      return undefined;
    },
    "clear_suppression",
  ],
  [
    "suppressed_complaint",
    "a mail marked as spam",
    async () => {
      await mailed(phone);
      await happened("complained");
      return undefined;
    },
    "clear_suppression",
  ],
  [
    "provider_down",
    "a provider that is down",
    async () => {
      provider.always({ status: 503 });
      await mailed(phone);
      return undefined;
    },
    "open",
  ],
  ["mail_queued", "a mail in line", async () => askAs(phone).then(() => undefined), "open"],
  [
    "mail_failed",
    "a mail the provider refuses",
    async () => {
      provider.always({ status: 422, name: "validation_error", message: "Invalid address" });
      await mailed(phone);
      return undefined;
    },
    "send_link",
  ],
  [
    "mail_failed",
    "a mailbox that is full",
    async () => {
      await mailed(phone);
      await happened("bounced", { bounce: { type: "Transient", subType: "MailboxFull", message: "452 full" } });
      return undefined;
    },
    "send_link",
  ],
  [
    "mail_dropped",
    "a mail that waited too long",
    async () => {
      await askAs(phone);
      later(2 * HOUR_MS);
      await deliverDue();
      return undefined;
    },
    "send_link",
  ],
  [
    "mail_late",
    "a mail server that lets us wait",
    async () => {
      await mailed(phone);
      await happened("delivery_delayed");
      return undefined;
    },
    "open",
  ],
  [
    "mail_late",
    "no word of delivery where there usually is one",
    async () => {
      await mailed(new TestBrowser("198.51.100.77"), "dora@example.com");
      await happened("delivered");
      await mailed(phone);
      later(6 * MINUTE_MS);
      return undefined;
    },
    "open",
  ],
  [
    "link_expired",
    "a link that is too old",
    async () => {
      await mailed(phone);
      await happened("delivered");
      later(16 * MINUTE_MS);
      return undefined;
    },
    "send_link",
  ],
  [
    "link_used",
    "a link that was used, and a session that is over",
    async () => {
      const { token } = await mailed(phone);
      await signOut(await signInWith(phone, token));
      return undefined;
    },
    "send_link",
  ],
  [
    "link_revoked",
    "a link staff revoked",
    async () => {
      await mailed(phone);
      await revokeLinks(c.staff.agent, c.ada.contactId);
      return undefined;
    },
    "send_link",
  ],
  [
    "opened_by_scanner",
    "a mail filter that opens links",
    async () => {
      const { token } = await mailed(phone);
      for (let i = 0; i < 3; i++) await open(scanner(), token);
      return undefined;
    },
    "code_for_domain",
  ],
  [
    "opened_elsewhere",
    "a link opened on another device, and not confirmed",
    async () => {
      const { token } = await mailed(phone);
      await open(new TestBrowser("203.0.113.200").visitor, token);
      return undefined;
    },
    "send_link",
  ],
  [
    "nothing_sent",
    "a request that was looked at too late",
    async () => {
      const asked = await ask(c.workspace, phone.visitor, "portal_login", "ada@example.com");
      later(HOUR_MS);
      if (asked.ok) await resolve(asked.requestId);
      return undefined;
    },
    "send_link",
  ],
  [
    "nothing_sent",
    "somebody who was inactive when they asked",
    async () => {
      await askAs(phone, "ben@example.com");
      await db().contact.update({ where: { id: c.ben.contactId }, data: { active: true } });
      return "ben@example.com";
    },
    "send_link",
  ],
  [
    "nothing_sent",
    "a member at the staff's door",
    async () => {
      const asked = await ask(c.workspace, phone.visitor, "staff_login", "ada@example.com");
      if (asked.ok) await resolve(asked.requestId);
      return undefined;
    },
    "send_link",
  ],
  [
    "being_made",
    "a request that nobody has looked at yet",
    async () => ask(c.workspace, phone.visitor, "portal_login", "ada@example.com").then(() => undefined),
    "open",
  ],
  [
    "blocked_by_ip",
    "a link opened from another connection than the settings allow",
    async () => {
      await setPolicy({ ipBound: true });
      const { token } = await mailed(phone);
      await open(new TestBrowser("203.0.113.200").visitor, token);
      return undefined;
    },
    "send_link",
  ],
  [
    "address_changed",
    "an address that was changed since",
    async () => {
      const { token } = await mailed(phone);
      const ada = await signInWith(phone, token);
      await askEmailChange(ada, "ada.lovelace@other.example");
      await deliverDue();
      const confirm = provider.sent.at(-1)?.text.match(/magic-login\/(\w+)/)?.[1] ?? "";
      const done = await redeem(c.workspace, phone.visitor, ada, confirm, { confirmed: true });
      expect(done.ok).toBe(true);
      return "ada@example.com";
    },
    "open",
  ],
  [
    "session_already",
    "somebody who is signed in",
    async () => {
      const { token } = await mailed(phone);
      await signInWith(phone, token);
      return undefined;
    },
    "send_link",
  ],
  [
    "pressed_by_scanner",
    "a mail filter that presses buttons",
    async () => {
      await pressedByScanner((await mailed(phone)).token);
      return undefined;
    },
    "code_for_domain",
  ],
  [
    "pressed_by_scanner",
    "a mail filter that pressed a button, where the code is asked for since",
    async () => {
      await pressedByScanner((await mailed(phone)).token);
      await askForCodeAt(c.staff.admin, "example.com");
      return undefined;
    },
    "send_link",
  ],
  [
    "cookies_refused",
    "a browser that forgets its cookies",
    async () => {
      for (let i = 0; i < 3; i++) {
        const forgetful = new TestBrowser("198.51.100.9");
        const { token } = await mailed(forgetful);
        await signInWith(forgetful, token);
      }
      return undefined;
    },
    "nothing",
  ],
  [
    "code_spent",
    "a code mistyped five times",
    async () => {
      await mailed(phone);
      for (let i = 0; i < 6; i++) await finishByCode(c.workspace, phone.visitor, null, "2222-2222");
      return undefined;
    },
    "send_link",
  ],
  [
    "sender_not_authenticated",
    "a sender that DNS does not vouch for",
    async () => {
      settings("bad.example");
      await mailed(phone);
      return undefined;
    },
    "open",
  ],
  [
    "waiting_in_mailbox",
    "a mail that was delivered and not opened",
    async () => {
      await mailed(phone);
      await happened("delivered");
      return undefined;
    },
    "send_link",
  ],
  ["never_asked", "nobody asked", async () => undefined, "send_link"],
];

describe("the sign-in doctor", () => {
  it.each(CASES)("finds %s: %s", async (cause, _, arrange, remedy) => {
    const about = await arrange();
    const report = await diagnose(about);
    expect({ cause: report.cause, sentence: report.sentence }).toEqual({ cause, sentence: report.sentence });
    expect(report.remedy.do).toBe(remedy);
    expect(report.sentence).not.toMatch(/undefined|null|NaN|\[object/);
    expect(report.findings.length).toBeGreaterThan(0);
    for (const { question, answer, evidence } of report.findings)
      for (const text of [question, answer, ...evidence.map((e) => e.text)]) expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it("has a test for every cause it knows", () => {
    const tested = new Set(CASES.map(([cause]) => cause));
    expect([...CAUSES, "wrong_workspace"].filter((cause) => !tested.has(cause))).toEqual([]);
    expect(tested.size).toBeGreaterThanOrEqual(20);
  });

  it("asks its questions in the order of the book", async () => {
    await mailed(phone);
    const { findings } = await diagnose();
    expect(findings.map(({ question }) => question)).toEqual([
      "Does the address belong to somebody?",
      "Active, and allowed into the portal?",
      "Was a link asked for lately?",
      "Asked too often?",
      "Does mail go there?",
      "Do mailboxes believe the sender?",
      "What became of the last mail?",
      "What became of the last link?",
      "Signed in already?",
    ]);
  });

  it("says of every request what came of it", async () => {
    const asked = await ask(c.workspace, phone.visitor, "portal_login", "ada@example.com");
    later(HOUR_MS);
    if (asked.ok) await resolve(asked.requestId);
    const { answer } = (await diagnose()).findings.find(({ question }) => question === "Was a link asked for lately?")!;
    expect(answer).toBe("Yes, 1 hour ago: nothing was sent: the link would have come too late.");
  });

  it("sends to the address it was asked about, not to the first one of the contact", async () => {
    const { remedy } = await diagnose("adam@example.com");
    if (remedy.do !== "send_link") throw new Error(remedy.do);
    expect(await sendLink(c.staff.agent, remedy.contactId, { addressId: remedy.addressId })).toMatchObject({ ok: true, to: "adam@example.com" });
  });

  it("does not say that nobody asked while a link is out", async () => {
    await copyLink(c.staff.agent, c.ada.contactId);
    expect((await diagnose()).sentence).toBe("All is well with Ada. The last link was made just now, still works, and was not opened yet.");
  });

  it("knows nothing of another workspace", async () => {
    const other = await cast();
    await mailed(phone, "ada@example.com", other);
    const report = await diagnose("ada@example.com");
    expect(report.cause).toBe("never_asked");
    expect(await examineContact(c.staff.owner, other.ada.contactId)).toBeNull();
    expect(JSON.stringify(await diagnose("stranger@nowhere.example"))).not.toContain(other.workspace.slug);
  });

  it("takes no nonsense", async () => {
    for (const typed of ["", "ada", "ada@@example.com", "javascript:alert(1)", null, "x".repeat(10_000), "%@%.com"])
      expect(await examine(c.staff.viewer, typed)).toMatchObject({ ok: false, reason: "not_an_address" });
    expect(await examineContact(c.staff.viewer, "' OR 1=1")).toBeNull();
  });

  it("is over when the trouble is over", async () => {
    const { token } = await mailed(phone);
    expect((await diagnose()).cause).toBe("waiting_in_mailbox");
    const ada = await signInWith(phone, token);
    await endMyOtherDevices(ada);
    expect((await diagnose()).cause).toBe("session_already");
  });
});

describe("the scanner ledger", () => {
  it("tells staff that a filter opened a link, and that it is harmless", async () => {
    const { token } = await mailed(phone);
    for (let i = 0; i < 3; i++) await open(scanner(), token);
    const { findings } = await diagnose();
    expect(findings.flatMap(({ evidence }) => evidence.map(({ text }) => text))).toContain("Example's mail filter opened this link 3 times; that is harmless.");
    expect(ledgerSentence("contoso.com", [])).toBeNull();
  });

  it("says so where the filter used the link up", async () => {
    await pressedByScanner((await mailed(phone)).token);
    const { findings } = await diagnose();
    expect(findings.find(({ question }) => question === "What became of the last link?")).toMatchObject({
      verdict: "bad",
      answer: "A mail filter used it just now.",
      evidence: [{ text: "Example's mail filter opened this link once and pressed its button: that uses a link up." }],
    });
  });

  it("puts the code first in mails to that domain, and can ask for it", async () => {
    const { token } = await mailed(phone);
    const before = provider.sent.at(-1)?.text ?? "";
    expect(before.indexOf("http")).toBeLessThan(before.search(/[0-9A-Z]{4}-[0-9A-Z]{4}/));
    await open(scanner(), token);
    await mailed(new TestBrowser("198.51.100.10"));
    const after = provider.sent.at(-1)?.text ?? "";
    expect(after.search(/[0-9A-Z]{4}-[0-9A-Z]{4}/)).toBeLessThan(after.indexOf("http"));
    await expect(askForCodeAt(c.staff.agent, "example.com")).rejects.toThrow("Not allowed");
    expect(await askForCodeAt(c.staff.admin, "not a domain")).toBe(false);
    expect(await askForCodeAt(c.staff.admin, "example.com")).toBe(true);
    const { token: careful } = await mailed(new TestBrowser("198.51.100.11"));
    const elsewhere = new TestBrowser("203.0.113.99");
    expect(await look(c.workspace, elsewhere.visitor, null, careful)).toMatchObject({ state: "confirm", confirm: "code" });
  });
});
