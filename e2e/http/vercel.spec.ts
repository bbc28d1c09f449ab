// Where no server of ours stands before Next: proxy.ts keeps the same rules.
import { expect, test } from "@playwright/test";
import { startPostgres } from "../../scripts/postgres.mjs";
import { raw, request } from "../support/raw";
import { type OwnServer, startServer } from "../support/server";

test.describe.configure({ mode: "serial" });

let postgres: { url: string; stop(): void } | null = null;
let server: OwnServer;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  postgres = await startPostgres();
  if (!postgres) return;
  server = await startServer({
    VERCEL: "1",
    DATABASE_URL: postgres.url,
    CRON_SECRET: "only-for-a-test-of-its-own",
    BASE_URL: "https://portal.example.com",
    RESEND_API_KEY: "re_only_for_a_test",
    RESEND_BASE_URL: "http://127.0.0.1:9",
    MAIL_FROM: "Foyer <hello@example.com>",
  });
});
test.afterAll(async () => {
  await server?.stop();
  postgres?.stop();
});
test.beforeEach(() => test.skip(!postgres, "PostgreSQL is not installed here"));

const HOST = "portal.example.com";
const at = (line: string, headers: Record<string, string> = {}, body = "") => raw(request(line, headers, body, HOST), { to: server.port });

test("pages have the policy, and every script of them the nonce", async () => {
  const { status, headers, body } = await at("GET /sign-in");
  expect(status).toBe(404); // nobody lives there yet
  const nonce = /'nonce-([^']+)' 'strict-dynamic'/.exec(headers["content-security-policy"] ?? "")?.[1];
  expect(nonce).toBeTruthy();
  for (const [tag] of body.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
  expect(headers["strict-transport-security"]).toContain("max-age=");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect((await at("GET /sign-in")).headers["content-security-policy"]).not.toContain(nonce);
});

test("the same is refused as at the front door", async () => {
  const call = { "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8" };
  expect((await at("POST /sign-in", { ...call, origin: "https://evil.test" }, "[]")).status).toBe(403);
  expect((await at("POST /sign-in", { ...call, origin: "null" }, "[]")).status).toBe(403);
  expect((await at("POST /sign-in", { ...call, "sec-fetch-site": "cross-site" }, "[]")).status).toBe(403);
  expect((await at("POST /sign-in", { "content-type": "text/plain" }, "[]")).status).toBe(415);
  expect((await at("PUT /sign-in", { "content-length": "0" })).status).toBe(405);
  for (const path of ["/.env", "/.git/HEAD", "/_next/image?url=x", "/a%5cb"]) expect((await at(`GET ${path}`)).status, path).toBe(404);
  expect((await at("POST /sign-in", { ...call, origin: `https://${HOST}` }, "[]")).status).not.toBe(403);
});

test("a mark that somebody made up opens nothing", async () => {
  const { body } = await at("GET /account", { "x-foyer-door": "made-up 6.6.6.6" });
  expect(body).not.toMatch(/Your devices/);
});
