// What every answer carries (CHECKS H03, H04, H07, H10, H13, H17, H23–H25, F22).
import { expect, type Page, test } from "@playwright/test";
import { origin, signIn } from "../support/journey";
import { person } from "../support/people";
import { type Answer, ask } from "../support/request";

const nonceOf = ({ headers }: Answer) => /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1] ?? "";
const PAGES = [
  "/",
  "/sign-in",
  "/magic-login",
  "/check-your-email",
  `/magic-login/${"a".repeat(64)}`,
  "/account",
  "/dashboard/sign-in",
  "/dashboard/contacts",
  "/outbox",
];
const ERRORS = ["/nope", "/x/y/z", "/%00", "/.env", "//x"];

test("every page, error and redirect has the policy, and every script of it the nonce", async () => {
  for (const path of [...PAGES, ...ERRORS]) {
    const answer = await ask("club", path);
    if (!String(answer.headers["content-type"]).startsWith("text/html")) continue;
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy, path).toContain(`script-src 'nonce-${nonceOf(answer)}' 'strict-dynamic';`);
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) expect(policy, path).toContain(part);
    expect(policy, path).not.toMatch(/unsafe|https?:|\*/);
    for (const [tag] of answer.body.matchAll(/<(?:script|style)\b[^>]*>/g)) expect(tag, path).toContain(`nonce="${nonceOf(answer)}"`);
    expect(answer.body, path).not.toMatch(/<[^>]+\s(?:style|on\w+)="/);
  }
});

test("no nonce comes twice, and none can be guessed", async () => {
  const nonces = (await Promise.all(PAGES.slice(0, 5).flatMap((path) => Array.from({ length: 20 }, () => ask("club", path))))).map(nonceOf);
  expect(new Set(nonces).size).toBe(nonces.length);
  for (const nonce of nonces) expect(Buffer.from(nonce, "base64").length).toBeGreaterThanOrEqual(16);
});

test("every answer keeps to itself: not sniffed, framed, embedded, indexed or told onward", async () => {
  const files = ["/robots.txt", "/.well-known/security.txt", "/api/health", "/api/health/ready", "/api/auth/session", "/api/auth/csrf", "/api/nope"];
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec((await ask("club", "/sign-in")).body)?.[1] ?? "";
  for (const path of [...PAGES, ...ERRORS, ...files, script, "/_next/static/nope.js"]) {
    const { headers } = await ask("club", path, { headers: { origin: "https://evil.test" } });
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["referrer-policy"], path).toBe("strict-origin");
    expect(headers["cross-origin-opener-policy"], path).toBe("same-origin");
    expect(headers["cross-origin-resource-policy"], path).toBe("same-origin");
    expect(headers["permissions-policy"], path).toContain("camera=()");
    expect(headers["x-robots-tag"], path).toContain("noindex");
    expect(headers["x-frame-options"], path).toBe("DENY");
    expect(headers["x-request-id"], path).toMatch(/^[0-9a-f-]{36}$/);
    for (const name of [
      "x-powered-by",
      "server",
      "access-control-allow-origin",
      "access-control-allow-credentials",
      "x-nonce",
      "x-foyer-door",
      "x-nextjs-cache",
    ])
      expect(headers[name], `${path} ${name}`).toBeUndefined();
    // Over http browsers ignore it, and on localhost it would lock a developer out.
    expect(headers["strict-transport-security"], path).toBeUndefined();
  }
});

test("nothing is kept by caches but what is the same for everybody", async () => {
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec((await ask("club", "/sign-in")).body)?.[1] ?? "";
  expect((await ask("club", script)).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  for (const path of [...PAGES, ...ERRORS, "/api/auth/session", "/api/auth/csrf", "/api/health", "/outbox/next?to=x", "/.well-known/security.txt"])
    for (const headers of [{}, { rsc: "1" }] as Record<string, string>[]) {
      const cache = String((await ask("club", path, { headers })).headers["cache-control"]);
      expect(cache, path).toContain("no-store");
      expect(cache, path).not.toMatch(/public|s-maxage/);
    }
});

test("errors look alike, for people and for programs, and carry the number of the request", async () => {
  const people = [await ask("club", "/%00"), await ask("club", "/sign-in", { method: "PUT" }), await ask("club", "/sign-in", { method: "POST", body: "x" })];
  for (const { status, headers, body } of people) {
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(body).toContain(`${status} · ${headers["x-request-id"]}`);
    expect(body).toMatch(/<h1>[^<]+<\/h1>\n<p>[^<]+<\/p>/);
  }
  for (const path of ["/nope", "/outbox/nope"]) {
    const { status, headers, body } = await ask("club", path);
    expect(status).toBe(404);
    expect(body).toContain(`404 · ${headers["x-request-id"]}`);
    expect(body).toContain("<b>Harbour Rowing Club</b>");
    expect(body).toContain("<h1>This page was not found</h1>"); // without any script
  }
  const programs = [
    await ask("club", "/api/nope", { headers: { accept: "*/*" } }),
    await ask("club", "/api/health", { method: "DELETE" }),
    await ask("club", "/api/cron/maintenance", { headers: { authorization: "Bearer é" } }),
    await ask("club", "/api/auth/signout", { method: "POST", headers: { "content-type": "application/xml" }, body: "<x/>" }),
    await ask("club", "/sign-in", { method: "PUT", headers: { accept: "application/json" } }),
  ];
  for (const { status, headers, body } of programs) {
    if (!String(headers["content-type"]).includes("json")) expect(status).toBe(404);
    else expect(JSON.parse(body)).toMatchObject({ status, requestId: headers["x-request-id"], title: expect.any(String), detail: expect.any(String) });
  }
});

test("robots stay out, and weaknesses have an address", async () => {
  expect((await ask("club", "/robots.txt")).body).toContain("Disallow: /");
  const { status, headers, body } = await ask("club", "/.well-known/security.txt");
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(body).toMatch(/^Contact: (?:mailto:|https:)/m);
  const expires = new Date(/^Expires: (.+)$/m.exec(body)?.[1] ?? "").getTime();
  expect(expires).toBeGreaterThan(Date.now());
  expect(expires).toBeLessThan(Date.now() + 366 * 86_400_000);
});

test("health says that the process lives, readiness that it can work", async () => {
  for (const slug of ["club", null]) {
    expect(await ask(slug, "/api/health")).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    const { status, body } = await ask(slug, "/api/health/ready");
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      ready: true,
      database: { ok: true, kind: "embedded" },
      migrations: { ok: true, pending: 0 },
      mail: { ok: true, transport: "outbox" },
      maintenance: { failing: [] },
    });
    expect(body).not.toMatch(/secret|postgres:|password|@/i);
  }
});

test("a browser loads nothing from elsewhere, breaks no policy, and would not with trusted types", async ({ page }) => {
  const ada = await person();
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on("console", (message) => /Content.Security|Trusted/i.test(message.text()) && complaints.push(message.text()));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && !hostname.endsWith("localhost")) elsewhere.push(request.url());
  });
  await reportTrustedTypes(page);
  await signIn(page, ada.email);
  for (const path of [
    "/",
    "/account",
    "/projects",
    "/documents",
    "/tickets",
    "/nope",
    "/%00",
    "/outbox",
    "/magic-login/x",
    "/check-your-email",
    "/dashboard/sign-in",
    "/sign-out",
  ])
    await page.goto(origin("club") + path, { waitUntil: "load" });
  expect(complaints).toEqual([]);
  expect(elsewhere).toEqual([]);
});

/** The browser is told to report what trusted types would forbid; names under localhost are not resolved everywhere. */
async function reportTrustedTypes(page: Page) {
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const headers = { ...(await route.request().allHeaders()), host: url.host };
    url.hostname = "127.0.0.1";
    const response = await route.fetch({ url: url.href, headers, maxRedirects: 0 });
    const answered = response.headers();
    if (answered["content-type"]?.startsWith("text/html")) answered["content-security-policy-report-only"] = "require-trusted-types-for 'script'";
    await route.fulfill({ response, headers: answered });
  });
}
