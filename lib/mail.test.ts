import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { readiness } from "./health";
import { deliverDue, enqueue, type NewMail } from "./mail";
import { stuckMail } from "./mail/alarm";
import { claim } from "./mail/claim";
import { drop, handedOver } from "./mail/outcome";
import { cleanUpMails } from "./mail/retention";
import { database, db, sql, transaction } from "./plumbing/db";
import { useEnv } from "./plumbing/env";
import { type Cast, cast } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { type Provider, startProvider } from "./testing/provider";
import { startSmtp } from "./testing/smtp";
import { newId } from "./values/id";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "./values/time";
import { newToken } from "./values/token";

useDatabase();

let provider: Provider;
let c: Cast;

beforeAll(async () => {
  provider = await startProvider();
  c = await cast();
});
afterAll(() => provider.close());

beforeEach(async () => {
  vi.useRealTimers();
  await db().mail.deleteMany({ where: {} });
  await db().rateLimit.deleteMany({ where: {} });
  provider.sent.length = provider.calls.length = 0;
  provider.always("ok");
  byResend();
});

const byResend = (more: Record<string, string> = {}) =>
  useEnv({ RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url, MAIL_FROM: "Foyer <hello@mail.example.com>", RESEND_RATE_PER_SECOND: "1000", ...more });

/** On a machine that has much to do. */
const SLOWLY = { timeout: 30_000 };
/** Only the clock moves; timers and sockets stay real. */
const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

async function promise(more: Partial<NewMail> = {}, of: Cast = c): Promise<string> {
  return transaction((tx) =>
    enqueue(tx, {
      workspaceId: of.workspace.id,
      template: "portal_login",
      to: "ada@example.com",
      toKey: "ada@example.com",
      contactId: of.ada.contactId,
      data: { name: "Ada", lifetimeMinutes: 15 },
      secret: { path: `/magic-login/${newToken()}`, code: "BCDF2345" },
      uselessAfter: new Date(Date.now() + HOUR_MS),
      ...more,
    }),
  );
}

async function link(more: object = {}, of: Cast = c): Promise<string> {
  const id = newId();
  await db().signInLink.create({
    data: {
      id,
      workspaceId: of.workspace.id,
      purpose: "portal_login",
      tokenHash: crypto.getRandomValues(new Uint8Array(32)),
      contactId: of.ada.contactId,
      addressId: of.ada.addressId,
      emailKey: "ada@example.com",
      lifetimeMinutes: 15,
      expiresAt: new Date(Date.now() + 2 * HOUR_MS),
      ...more,
    },
  });
  return id;
}

const mail = (id: string) => db().mail.findUniqueOrThrow({ where: { id } });
const told = (mailId: string) => db().activity.findMany({ where: { mailId }, orderBy: { at: "asc" } });

describe("a promised mail", () => {
  it("is handed over once, in the brand, with the same link in both parts and no secret where a locked screen shows it", async () => {
    const id = await promise();
    expect(await deliverDue()).toMatchObject({ sent: 1 });
    expect(await deliverDue()).toMatchObject({ sent: 0 });
    const [sent] = provider.sent;
    expect(provider.sent).toHaveLength(1);
    expect(sent).toMatchObject({
      to: ["ada@example.com"],
      from: "The club <hello@mail.example.com>",
      subject: "Your sign-in link for The club",
      key: `mail-${id}`,
    });
    const url = sent?.text.match(/http\S+/)?.[0] ?? "none";
    expect(url).toMatch(new RegExp(`^${c.workspace.origin}/magic-login/[0-9A-Za-z]{64}$`));
    expect(sent?.html).toContain(`href="${url}"`);
    expect(sent?.html.replaceAll(url, "")).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(sent?.html).not.toMatch(/<img|<script|<link /i);
    for (const part of [sent?.html, sent?.text]) expect(part).toContain("BCDF-2345");
    const preheader = sent?.html.match(/display:none[^>]*>([^<]*)/)?.[1] ?? "";
    for (const shown of [sent?.subject, preheader]) expect(shown).not.toMatch(/BCDF|[0-9A-Za-z]{40}/);
  });

  it("starts its link's lifetime when it is handed over, wipes the secret and tells of it", async () => {
    const linkId = await link();
    const id = await promise({ linkId });
    later(20 * MINUTE_MS);
    await deliverDue();
    const row = await mail(id);
    const { sentAt, expiresAt } = await db().signInLink.findUniqueOrThrow({ where: { id: linkId } });
    expect(row).toMatchObject({ state: "sent", sealed: null, providerId: provider.sent[0]?.id, problem: null });
    expect(sentAt).toEqual(row.sentAt);
    expect(expiresAt.getTime() - (sentAt?.getTime() ?? 0)).toBe(15 * MINUTE_MS);
    expect(await told(id)).toMatchObject([{ type: "MAIL", action: "mail.sent", contactId: c.ada.contactId, linkId }]);
  });

  it("leaves nothing readable of its secret in the database while it waits", async () => {
    const path = `/magic-login/${newToken()}`;
    provider.always({ status: 500 });
    const id = await promise({ secret: { path, code: "BCDF2345" } });
    await deliverDue();
    const [{ row } = { row: "" }] = await sql<{ row: string }>(`SELECT m::text AS row FROM "Mail" m WHERE id = $1`, [id]);
    expect(row).not.toContain(path.slice(-64));
    expect(Buffer.from(await mail(id).then((m) => m.sealed ?? [])).toString("latin1")).not.toContain(path.slice(-64));
  });
});

describe("a mail that is of no use any more", () => {
  const reasons: [string, () => Promise<Partial<NewMail>>, string, RegExp][] = [
    ["waited too long", async () => ({ uselessAfter: new Date(Date.now() - 1) }), "dropped", /useless/],
    ["revoked link", async () => ({ linkId: await link({ revokedAt: new Date() }) }), "dropped", /revoked/],
    ["used link", async () => ({ linkId: await link({ usedAt: new Date() }) }), "dropped", /used/],
    ["replaced link", async () => ({ linkId: await link({ replacedAt: new Date() }) }), "dropped", /newer/],
    ["changed address", async () => ({ linkId: await link({ emailKey: "old@example.com" }) }), "dropped", /changed/],
    ["inactive contact", async () => ({ linkId: await link({ contactId: c.ben.contactId, addressId: null }) }), "dropped", /deactivated/],
    ["no access", async () => ({ linkId: await link({ contactId: c.cleo.contactId, addressId: null, requiresPortalAccess: true }) }), "dropped", /access/],
  ];
  it.each(reasons)("is not sent: %s", async (_, given, state, reason) => {
    const id = await promise(await given());
    expect(await deliverDue()).toMatchObject({ sent: 0, dropped: 1 });
    expect(provider.calls).toHaveLength(0);
    expect(await mail(id)).toMatchObject({ state, sealed: null, problem: expect.stringMatching(reason) });
    expect(await told(id)).toMatchObject([{ action: "mail.dropped", ok: false }]);
  });

  it("is not sent to a suppressed address, and is when that was cleared", async () => {
    const row = await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "ada@example.com", reason: "bounced" } });
    const id = await promise();
    await deliverDue();
    expect(await mail(id)).toMatchObject({ state: "suppressed", sealed: null });
    await db().suppression.update({ where: { id: row.id }, data: { clearedAt: new Date() } });
    await promise();
    expect(await deliverDue()).toMatchObject({ sent: 1 });
  });
});

describe("a provider in trouble", () => {
  const troubles = ["drop", "take_and_drop", "garbage", { status: 500 }, { status: 503 }, { status: 409, name: "concurrent_idempotent_requests" }] as const;
  it.each(troubles)("gets the mail again with the same key and the same bytes after %o", async (trouble) => {
    provider.next(trouble, trouble, trouble);
    const id = await promise();
    for (let i = 0; i < 4; i++) {
      await deliverDue();
      later(MINUTE_MS);
    }
    expect(provider.sent).toHaveLength(1);
    expect(new Set(provider.calls.map(({ key, body }) => key + body)).size).toBe(1);
    expect(provider.calls).toHaveLength(4);
    expect(await mail(id)).toMatchObject({ state: "sent", attempts: 4 });
  });

  it("is given up on after eight seconds without an answer, and asked again", async () => {
    provider.next("take_and_hang");
    const id = await promise();
    const began = Date.now();
    await deliverDue();
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(await mail(id)).toMatchObject({ state: "queued", problem: expect.stringContaining("in time") });
    later(MINUTE_MS);
    await deliverDue();
    expect(provider.sent).toHaveLength(1);
    expect(await mail(id)).toMatchObject({ state: "sent" });
  });

  it("is left alone for as long as it asks for", async () => {
    provider.next({ status: 429, name: "rate_limit_exceeded", retryAfter: "5" });
    const [first, other] = [await promise(), await promise({}, await cast())];
    await deliverDue();
    const after = provider.calls.length;
    await deliverDue();
    expect(provider.calls).toHaveLength(after);
    later(5 * SECOND_MS);
    await deliverDue();
    later(MINUTE_MS);
    await deliverDue();
    expect([(await mail(first)).state, (await mail(other)).state]).toEqual(["sent", "sent"]);
    expect(provider.sent).toHaveLength(2);
  });

  it("that refuses for good is believed, and staff can see what it said", async () => {
    provider.next({ status: 422, name: "validation_error", message: "Invalid `to` field." });
    const id = await promise();
    expect(await deliverDue()).toMatchObject({ failed: 1 });
    expect(await mail(id)).toMatchObject({ state: "failed", sealed: null, problem: "422 validation_error: Invalid `to` field." });
    expect(await told(id)).toMatchObject([{ action: "mail.failed", ok: false }]);
  });

  it("that does not like our key keeps the mail waiting until somebody has mended it", async () => {
    provider.next({ status: 401, name: "invalid_api_key", message: "API key is invalid" });
    const id = await promise();
    await deliverDue();
    expect(await mail(id)).toMatchObject({ state: "queued", problem: expect.stringContaining("API key is invalid") });
    later(2 * MINUTE_MS);
    await deliverDue();
    expect(await mail(id)).toMatchObject({ state: "sent" });
  });

  it("that asks for one pause after the other is asked again after each, and not ever later", async () => {
    await promise();
    provider.next(...Array.from({ length: 6 }, () => ({ status: 429, name: "rate_limit_exceeded", retryAfter: "0" })));
    await vi.waitFor(async () => {
      await deliverDue();
      expect(provider.sent).toHaveLength(1);
    }, SLOWLY);
    expect(provider.calls).toHaveLength(7);
  });

  it("is not called more often than it allows, and sign-in mails go first", async () => {
    byResend({ RESEND_RATE_PER_SECOND: "2" });
    for (let i = 0; i < 4; i++) {
      await promise({ to: `signin${i}@example.com` });
      await promise({ lane: "bulk", to: `bulk${i}@example.com`, secret: undefined });
    }
    await deliverDue();
    expect(provider.sent).toHaveLength(8);
    expect(provider.calls).toHaveLength(5); // four by themselves, four together
    // Each took its turn in one of the seconds: when it arrives is the machine's business.
    const seconds = await sql<{ count: number }>(`SELECT count FROM "RateLimit" WHERE key LIKE 'mail calls %'`, []);
    expect(seconds.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(Math.max(...seconds.map(({ count }) => count))).toBeLessThanOrEqual(2);
  });
});

describe("mail that does not go out", () => {
  it("is told to whoever watches the log, and is over when it goes out again", async () => {
    provider.always({ status: 503 });
    await promise({ uselessAfter: new Date(Date.now() + 3 * HOUR_MS) });
    await deliverDue();
    expect(await stuckMail()).toBeNull();
    later(6 * MINUTE_MS);
    await deliverDue();
    expect(await stuckMail()).toMatchObject({ count: 1, problem: expect.stringContaining("503") });
    provider.always("ok");
    later(10 * MINUTE_MS);
    await deliverDue();
    expect(await stuckMail()).toBeNull();
  });

  it.each([
    ["sign_in", 4 * MINUTE_MS, 6 * MINUTE_MS],
    ["bulk", 50 * MINUTE_MS, 70 * MINUTE_MS],
  ] as const)("is told, too, where nobody even tries: %s", async (lane, patient, late) => {
    await promise({ lane, uselessAfter: new Date(Date.now() + 3 * HOUR_MS) });
    later(patient);
    expect(await stuckMail()).toBeNull();
    expect((await readiness()).mail.ok).toBe(true);
    later(late - patient);
    expect(await stuckMail()).toMatchObject({ count: 1, problem: null });
    expect((await readiness()).mail.ok).toBe(false);
    await deliverDue();
    expect(await stuckMail()).toBeNull();
  });
});

describe("many mails at once", () => {
  const many = async (count: number, more: Partial<NewMail> = {}) => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) ids.push(await promise({ to: `many${i}@example.com`, toKey: `many${i}@example.com`, lane: "bulk", ...more }));
    return ids;
  };
  const states = async () => (await db().mail.findMany({ where: {}, select: { state: true } })).map(({ state }) => state);

  it("go in batches of up to a hundred, each with a result of its own", async () => {
    const linkId = await link();
    await many(249);
    await promise({ to: "last@example.com", lane: "bulk", linkId });
    expect(await deliverDue()).toMatchObject({ sent: 250 });
    expect(provider.calls.map(({ path }) => path)).toEqual(["/emails/batch", "/emails/batch", "/emails/batch"]);
    const rows = await db().mail.findMany({ where: {} });
    for (const row of rows) expect(provider.sent.find(({ id }) => id === row.providerId)?.to).toEqual([row.to]);
    expect((await db().signInLink.findUniqueOrThrow({ where: { id: linkId } })).sentAt).not.toBeNull();
    expect(await db().activity.count({ where: { action: "mail.sent", mailId: { in: rows.map(({ id }) => id) } } })).toBe(250);
  });

  it.each(["drop", "take_and_drop", "garbage", { status: 500 }] as const)("stay together after %o, with the same key and bytes", async (trouble) => {
    await many(12);
    provider.next(trouble);
    await deliverDue();
    expect(new Set(await states())).toEqual(new Set(["queued"]));
    later(MINUTE_MS);
    expect(await deliverDue()).toMatchObject({ sent: 12 });
    expect(new Set(provider.calls.map(({ key, body }) => key + body)).size).toBe(1);
    expect(provider.sent).toHaveLength(12);
  });

  it("don't take along one that became useless between two tries, nor send the others twice", async () => {
    const [first] = await many(12);
    provider.next("take_and_drop");
    await deliverDue();
    await db().mail.update({ where: { id: first }, data: { uselessAfter: new Date() } });
    later(MINUTE_MS);
    expect(await deliverDue()).toMatchObject({ sent: 11, dropped: 1 });
    expect(provider.sent).toHaveLength(12); // it had been taken the first time; nothing went twice
    expect(new Set(provider.sent.map(({ to }) => to[0])).size).toBe(12);
  });

  it("don't suffer from one the provider refuses", async () => {
    await many(6);
    await promise({ to: "refused@example.com", lane: "bulk" });
    provider.always({ refuse: /refused@/ });
    expect(await deliverDue()).toMatchObject({ sent: 6, failed: 1 });
    expect(await db().mail.findFirst({ where: { to: "refused@example.com" } })).toMatchObject({ state: "failed", problem: expect.stringContaining("refused") });
  });

  it("that a later claim found useless stay dropped when an earlier one concludes that the batch was taken", async () => {
    const [id] = await many(6);
    const mails = await claim("bulk", 10);
    const mine = mails.find((mail) => mail.id === id)!;
    await drop(mine, "nobody needed it");
    await handedOver(mails.map((mail) => ({ mail, providerId: null, before: true })));
    expect(await db().mail.findUnique({ where: { id } })).toMatchObject({ state: "dropped", sentAt: null });
    expect((await states()).toSorted()).toEqual(["dropped", ...Array(5).fill("sent")]);
  });

  it("are not taken for sent after a lost answer to a batch that one of them could not be part of", async () => {
    const [first] = await many(6);
    await promise({ to: "refused@example.com", lane: "bulk" });
    provider.always({ refuse: /refused@/ });
    provider.next({ refuse: /refused@/, unsaid: true });
    await deliverDue();
    await db().mail.update({ where: { id: first }, data: { uselessAfter: new Date() } });
    later(MINUTE_MS);
    expect(await deliverDue()).toMatchObject({ sent: 5, failed: 1, dropped: 1 });
    expect(provider.sent.map(({ to }) => to[0])).not.toContain("refused@example.com");
  });

  it("go one by one when the provider wants none of the batch", async () => {
    await many(3);
    provider.next({ status: 422, name: "validation_error" });
    expect(await deliverDue()).toMatchObject({ sent: 3 });
    expect(provider.calls.map(({ path }) => path)).toEqual(["/emails/batch", "/emails", "/emails", "/emails"]);
  });

  it("of a rush at the door go in batches too", async () => {
    await many(30, { lane: "sign_in" });
    expect(await deliverDue()).toMatchObject({ sent: 30 });
    expect(provider.calls).toHaveLength(1);
  });

  it("never hold up a sign-in mail", async () => {
    await many(40);
    provider.next("hang");
    const delivering = deliverDue();
    await vi.waitFor(() => expect(provider.calls).toHaveLength(1), SLOWLY);
    const id = await promise();
    let over = false;
    void delivering.then(() => {
      over = true;
    });
    expect(await deliverDue()).toMatchObject({ sent: 1 });
    expect([(await mail(id)).state, over]).toEqual(["sent", false]);
    await delivering;
  });

  it("whose process died are taken over whole", async () => {
    await many(12);
    provider.next("take_and_drop");
    await deliverDue();
    await db().mail.updateMany({ where: {}, data: { state: "sending", nextAttemptAt: new Date(Date.now() - 1) } });
    expect(await deliverDue()).toMatchObject({ sent: 12 });
    expect(provider.sent).toHaveLength(12);
  });
});

describe("several processes", () => {
  it("send each mail once", async () => {
    for (let i = 0; i < 60; i++) await promise({ to: `ada${i}@example.com`, lane: i % 2 ? "bulk" : "sign_in" });
    await Promise.all(Array.from({ length: 4 }, () => deliverDue()));
    expect(provider.sent).toHaveLength(60);
    expect(new Set(provider.sent.map(({ to }) => to[0])).size).toBe(60);
  });

  it("take over what a dead one had claimed, with the same bytes", async () => {
    const id = await promise();
    provider.next("take_and_drop");
    await deliverDue();
    // It died right after the provider took the mail: claimed, written, never noted as sent.
    await db().mail.update({ where: { id }, data: { state: "sending", nextAttemptAt: new Date(Date.now() + MINUTE_MS) } });
    expect(await deliverDue()).toMatchObject({ sent: 0 });
    later(2 * MINUTE_MS);
    expect(await deliverDue()).toMatchObject({ sent: 1 });
    expect(provider.sent).toHaveLength(1);
    expect(new Set(provider.calls.map(({ body }) => body)).size).toBe(1);
  });

  it("count as sent when their link was used before anybody could note that they went out", async () => {
    const linkId = await link();
    const id = await promise({ linkId });
    provider.next("take_and_drop");
    await deliverDue();
    await db().signInLink.update({ where: { id: linkId }, data: { usedAt: new Date() } });
    later(MINUTE_MS);
    expect(await deliverDue()).toMatchObject({ sent: 1, dropped: 0 });
    expect(await mail(id)).toMatchObject({ state: "sent", sealed: null });
    expect(await told(id)).toMatchObject([{ action: "mail.sent" }]);
    expect(provider.sent).toHaveLength(1);
  });

  it("are noted as sent as soon as the database is back", async () => {
    const id = await promise();
    provider.next({ slow: 300 });
    const delivering = deliverDue();
    await vi.waitFor(() => expect(provider.calls).toHaveLength(1), SLOWLY);
    const { pool } = database();
    const away = () => Object.assign(new Error("away"), { code: "ECONNREFUSED" });
    const connecting = vi.spyOn(pool, "connect").mockImplementation((tell?: unknown) => {
      if (typeof tell !== "function") return Promise.reject(away());
      tell(away());
    });
    onTestFinished(() => connecting.mockRestore());
    await vi.waitFor(() => expect(provider.sent).toHaveLength(1), SLOWLY);
    await vi.waitFor(() => expect(connecting.mock.calls.length).toBeGreaterThan(2), SLOWLY);
    connecting.mockRestore();
    expect(await delivering).toMatchObject({ sent: 1 });
    expect((await mail(id)).state).toBe("sent");
  });

  it("serve workspaces in turns", async () => {
    const other = await cast();
    for (let i = 0; i < 150; i++) await promise({ to: `many${i}@example.com`, lane: "bulk" });
    await promise({ to: "one@example.com", lane: "bulk" }, other);
    const claimed = await claim("bulk", 100);
    expect(claimed.map(({ to }) => to)).toContain("one@example.com");
    expect(claimed).toHaveLength(100);
  });
});

describe("over SMTP", () => {
  it("a mail whose hand-over was cut off is not sent again, and staff can see that", async () => {
    const smtp = await startSmtp();
    useEnv({ SMTP_URL: smtp.url, MAIL_FROM: "Foyer <hello@mail.example.com>" });
    smtp.next("ok", "vanish_after");
    const [good, cut] = [await promise(), await promise()];
    expect(await deliverDue()).toMatchObject({ sent: 1, uncertain: 1 });
    const rows = await Promise.all([mail(good), mail(cut)]);
    expect(rows.map(({ state }) => state).sort()).toEqual(["sent", "uncertain"]);
    const doubtful = rows.find(({ state }) => state === "uncertain");
    expect(await told(doubtful?.id ?? "")).toMatchObject([{ action: "mail.uncertain", ok: false }]);
    later(HOUR_MS);
    await deliverDue();
    expect(smtp.letters).toHaveLength(1);
    await smtp.close();
  });

  it("a process that died before it wrote the letter leaves a mail that can be sent, one that died later leaves a doubt", async () => {
    const smtp = await startSmtp();
    useEnv({ SMTP_URL: smtp.url, MAIL_FROM: "Foyer <hello@mail.example.com>" });
    const [early, late] = [await promise(), await promise()];
    await db().mail.updateMany({ where: { id: { in: [early, late] } }, data: { state: "sending", attempts: 1, nextAttemptAt: new Date(Date.now() - 1) } });
    await db().mail.update({ where: { id: late }, data: { subject: "Your sign-in link" } });
    await deliverDue();
    expect([(await mail(early)).state, (await mail(late)).state]).toEqual(["sent", "uncertain"]);
    expect(smtp.letters).toHaveLength(1);
    await smtp.close();
  });
});

describe("what is remembered of mails", () => {
  it("is forgotten after half a year, without touching younger ones, by any number of cleaners", async () => {
    for (const days of [190, 181, 170]) {
      const createdAt = new Date(Date.now() - days * 24 * HOUR_MS);
      const id = newId(createdAt.getTime());
      await db().mail.create({
        data: {
          id,
          workspaceId: c.workspace.id,
          template: "portal_login",
          to: "a@example.com",
          toKey: "a@example.com",
          idempotencyKey: id,
          state: "sent",
          createdAt,
          uselessAfter: new Date(),
        },
      });
    }
    const cleaned = await Promise.all([cleanUpMails(), cleanUpMails()]);
    expect(cleaned[0].mails + cleaned[1].mails).toBe(2);
    expect(await db().mail.count({ where: {} })).toBe(1);
  });

  it("never keeps the secret of a mail that is over", async () => {
    const id = await promise();
    await db().mail.update({ where: { id }, data: { state: "failed" } });
    expect((await cleanUpMails()).wiped).toBe(1);
    expect(await mail(id)).toMatchObject({ sealed: null });
    const waiting = await promise();
    expect((await cleanUpMails()).wiped).toBe(0);
    expect((await mail(waiting)).sealed).not.toBeNull();
  });
});
