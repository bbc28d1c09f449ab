import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "@/app/api/webhooks/resend/route";
import { COMMANDS } from "@/scripts/cli/commands";
import { deliverDue, enqueue } from "../mail";
import { db, sql, transaction } from "../plumbing/db";
import { useEnv } from "../plumbing/env";
import { clearSuppression, listSuppressed } from "../suppressions";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { type EventOptions, PROVIDER_SECRET, type Provider, type SignedEvent, signed, startProvider } from "../testing/provider";
import { HOUR_MS, MINUTE_MS } from "../values/time";
import { ORDER } from "./news";

useDatabase();

let provider: Provider;
let c: Cast;
beforeAll(async () => {
  provider = await startProvider();
  useEnv({
    RESEND_API_KEY: "re_test",
    RESEND_BASE_URL: provider.url,
    RESEND_WEBHOOK_SECRET: PROVIDER_SECRET,
    MAIL_FROM: "a@example.com",
    RESEND_RATE_PER_SECOND: "1000",
  });
});
afterAll(() => provider.close());
beforeEach(async () => {
  c = await cast();
  provider.sent.length = 0;
});

const post = ({ body, headers }: SignedEvent, more: Record<string, string> = {}) =>
  POST(new Request("http://localhost:3000/api/webhooks/resend", { method: "POST", body, headers: { ...headers, ...more } }));

async function sendMail(of: Cast = c, deliver = true): Promise<string> {
  const id = await transaction((tx) =>
    enqueue(tx, {
      workspaceId: of.workspace.id,
      template: "portal_login",
      to: "ada@example.com",
      toKey: "ada@example.com",
      contactId: of.ada.contactId,
      data: {},
      secret: { path: "/magic-login/x" },
      uselessAfter: new Date(Date.now() + HOUR_MS),
    }),
  );
  if (deliver) await deliverDue();
  return id;
}

const lastSent = () => provider.sent.at(-1)!;
const happened = (type: string, more: object = {}, options: EventOptions = {}) => provider.event(`email.${type}`, lastSent(), more, options);
const HARD = { bounce: { type: "Permanent", subType: "General", message: "550 5.1.1 no such user" } };
const SOFT = { bounce: { type: "Transient", subType: "MailboxFull", message: "452 mailbox full" } };
const mail = (id: string) => db().mail.findUniqueOrThrow({ where: { id } });
const told = (of: Cast = c) => db().activity.count({ where: { workspaceId: of.workspace.id, type: "WEBHOOK" } });

describe("an event", () => {
  it("is believed when it is signed, and noted once however often it comes", async () => {
    const id = await sendMail();
    const event = happened("delivered");
    expect((await post(event)).status).toBe(200);
    expect(await mail(id)).toMatchObject({ state: "delivered", deliveredAt: expect.any(Date) });
    const repeats = await Promise.all(Array.from({ length: 20 }, () => post(event)));
    expect(new Set(repeats.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await told()).toBe(1);
    const twenty = happened("delivery_delayed");
    await Promise.all(Array.from({ length: 20 }, () => post({ ...twenty, headers: signed("msg_same", twenty.body) })));
    expect(await db().mailEvent.count({ where: { mailId: id } })).toBe(2);
  });

  it.each<[string, (event: SignedEvent) => SignedEvent]>([
    ["no signature", ({ body, headers: { "svix-signature": _, ...headers } }) => ({ body, headers })],
    ["another secret", ({ body }) => ({ body, headers: signed("msg_1", body, `whsec_${Buffer.from("somebody else's secret").toString("base64")}`) })],
    ["one byte changed", ({ body, headers }) => ({ body: body.replace("bounced", "bouncee"), headers })],
    ["written anew", ({ body, headers }) => ({ body: JSON.stringify(JSON.parse(body), null, 1), headers })],
    ["six minutes old", ({ body }) => ({ body, headers: signed("msg_1", body, PROVIDER_SECRET, Date.now() - 6 * MINUTE_MS) })],
    ["six minutes early", ({ body }) => ({ body, headers: signed("msg_1", body, PROVIDER_SECRET, Date.now() + 6 * MINUTE_MS) })],
    ["a time in words", ({ body, headers }) => ({ body, headers: { ...headers, "svix-timestamp": "now" } })],
    ["no time", ({ body, headers: { "svix-timestamp": _, ...headers } }) => ({ body, headers })],
    ["no id", ({ body, headers: { "svix-id": _, ...headers } }) => ({ body, headers })],
    ["an id of another", ({ body, headers }) => ({ body, headers: { ...headers, "svix-id": "msg_other" } })],
    ["no JSON", () => ({ body: "{", headers: signed("msg_1", "{") })],
  ])("is refused and changes nothing: %s", async (_, spoil) => {
    const id = await sendMail();
    expect((await post(spoil(happened("bounced", HARD)))).status).toBe(400);
    expect(await mail(id)).toMatchObject({ state: "sent" });
    expect(await told()).toBe(0);
  });

  it("that is far too large is cut off", async () => {
    const event = happenedAnywhere("email.delivered", { padding: "x".repeat(10_000_000) });
    expect((await post(event)).status).toBe(413);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64_000));
      },
    });
    const endless = new Request("http://localhost:3000/", { method: "POST", body: stream, duplex: "half" } as RequestInit);
    expect((await POST(endless)).status).toBe(413);
  });

  it("that broke off half way is refused", async () => {
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"type":'));
        controller.error(new Error("gone"));
      },
    });
    expect((await POST(new Request("http://localhost:3000/", { method: "POST", body: stream, duplex: "half" } as RequestInit))).status).toBe(400);
  });

  it.each([
    ["of a kind nobody knows", () => happenedAnywhere("email.teleported")],
    ["about a contact", () => happenedAnywhere("contact.created")],
    ["about somebody else's mail", () => happenedAnywhere("email.bounced", HARD)],
    ["with parts missing", () => ({ body: "{}", headers: signed("msg_1", "{}") })],
    ["with more than expected", () => happened("delivered", { new_field: { deep: [1, 2, 3] } })],
  ])("%s is fine", async (_, make) => {
    await sendMail();
    expect((await post(make())).status).toBe(200);
  });

  it("is applied whatever a mailbox's server wrote into it", async () => {
    for (const [message, at] of [
      [`${"x".repeat(299)}😀 no such user`, undefined],
      ["\0 no such user", new Date(-8_640_000_000_000_000)],
    ] as const) {
      const id = await sendMail();
      const event = happened("bounced", { bounce: { type: "Permanent\0", subType: "General", message } }, at ? { at } : {});
      expect((await post(event)).status).toBe(200);
      expect(await mail(id)).toMatchObject({ state: "bounced" });
      await db().suppression.deleteMany({ where: { workspaceId: c.workspace.id } });
    }
    expect((await post(happenedAnywhere("email.bounced", { email_id: "\0" }))).status).toBe(200);
  });

  it("can't reach the mail of another workspace by naming it", async () => {
    const other = await cast();
    const theirs = await sendMail(other);
    const id = await sendMail();
    const event = happenedAnywhere("email.bounced", { ...HARD, tags: { mail: theirs } });
    expect((await post(event)).status).toBe(200);
    expect([(await mail(theirs)).state, (await mail(id)).state]).toEqual(["sent", "sent"]);
    const bounce = happened("bounced", HARD);
    await post(bounce);
    expect((await mail(id)).state).toBe("bounced");
    expect(await db().suppression.count({ where: { workspaceId: other.workspace.id } })).toBe(0);
    expect(await db().contact.findUniqueOrThrow({ where: { id: other.ada.contactId } })).toMatchObject({ bounced: false });
  });

  it("gets an answer that makes the provider try again while the database is down, and counts once afterwards", async () => {
    const id = await sendMail();
    const event = happened("bounced", HARD);
    const down = vi.spyOn(await import("../plumbing/db"), "sql").mockRejectedValue(new Error("connection refused"));
    expect((await post(event)).status).toBe(503);
    down.mockRestore();
    expect((await post(event)).status).toBe(200);
    expect(await mail(id)).toMatchObject({ state: "bounced" });
    expect(await told()).toBe(1);
  });

  it("is answered so that it comes again while no secret is set", async () => {
    useEnv({ RESEND_API_KEY: "re_test", MAIL_FROM: "a@example.com" });
    expect((await post(happenedAnywhere("email.delivered"))).status).toBe(503);
    useEnv({
      RESEND_API_KEY: "re_test",
      RESEND_BASE_URL: provider.url,
      RESEND_WEBHOOK_SECRET: PROVIDER_SECRET,
      MAIL_FROM: "a@example.com",
      RESEND_RATE_PER_SECOND: "1000",
    });
  });

  it("among many at once, some of them twice, counts once, and one that can't be noted holds nobody up", async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => sendMail(c, false)));
    await deliverDue();
    const sent = ids.map((id) => provider.sent.find(({ tags }) => tags?.some(({ value }) => value === id))!);
    const events = sent.flatMap((of, i) => {
      const last = provider.event(i === 7 ? "email.bounced" : "email.delivered", of, i === 7 ? HARD : {});
      return [provider.event("email.delivery_delayed", of), last, last];
    });
    await sql(`ALTER TABLE "MailEvent" ADD CONSTRAINT spoiled CHECK (id <> 'msg_spoiled')`, []);
    const spoiled = provider.event("email.delivered", sent[0]!, {}, { id: "msg_spoiled" });
    const [refused, ...answers] = await Promise.all([spoiled, ...events].map((event) => post(event)));
    await sql(`ALTER TABLE "MailEvent" DROP CONSTRAINT spoiled`, []);
    expect(refused!.status).toBe(503);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await Promise.all(ids.map(mail))).map(({ state }) => state)).toEqual(ids.map((_, i) => (i === 7 ? "bounced" : "delivered")));
    expect(await told()).toBe(2 * ids.length);
    expect(await db().suppression.count({ where: { workspaceId: c.workspace.id } })).toBe(1);
  });

  it("that overtakes our own note of the hand-over does its work", async () => {
    const id = await sendMail(c, false);
    await db().mail.update({ where: { id }, data: { state: "sending", nextAttemptAt: new Date(Date.now() + MINUTE_MS) } });
    const event = happenedAnywhere("email.delivered", { tags: { mail: id } });
    await post(event);
    expect(await mail(id)).toMatchObject({ state: "delivered", sealed: null, sentAt: expect.any(Date), providerId: expect.any(String) });
    expect(await db().activity.count({ where: { mailId: id, action: "mail.sent" } })).toBe(1);
  });
});

function happenedAnywhere(type: string, more: object = {}): SignedEvent {
  return provider.event(type, { id: crypto.randomUUID(), to: ["ada@example.com"], subject: "x" }, more);
}

describe("events in any order", () => {
  const kinds = ["sent", "delivery_delayed", "delivered", "bounced", "complained", "failed", "suppressed"];
  const state: Record<string, string> = { sent: "sent", delivery_delayed: "delayed", delivered: "delivered" };

  it("lead to the same state", async () => {
    const orders = [
      kinds,
      [...kinds].reverse(),
      ["bounced", "delivered"],
      ["delivered", "bounced"],
      ["delivered", "delivery_delayed"],
      ["complained", "bounced", "delivered"],
    ];
    for (const order of orders) {
      const id = await sendMail(await cast());
      for (const kind of [...order, ...order]) await post(happened(kind, kind === "bounced" ? HARD : {}));
      const names = order.map((kind) => state[kind] ?? kind);
      const worst = ORDER.filter((s) => names.includes(s)).at(-1);
      expect([order.join(), (await mail(id)).state]).toEqual([order.join(), worst]);
    }
  });

  it("at the same moment, too, and stop an address once", async () => {
    const ids = [await sendMail(), await sendMail(), await sendMail()];
    const sent = provider.sent.slice(-3);
    const events = sent.flatMap((one) => kinds.map((kind) => provider.event(`email.${kind}`, one, kind === "bounced" ? HARD : {})));
    await Promise.all(events.toSorted(() => Math.random() - 0.5).map((event) => post(event)));
    for (const id of ids) expect((await mail(id)).state).toBe("complained");
    expect(await listSuppressed(c.staff.agent)).toHaveLength(1);
    expect(await db().activity.count({ where: { workspaceId: c.workspace.id, action: "mail.suppressed" } })).toBe(1);
  });
});

describe("a bounce or a complaint", () => {
  it.each([
    ["bounced", HARD, "bounced"],
    ["complained", {}, "complained"],
    ["suppressed", { suppressed: { type: "OnAccountSuppressionList", message: "on the list" } }, "bounced"],
  ] as const)("stops mail to that address and shows on the contact: %s", async (kind, more, reason) => {
    await sendMail();
    await post(happened(kind, more));
    expect(await listSuppressed(c.staff.viewer)).toMatchObject([{ emailKey: "ada@example.com", reason }]);
    expect(await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } })).toMatchObject({ bounced: true });
    const log = await db().activity.findMany({
      where: { workspaceId: c.workspace.id, contactId: c.ada.contactId, type: { in: ["WEBHOOK", "MAIL"] } },
      orderBy: { id: "asc" },
    });
    expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(["mail.sent", "webhook.received", "mail.suppressed"]));
    const next = await sendMail();
    expect(await mail(next)).toMatchObject({ state: "suppressed" });
  });

  it("of a full mailbox stops nothing", async () => {
    const id = await sendMail();
    await post(happened("bounced", SOFT));
    expect(await mail(id)).toMatchObject({ state: "bounced", problem: "452 mailbox full" });
    expect(await listSuppressed(c.staff.agent)).toEqual([]);
    expect(await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } })).toMatchObject({ bounced: false });
  });

  it("can be cleared from the command line, where it stops the one who could", async () => {
    await sendMail();
    await post(happened("bounced", HARD));
    const run = (...args: string[]) => COMMANDS["mail:allow"]!.run(args);
    expect(await run("nowhere", "ada@example.com")).toMatch(/no workspace/);
    for (const email of ["nobody@example.com", "nonsense"]) expect(await run(c.workspace.slug, email)).toMatch(/is not stopped/);
    expect(await run(c.workspace.slug, "Ada@example.com")).toBeUndefined();
    expect(await listSuppressed(c.staff.agent)).toEqual([]);
    expect(await db().activity.findFirst({ where: { workspaceId: c.workspace.id, action: "mail.suppression_cleared" } })).toMatchObject({ actor: "operator" });
  });

  it("can be cleared by staff who may, with a record of who and when, and an old event does not bring it back", async () => {
    await sendMail();
    const late = happened("complained", {}, { at: new Date(Date.now() - 1_000) });
    await post(happened("bounced", HARD));
    await expect(clearSuppression(c.staff.viewer, "ada@example.com")).rejects.toThrow("Not allowed");
    const other = await cast();
    expect(await clearSuppression(other.staff.owner, "ada@example.com")).toEqual({ ok: false, reason: "not_stopped" });
    expect(await clearSuppression(c.staff.agent, "ada@example.com")).toEqual({ ok: true, provider: "told" });
    expect(provider.allowed.at(-1)).toBe("ada@example.com");
    expect(await clearSuppression(c.staff.agent, "ada@example.com")).toEqual({ ok: false, reason: "not_stopped" });
    expect(await db().suppression.findFirst({ where: { workspaceId: c.workspace.id } })).toMatchObject({
      clearedById: c.staff.agent.staffId,
      clearedAt: expect.any(Date),
    });
    expect(await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } })).toMatchObject({ bounced: false });
    await post(late);
    expect(await listSuppressed(c.staff.agent)).toEqual([]);
    expect(await mail(await sendMail())).toMatchObject({ state: "sent" });
    await post(happened("bounced", HARD));
    expect(await listSuppressed(c.staff.agent)).toHaveLength(1);
  });
});
