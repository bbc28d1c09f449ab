// What never gets to the pages, and what a bad question is answered (CHECKS H14, H17, H18, I10, I17, I24, I26, I28–I31, A28, Q05, Q22).
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { type RawAnswer, raw, request } from "../support/raw";
import { ask } from "../support/request";

const port = Number(process.env.E2E_PORT ?? 3917);
const HOST = `club.localhost:${port}`;
const ORIGIN = `http://${HOST}`;
const BOUNDARY = "----WebKitFormBoundaryAbCdEf0123456789";

/** Ours: says something a person can act on, nothing about the inside, and carries a number to quote. */
function expectNeutral({ status, headers, body }: Pick<RawAnswer, "status" | "headers" | "body">) {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["cache-control"]).toContain("no-store");
  expect(headers["x-powered-by"]).toBeUndefined();
  expect(body).not.toMatch(/\bat .*\.[jt]sx?:\d+|node_modules|SELECT |prisma|Error:|next\.js|16\.\d/i);
  if (headers["content-type"]?.startsWith("text/html")) expect(headers["content-security-policy"]).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic'/);
}

test("methods that mean nothing here are 405, and say which do", async () => {
  for (const method of ["TRACE", "CONNECT", "FOO", "get", "PROPFIND", "LOCK"]) {
    const answer = await raw(request(`${method} ${method === "CONNECT" ? "x:443" : "/sign-in"}`));
    expect(answer.status, method).toBe(405);
    expect(answer.headers.allow, method).toContain("GET");
    expectNeutral(answer);
  }
  for (const method of ["PUT", "PATCH", "DELETE"]) expect((await raw(request(`${method} /sign-in`, { "content-length": "0" }))).status, method).toBe(405);
  const options = await raw(request("OPTIONS /sign-in"));
  expect(options.status).toBe(204);
  expect(options.headers["access-control-allow-origin"]).toBeUndefined();
  expect((await ask("club", "/api/health", { method: "DELETE" })).body).toContain('"status":405');
});

test("hosts that are none are 400; hosts that nobody has are all the same 404", async () => {
  expect((await raw("GET / HTTP/1.1\r\nconnection: close\r\n\r\n")).status).toBe(400);
  expect((await raw(`GET / HTTP/1.1\r\nhost: ${HOST}\r\nhost: evil.test\r\nconnection: close\r\n\r\n`)).status).toBe(400);
  for (const host of ["a b", 'a"b', "<script>", "a/b", "a@b", "", "a:b", "x".repeat(300)]) {
    const answer = await raw(request("GET /", {}, "", host));
    expect(answer.status, host).toBe(400);
    expectNeutral(answer);
    expect(answer.body).not.toContain("<script>");
  }
  const plain = ({ status, body }: RawAnswer) =>
    `${status} ${body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|nonce="[^"]*"|"nonce":"[^"]*"|\\"nonce\\":\\"[^"]*\\"/g, "").replace(/\r\n[0-9a-f]+\r\n/g, "")}`;
  const hosts = Array.from({ length: 20 }, (_, i) => [`ws-${i}-${"z".repeat(i)}.localhost:${port}`, `www${i}.example.com`]).flat();
  const answers = await Promise.all([...hosts, "www.localhost", "api.localhost", "evil.test"].map((host) => raw(request("GET /sign-in", {}, "", host))));
  expect(new Set(answers.map(plain)).size).toBe(1);
  expect(answers[0]?.status).toBe(404);
  expect(answers[0]?.body).not.toMatch(/Rowing|workspace/i);
});

test("what clients say of themselves and of where they came from counts for nothing", async () => {
  const lies = {
    "x-forwarded-host": "desk.localhost",
    "x-forwarded-proto": "https",
    "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy",
    "x-middleware-prefetch": "1",
    "x-nextjs-data": "1",
    "x-matched-path": "/account",
    "x-invoke-path": "/account",
    "x-foyer-door": "forged 6.6.6.6",
    "x-request-id": "forged",
    "x-nonce": "forged",
    "content-security-policy": "script-src 'nonce-forged'",
    "next-resume": "1",
    "x-forwarded-for": "not an address",
  };
  const { "x-forwarded-host": _, ...forClub } = lies;
  const answer = await ask("club", "/sign-in", { headers: forClub });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("Harbour Rowing Club");
  expect(`${JSON.stringify(answer.headers)}${answer.body}`).not.toContain("forged");
  expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  const account = await ask("club", "/account", { headers: forClub });
  expect(account.status).toBe(307);
  expect(account.headers.location).toBe("/sign-in?to=%2Faccount");
});

test("addresses that mean two things, or nothing, are refused", async () => {
  for (const path of ["/a%00b", "/sign-in?to=%00", "/%zz", "/%c3%28", "http://evil.test/", "*"]) {
    const answer = await raw(request(`GET ${path}`));
    expect(answer.status, path).toBe(400);
    expectNeutral(answer);
  }
  for (const path of ["//evil.test", "/\\evil.test", "/sign-in//", "/../../etc/passwd", "/%2e%2e/x", "/documents/..%2f..%2fx", "/x%5cy", "/./account"]) {
    const answer = await raw(request(`GET ${path}`));
    expect(answer.status, path).toBe(404);
    expect(answer.headers.location, path).toBeUndefined();
    expectNeutral(answer);
  }
});

test("what lies beside the product is not there", async () => {
  const script = /src="(\/_next\/static\/chunks\/[^"]+\.js)"/.exec((await ask("club", "/sign-in")).body)?.[1];
  expect(script).toBeTruthy();
  const paths = [
    ...["/.env", "/.env.local", "/%2eenv", "/.git/HEAD", "/.git/config", "/.data/pg/base/PG_VERSION", "/.next/BUILD_ID", "/.npmrc", "/.ci/run"],
    ...["/prisma/schema.prisma", "/package.json", "/next.config.ts", "/lib/auth.ts", "/server.js", "/_next/server/app/page.js", "/_next/BUILD_ID"],
    ...[`${script}.map`, "/_next/image?url=%2Flogo.png&w=64&q=75", "/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75", "/_next/image?url=x&w=1e9"],
    ...["/_next/data/x/account.json", "/api/auth/callback/magic-link?token=x", "/api/auth/providers", "/api/cron/maintenance", "/debug", "/server-status"],
  ];
  for (const path of paths) expect((await ask("club", path)).status, path).toBe(404);
});

test("a page for members shows nothing to others, by whatever name it is called", async () => {
  const ways = ["/account/", "/ACCOUNT", "/%61ccount", "/account;x", "/account.rsc", "/account?_rsc=1", "/account.segments/_tree.segment.rsc", "/account.json"];
  const more = [
    "/account.segments/account/__PAGE__.segment.rsc",
    "/index.rsc",
    "/account?nxtPid=1",
    "/projects?nxtPsection=account",
    "/_next/data/x/account.json",
  ];
  const variants: Record<string, string>[] = [
    {},
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { rsc: "1", "next-router-segment-prefetch": "/_tree" },
  ];
  variants.push({ "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" }, { "x-nextjs-data": "1" });
  for (const path of ["/account", ...ways, ...more])
    for (const headers of variants) {
      const { status, body } = await ask("club", path, { headers });
      expect(status, path).toBeLessThan(500);
      expect(body, path).not.toMatch(/Your devices|Email address.{0,400}Change|Sign out everywhere/);
    }
});

test("bodies are bounded, whatever is said about them, and the client gets to read why", async () => {
  const form = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };
  const said = await ask("club", "/sign-in", { method: "POST", headers: { ...form, "content-length": "60000000" }, body: "x".repeat(1_000) }).catch(() => null);
  expect(said === null || said.status === 413).toBe(true);
  const declared = await raw(request("POST /sign-in", { ...form, "content-length": "60000000" }));
  expect(declared.status).toBe(413);
  expectNeutral(declared);
  const polite = await raw(request("POST /sign-in", { ...form, expect: "100-continue", "content-length": "60000000" }));
  expect(polite.status).toBe(413);

  const whole = await ask("club", "/sign-in", { method: "POST", headers: form, body: "x".repeat(60_000_000) });
  expect(whole.status).toBe(413);
  const chunk = "x".repeat(65_536);
  const chunked = await raw(request("POST /sign-in", { ...form, "transfer-encoding": "chunked", connection: "keep-alive" }), {
    goOn(socket) {
      const more = () => {
        while (!socket.destroyed && socket.writable && socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`));
        if (!socket.destroyed) socket.once("drain", more);
      };
      more();
    },
  });
  expect(chunked.status).toBe(413);
  expect(chunked.ms).toBeLessThan(30_000); // and the line was cut, though the client never stopped

  const upload = await raw(request("POST /dashboard/contacts/import/upload", { "content-type": "text/csv", "content-length": "52428801" }));
  expect(upload.status).toBe(413);
  const hook = await raw(request("POST /api/webhooks/resend", { "content-type": "application/json", "content-length": "10000000" }));
  expect(hook.status).toBe(413);
  expect(JSON.parse(hook.body)).toMatchObject({ status: 413, requestId: hook.headers["x-request-id"] });
});

test("too much of everything else is refused, and the server lives", async () => {
  expect([414, 431]).toContain((await raw(request(`GET /${"a".repeat(20_000)}`))).status);
  expect((await raw(request(`GET /${"a".repeat(9_000)}`))).status).toBe(414);
  expect((await raw(request("GET /", { "x-a": "a".repeat(20_000) }))).status).toBe(431);
  expect((await raw(request("GET /", { "accept-language": "a".repeat(100_000) }))).status).toBe(431);
  expect((await raw(request("GET /", { cookie: Array.from({ length: 50 }, (_, i) => `c${i}=${"a".repeat(4_000)}`).join("; ") }))).status).toBe(431);
  expect((await raw(request("GET /", Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, "1"]))))).status).toBe(431);
  expect((await raw("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")).status).toBeGreaterThanOrEqual(400);
  expect((await raw("GET / HTTP/9.9\r\n\r\n")).status).toBeGreaterThanOrEqual(400);
  expect((await ask("club", "/api/health")).status).toBe(200);
});

test("cookies of any shape are no reason to stumble", async () => {
  for (const cookie of [
    "=",
    ";;;",
    "foyer.session",
    "foyer.session=%00%ff%zz",
    "foyer.session=720.short; foyer.session=x",
    '"; foyer.attempt="\\',
    `foyer.session=${"a".repeat(4_000)}`,
    "authjs.callback-url=%; authjs.csrf-token=|",
  ]) {
    expect((await ask("club", "/", { headers: { cookie } })).status, cookie).toBe(307);
    expect((await ask("club", "/api/auth/session", { headers: { cookie } })).body, cookie).toBe("null");
    // Without its own word for it nobody is signed out, and that is no fault.
    const left = await ask("club", "/api/auth/signout", { method: "POST", headers: { cookie, "content-type": "application/x-www-form-urlencoded" }, body: "" });
    expect([left.status, new URL(left.headers.location ?? "/", "http://x").pathname], cookie).toEqual([302, "/sign-in"]);
  }
});

test("another site's page changes nothing: every action there is, and every handler", async () => {
  const { node } = JSON.parse(readFileSync(`${process.env.FOYER_BUILD_DIR ?? ".next"}/server/server-reference-manifest.json`, "utf8")) as {
    node: Record<string, unknown>;
  };
  const routes = Object.values(
    JSON.parse(readFileSync(`${process.env.FOYER_BUILD_DIR ?? ".next"}/server/app-paths-manifest.json`, "utf8")) as Record<string, string>,
  )
    .filter((file) => /\/route\.js$/.test(file))
    .map((file) => file.replace(/^app|\/route\.js$/g, "").replace(/\[[^\]]+\]/g, "signout"));
  expect(Object.keys(node).length).toBeGreaterThan(5);
  const foreign = [
    { origin: "https://evil.test" },
    { origin: "null" },
    { origin: `http://desk.localhost:${port}` },
    { origin: `http://${HOST}.evil.test` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ] as Record<string, string>[];
  for (const headers of foreign) {
    for (const id of Object.keys(node)) {
      const answer = await ask("club", "/sign-in", {
        method: "POST",
        headers: { ...headers, "next-action": id, "content-type": "text/plain;charset=UTF-8" },
        body: "[]",
      });
      expect(answer.status).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
    const form = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="email"\r\n\r\nada@example.com\r\n--${BOUNDARY}--\r\n`;
    expect(
      (await ask("club", "/sign-in", { method: "POST", headers: { ...headers, "content-type": `multipart/form-data; boundary=${BOUNDARY}` }, body: form }))
        .status,
    ).toBe(403);
    for (const path of routes) {
      const { status } = await ask("club", path, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: "{}" });
      expect(status, path).toBe(path.startsWith("/api/health") ? 405 : 403); // health takes a POST from nobody
    }
  }
});

test("what is sent in the wrong form is no form", async () => {
  const sent: [Record<string, string>, string, number][] = [
    [{ "content-type": "text/plain" }, '{"email":"ada@example.com"}', 415],
    [{ "content-type": "application/json" }, '{"email":"ada@example.com"}', 415],
    [{ "content-type": "application/x-www-form-urlencoded" }, "email=ada%40example.com", 415],
    [{ "content-type": "multipart/form-data" }, "email", 415],
    [{ "content-type": "application/xml" }, "<email/>", 415],
    [{ "content-type": "text/plain;charset=utf-16", "next-action": "0".repeat(42) }, "[]", 415],
    [{ "content-type": `multipart/form-data; boundary=${BOUNDARY}` }, "no parts at all", 400],
    [{ "content-type": `multipart/form-data; boundary=${BOUNDARY}` }, `--${BOUNDARY}\r\nContent-Disposition: form-data; name="email"\r\n\r\nada`, 400],
  ];
  for (const [headers, body, status] of sent) {
    const answer = await ask("club", "/sign-in", { method: "POST", headers: { ...headers, origin: ORIGIN }, body });
    expect(answer.status, `${headers["content-type"]} ${body}`).toBe(status);
    expectNeutral({ ...answer, headers: answer.headers as Record<string, string> });
  }
  for (const body of ["{", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, '{"a":1e309}', '{"type":"email.sent\\u0000"}', '{"__proto__":{"x":1}}']) {
    const answer = await ask("club", "/api/webhooks/resend", { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(answer.status).toBeLessThanOrEqual(503);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
});

test("calls of actions that make no sense are the caller's mistake, cost nothing and leave the server alone", async () => {
  const page = (await ask("club", "/sign-in")).body;
  const id = /&quot;id&quot;:&quot;([0-9a-f]{40,44})/.exec(page)?.[1];
  expect(id).toBeTruthy();
  const text = (body: string, action = id ?? "") => ({ headers: { "next-action": action, "content-type": "text/plain;charset=UTF-8" }, body });
  const form = (parts: [string, string][], called = true) => ({
    headers: { ...(called && { "next-action": id ?? "" }), "content-type": `multipart/form-data; boundary=${BOUNDARY}` } as Record<string, string>,
    body: `${parts.map(([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--${BOUNDARY}--\r\n`,
  });
  const calls: Record<string, { headers: Record<string, string>; body: string }> = {
    "an action nobody has": text("[]", "0".repeat(42)),
    "no action's name": text("[]", "constructor"),
    "no arguments": text(""),
    "no JSON": text("{{{"),
    "not a list": text("1"),
    "a deep list": text("[".repeat(100_000) + "]".repeat(100_000)),
    "a long list": text(`[${"1,".repeat(400_000)}1]`),
    "a huge number": form([["0", `["$n${"9".repeat(900_000)}"]`]]),
    "a way to the constructor": form([
      ["0", '["$1:__proto__:then"]'],
      ["1", "{}"],
    ]),
    "a made-up model": form([
      [
        "0",
        '{"then":"$1:__proto__:then","status":"resolved_model","reason":-1,"value":"{\\"then\\":\\"$B1337\\"}","_response":{"_prefix":"process.exit()","_formData":{"get":"$1:constructor:constructor"}}}',
      ],
      ["1", '"$@0"'],
      ["2", "[]"],
    ]),
    "many parts": form(Array.from({ length: 8_000 }, (_, i) => [String(i), "1"])),
    "many actions at once": form(
      Array.from({ length: 7_000 }, (_, i) => [`$ACTION_REF_${i}`, ""]),
      false,
    ),
    "a form for no action": form([["$ACTION_ID_00", ""]], false),
    "a form with a broken state": form(
      [
        ["$ACTION_REF_1", ""],
        ["$ACTION_1:0", "{{{"],
      ],
      false,
    ),
  };
  for (const [name, call] of Object.entries(calls)) {
    const began = Date.now();
    const answer = await ask("club", "/sign-in", { method: "POST", headers: { ...call.headers, origin: ORIGIN }, body: call.body });
    expect(answer.status, name).toBeGreaterThanOrEqual(400);
    expect(answer.status, name).toBeLessThan(500);
    expect(Date.now() - began, name).toBeLessThan(10_000);
    expectNeutral({ ...answer, headers: answer.headers as Record<string, string> });
  }
  const cyclic: [string, string][][] = [
    [["0", '["$@0"]']],
    [
      ["0", '["$@1"]'],
      ["1", '"$@0"'],
    ],
    [
      ["0", '["$@1"]'],
      ["1", '{"then":"$1:then"}'],
    ],
  ];
  for (const parts of cyclic) {
    const { headers, body } = form(parts);
    expect((await ask("club", "/sign-in", { method: "POST", headers: { ...headers, origin: ORIGIN }, body })).body).not.toMatch(/node_modules|\.js:\d/);
  }
  expect((await ask("club", "/api/health")).status).toBe(200);
});

test("numbers and dates that are none are no reason to stumble", async () => {
  const values = ["1e20", "-1", "NaN", "0000", "275760-09-13", "+275761-01-01T00:00:00Z", "%F0%9F%92%A9", "'", "[]", "__proto__"];
  for (const value of values)
    for (const path of [
      `/outbox?before=${value}`,
      `/outbox?q=${value}`,
      `/outbox/${value}`,
      `/outbox/next?to=a@b.cd&since=${value}`,
      `/sign-in?to=${value}`,
      `/magic-login/${value}`,
    ])
      expect((await ask(null, path)).status, path).toBeLessThan(500);
});
