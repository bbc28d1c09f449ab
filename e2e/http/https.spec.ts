// As it is deployed: https, behind one proxy, a mail server (CHECKS H01, H07, H19, L28).
import { expect, test } from "@playwright/test";
import { raw, request } from "../support/raw";
import { type OwnServer, startServer } from "../support/server";

test.describe.configure({ mode: "serial" });

let server: OwnServer;

test.beforeAll(async () => {
  server = await startServer({
    BASE_URL: "https://portal.example.com",
    TRUSTED_PROXIES: "1",
    SMTP_URL: "smtp://127.0.0.1:9",
    MAIL_FROM: "Foyer <hello@example.com>",
    SECURITY_CONTACT: "mailto:security@example.com",
  });
});
test.afterAll(() => server?.stop());

const over = (scheme: string, line: string, headers: Record<string, string> = {}, body = "") =>
  raw(request(line, { "x-forwarded-proto": scheme, "x-forwarded-for": "6.6.6.6, 203.0.113.9", ...headers }, body, "portal.example.com"), { to: server.port });

test("browsers are told to stay on https", async () => {
  for (const path of ["/", "/nope", "/api/health", "/%00", "/robots.txt"]) {
    const { headers } = await over("https", `GET ${path}`);
    expect(headers["strict-transport-security"], path).toMatch(/max-age=(?:31536000|63072000)/);
  }
  expect((await raw("FOO / HTTP/1.1\r\n\r\n", { to: server.port })).headers["strict-transport-security"]).toBeTruthy();
});

test("http moves over for people, without the secret of a link, and is refused for programs", async () => {
  const page = await over("http", "GET /sign-in?to=/account");
  expect(page.status).toBe(308);
  expect(page.headers.location).toBe("https://portal.example.com/sign-in?to=/account");
  const token = "aB3".repeat(22).slice(0, 64);
  const link = await over("http", `GET /magic-login/${token}`);
  expect(link.status).toBe(308);
  expect(link.headers.location).toBe("https://portal.example.com/magic-login");
  expect(`${JSON.stringify(link.headers)}${link.body}`).not.toContain(token);
  const hook = await over("http", "POST /api/webhooks/resend", { "content-type": "application/json" }, "{}");
  expect(hook.status).toBe(403);
  expect(hook.headers.location).toBeUndefined();
  expect((await over("http", "GET /api/health")).status).toBe(200);
});

test("the proxy's word on the host counts, and a form's origin is compared with it", async () => {
  const form = { "content-type": "multipart/form-data; boundary=----WebKitFormBoundaryAbCdEf0123456789" };
  const inner = (headers: Record<string, string>) =>
    raw(request("POST /sign-in", { ...form, "x-forwarded-proto": "https", "x-forwarded-host": "portal.example.com", ...headers }, "x", "10.0.0.5:3000"), {
      to: server.port,
    });
  expect((await inner({ origin: "https://portal.example.com" })).status).toBe(400); // let in: the body is what is wrong
  expect((await inner({ origin: "http://portal.example.com" })).status).toBe(403);
  expect((await inner({ origin: "https://10.0.0.5:3000" })).status).toBe(403);
  expect((await raw(request("GET /", { "x-forwarded-host": "a b" }, "", "10.0.0.5"), { to: server.port })).status).toBe(400);
});

test("nothing of the developer's machine is there", async () => {
  for (const path of ["/outbox", "/outbox/next?to=ada@example.com", "/"]) expect((await over("https", `GET ${path}`)).status, path).toBe(404);
  expect((await over("https", "GET /api/health/ready")).body).toContain('"transport":"smtp"');
});
