// What every answer carries (CHECKS H03, H04, H07, H10, H13, H17, H23–H25, F22).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, origin, signIn, test } from "../support/journey";
import { faultsOf, nonceOf } from "../support/manners";
import { person } from "../support/people";
import { type Answer, ask } from "../support/request";

const PUBLIC = ["/", "/sign-in", "/magic-login", "/check-your-email", "/dashboard/sign-in"];
const ERRORS = ["/nope", "/x/y/z", "/%00", "/.env", "//x", "/api/nope", "/_next/static/nope.js", "/_next/image?url=/x", "/dashboard/nope"];

/** Every route the build has, found in its own list; e2e/roles.spec.ts asks for the same as everybody who is signed in. */
function routesOfBuild(): string[] {
  const file = join(process.env.FOYER_BUILD_DIR || ".next", "app-path-routes-manifest.json");
  const routes = Object.values(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
  expect(routes.length).toBeGreaterThan(50);
  return routes.map((route) => route.replace(/\[[^\]]+\]/g, "a".repeat(64))).filter((route) => route !== "/outbox/next"); // it waits for a mail
}

const scriptOf = ({ body }: Answer) => /src="(\/_next\/static\/[^"]+\.js)"/.exec(body)?.[1] ?? "";

test("every route, error and redirect keeps to itself: policy and nonce, not sniffed, framed, embedded, indexed, cached or told onward", async () => {
  const foreign = { origin: "https://evil.test" };
  const faults: string[] = [];
  for (const path of [...routesOfBuild(), ...ERRORS])
    for (const headers of [foreign, { rsc: "1" }] as Record<string, string>[])
      for (const fault of faultsOf(await ask("club", path, { headers }))) faults.push(`${path}: ${fault}`);
  for (const [method, path] of [
    ["PUT", "/sign-in"],
    ["POST", "/sign-in"],
    ["FOO", "/"],
    ["OPTIONS", "/"],
    ["HEAD", "/sign-in"],
    ["DELETE", "/api/health"],
  ] as const)
    for (const fault of faultsOf(await ask("club", path, { method, headers: foreign }))) faults.push(`${method} ${path}: ${fault}`);
  for (const path of ["/", "/sign-in", "/nope"]) for (const fault of faultsOf(await ask("nobody", path))) faults.push(`nobody's ${path}: ${fault}`);
  expect(faults).toEqual([]);
});

test("what is the same for everybody may be kept by caches, and is guarded like the rest", async () => {
  expect(faultsOf(await ask("club", "/robots.txt"), { kept: true })).toEqual([]);
  const answer = await ask("club", scriptOf(await ask("club", "/sign-in")), { headers: { origin: "https://evil.test" } });
  expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(faultsOf(answer, { kept: true })).toEqual([]);
});

test("the check itself sees what is missing", () => {
  const headers = {
    "content-type": "text/html",
    "content-security-policy": "script-src 'unsafe-inline'",
    "set-cookie": ["session=x"],
    location: "//evil.test",
  };
  const faults = faultsOf({ status: 200, headers, body: '<p style="x" onclick="y"><script>z</script>' }).join("\n");
  for (const part of ["x-content-type-options", "cache-control", "object-src", "the policy is open", "HttpOnly", "elsewhere", "without the nonce", "inline"])
    expect(faults).toContain(part);
});

test("no nonce comes twice, and none can be guessed", async () => {
  const nonces = (await Promise.all(PUBLIC.flatMap((path) => Array.from({ length: 20 }, () => ask("club", path))))).map(nonceOf);
  expect(new Set(nonces).size).toBe(nonces.length);
  for (const nonce of nonces) expect(Buffer.from(nonce, "base64").length).toBeGreaterThanOrEqual(16);
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
    // It gives the database two seconds, which other journeys may keep busy for longer.
    const ready = () => ask(slug, "/api/health/ready");
    let body = "";
    await expect.poll(async () => ({ body } = await ready())).toMatchObject({ status: 200 });
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

test("a browser loads nothing from elsewhere, breaks no policy, and would not with trusted types", async ({ page, complaints }) => {
  const ada = await person();
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
  await page.unrouteAll({ behavior: "wait" }); // what the last page fetches ahead has its answer before the page is closed
  expect(complaints.filter((said) => !/status of 400/.test(said))).toEqual([]);
  complaints.length = 0;
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
