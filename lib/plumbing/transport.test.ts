import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SmtpServer, startSmtp } from "../testing/smtp";
import type { Letter } from "./transport/letter";
import { refusal, resendTransport, retryAfterMs } from "./transport/resend";
import { smtpTransport } from "./transport/smtp";

const letter: Letter = {
  mailId: "0198f3a0-0000-7000-8000-000000000000",
  workspaceId: "w",
  key: "mail-1",
  template: "portal_login",
  from: '"Zoë, Inc." <hello@mail.example.com>',
  to: "ada@example.com",
  replyTo: "help@example.com",
  subject: "Your sign-in link for Zoë",
  html: "<p>Hello</p>",
  text: "Hello",
  links: [],
  code: null,
};

describe("a mail server of one's own", () => {
  let server: SmtpServer;
  beforeAll(async () => {
    server = await startSmtp();
  });
  afterAll(() => server.close());

  const send = () => smtpTransport(server.url).send(letter);

  it("gets the letter with both parts and our own message id", async () => {
    expect(await send()).toMatchObject({ kind: "sent" });
    const [taken] = server.letters;
    expect(taken).toMatchObject({ from: "<hello@mail.example.com>", to: ["<ada@example.com>"] });
    for (const part of ["multipart/alternative", "text/plain", "text/html", "Message-ID: <0198f3a0-0000-7000-8000-000000000000@mail.example.com>"])
      expect(taken?.raw).toContain(part);
    expect(taken?.raw).toMatch(/^Reply-To: help@example\.com/m);
  });

  it("is asked again when it was not ready, and believed when it refuses", async () => {
    server.next({ rcpt: "451 busy" });
    expect(await send()).toMatchObject({ kind: "later" });
    server.next({ data: "421 try again" });
    expect(await send()).toMatchObject({ kind: "later" });
    server.next({ rcpt: "550 no such user" });
    expect(await send()).toMatchObject({ kind: "never", problem: expect.stringContaining("no such user") });
    server.next({ data: "554 looks like spam" });
    expect(await send()).toMatchObject({ kind: "never" });
  });

  it("has no letter when it vanishes before it began", async () => {
    server.next("vanish_before");
    expect(await send()).toMatchObject({ kind: "later" });
  });

  it("may or may not have the letter when it vanishes after the last byte: that is said, and left to staff", async () => {
    server.next("vanish_after");
    expect(await send()).toMatchObject({ kind: "uncertain" });
    server.next("hang_after");
    expect(await send()).toMatchObject({ kind: "uncertain" });
  });

  it("is tried at the start, and said in words", async () => {
    expect(await smtpTransport(server.url).check()).toEqual({ ok: true, says: "The mail server 127.0.0.1 lets us in." });
    expect(await smtpTransport("smtp://127.0.0.1:1").check()).toMatchObject({ ok: false, says: expect.stringContaining("does not let us in") });
    expect(server.letters).toHaveLength(1);
  });

  it("that is not there is asked again", async () => {
    expect(await smtpTransport("smtp://127.0.0.1:1").send(letter)).toMatchObject({ kind: "later" });
  });
});

describe("the provider at the start", () => {
  it.each([
    [{ data: [{ name: "example.com", status: "verified" }] }, 200, true, /takes our mail from mail\.example\.com/],
    [{ data: [{ name: "mail.example.com", status: "pending" }] }, 200, false, /has not verified/],
    [{ data: [] }, 200, false, /does not know/],
    [{ statusCode: 401, name: "restricted_api_key", message: "This API key is restricted to only send emails" }, 401, true, /may only send/],
    [{ statusCode: 401, name: "invalid_api_key", message: "API key is invalid" }, 401, false, /does not take RESEND_API_KEY/],
    [{ statusCode: 503, name: "application_error", message: "down" }, 503, false, /could not be reached/],
  ])("is judged in words: %o", async (answer, status, ok, says) => {
    const server = createServer((_, response) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await resendTransport("re_test", url, 5, "mail.example.com").check()).toEqual({ ok, says: expect.stringMatching(says) });
    server.close();
    server.closeAllConnections();
  });
});

describe("what the provider says", () => {
  const said = (statusCode: number | null, name = "application_error") => refusal({ statusCode, name: name as never, message: "m" }, null).kind;

  it("is understood", () => {
    expect([null, 408, 425, 429, 500, 502, 503, 401, 403].map((status) => said(status))).toEqual(Array(9).fill("later"));
    expect([400, 404, 405, 413, 422].map((status) => said(status))).toEqual(Array(5).fill("never"));
    expect(said(409, "concurrent_idempotent_requests")).toBe("later");
    expect(said(409, "invalid_idempotent_request")).toBe("sent");
  });

  it("about waiting is heeded within reason", () => {
    expect(retryAfterMs("5")).toBe(5_000);
    expect(retryAfterMs(undefined)).toBe(2_000);
    expect(retryAfterMs("soon")).toBe(2_000);
    expect(retryAfterMs("999999")).toBe(600_000);
    expect(retryAfterMs(new Date(10_000).toUTCString(), 7_000)).toBe(3_000);
    expect(retryAfterMs(new Date(0).toUTCString(), 7_000)).toBe(0);
  });
});
