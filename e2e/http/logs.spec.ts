// What a server prints: one well-formed line each, and nothing that opens a door (CHECKS H22, SPEC 12.4); and whom it believes (A4).
import { expect, test } from "@playwright/test";
import { PlainBrowser } from "../support/form";
import { leaksIn } from "../support/leaks";
import { raw, request } from "../support/raw";
import { type OwnServer, startServer } from "../support/server";

test.describe.configure({ mode: "serial" });

const AUTH_SECRET = "canary-auth-secret-canary-auth-secret-0123456789";
const CRON_SECRET = "canary-cron-secret-0123456789";
let server: OwnServer;

test.beforeAll(async () => {
  server = await startServer({ AUTH_SECRET, CRON_SECRET, LOG_LEVEL: "debug" });
});
test.afterAll(() => server?.stop());

/** Those that have come whole. */
const lines = () =>
  server
    .output()
    .split("\n")
    .slice(0, -1)
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("a whole sign-in leaves no secret and no address in the output", async () => {
  const browser = new PlainBrowser(server.port);
  const since = new Date(Date.now() - 1_000).toISOString();
  expect((await browser.submit("/sign-in", { email: "Dora@Example.com" })).status).toBe(303);
  const mail = JSON.parse((await browser.get(`/outbox/next?to=dora@example.com&since=${since}`)).body) as { links: string[]; code: string };
  const path = new URL(mail.links.find((l) => l.includes("/magic-login/")) ?? "").pathname;
  const token = path.split("/").pop() ?? "";
  await browser.submit("/check-your-email", { code: "ZZZZ-9999" });
  expect((await browser.get(path)).status).toBe(200);
  const done = await browser.submit(path, { token });
  expect(done.status).toBe(303);
  const home = await browser.get("/");
  expect(home.body).toContain("Dora");
  await browser.get("/account");
  await browser.get(path);
  await browser.get(`/sign-in?to=/magic-login/${token}&email=dora@example.com`);
  await browser.get("/api/auth/session");
  await browser.get("/api/cron/maintenance", { authorization: `Bearer ${CRON_SECRET}` });
  await browser.get("/api/cron/maintenance", { authorization: `Bearer ${CRON_SECRET}x` });
  await raw(request("POST /sign-in", { "content-type": "text/plain", cookie: [...browser.cookies].map((c) => c.join("=")).join("; ") }, token), {
    to: server.port,
  });
  await browser.get(`/${token}`);
  await browser.get("/x/dora@example.com");

  const cookies = [...browser.cookies].filter(([name]) => /session|device|attempt/.test(name)).map(([, value]) => value);
  expect([...browser.cookies.keys()]).toEqual(expect.arrayContaining(["foyer.session", "foyer.device"]));
  const output = server.output();
  expect(output).toContain("/magic-login/[token]");
  for (const secret of [
    AUTH_SECRET,
    CRON_SECRET,
    token,
    mail.code,
    mail.code.replace("-", ""),
    ...cookies,
    ...cookies.map((c) => c.split(".").pop() ?? c),
    "dora@example.com",
    "Dora@Example.com",
  ])
    expect(output, secret).not.toContain(secret);

  // What after-all.ts looks for in every log of the whole run: nothing is there, and each would be found, known or not.
  expect(leaksIn(output, [AUTH_SECRET, CRON_SECRET, token, mail.code])).toEqual([]);
  for (const secret of [token, mail.code, ...cookies, "dora@example.com", "dora%40example.com", "re_12345678", "postgres://foyer:pass@db/x"])
    expect(leaksIn(`${output}{"msg":"said ${secret} aloud"}\n`, []), secret).not.toEqual([]);
  for (const secret of [AUTH_SECRET, CRON_SECRET, mail.code.replace("-", "")]) expect(leaksIn(`${output}{"path":"/x/${secret}"}\n`, [secret])).not.toEqual([]);
});

const isRequest = ({ msg }: Record<string, unknown>) => msg === "request";

test("nobody writes lines of their own into the log", async () => {
  const before = lines().length;
  const evil = '\\n{"level":"error","msg":"forged"}';
  for (const headers of [{ "user-agent": `x${evil}` }, { "user-agent": "\u001b[31mred" }, { "user-agent": "x".repeat(8_000) }, { referer: evil }] as Record<
    string,
    string
  >[])
    await raw(request("GET /sign-in", headers), { to: server.port });
  await raw(request("GET /x%0a%7b%22level%22:%22error%22,%22msg%22:%22forged%22%7d"), { to: server.port });
  await raw(request("GET /x%e2%80%a8y%1b%5b31m"), { to: server.port });
  await raw(request('GET /x{"msg":"forged"}'), { to: server.port });
  await raw(request("POST /sign-in", { "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8" }, '["\u2028{\\"msg\\":\\"forged\\"}"]'), {
    to: server.port,
  });
  await expect(async () => expect(lines().slice(before).filter(isRequest).length).toBeGreaterThanOrEqual(7)).toPass();
  const written = lines().slice(before);
  expect(written.filter(({ msg }) => msg === "forged")).toEqual([]);
  for (const line of server
    .output()
    .split("\n")
    .filter((l) => l.startsWith("{"))) {
    expect(line.length).toBeLessThan(6_000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  }
});

test("a line names the request that its answer names", async () => {
  const answer = await new PlainBrowser(server.port).get("/nope");
  const line = () => lines().find(({ request: id, msg }) => id === answer.headers["x-request-id"] && msg === "request");
  await expect(async () => expect(line()).toBeTruthy()).toPass();
  expect(line()).toMatchObject({ level: "info", method: "GET", path: "/nope", status: 404, ms: expect.any(Number) });
});

test("where a request came from is what the line says, not what the client says", async () => {
  const answers: number[] = [];
  for (let i = 0; i < 31; i++) {
    const lies = {
      "x-forwarded-for": `203.0.113.${i}`,
      "x-real-ip": `203.0.113.${i}`,
      forwarded: `for=203.0.113.${i}`,
      "x-foyer-door": `x 203.0.113.${i}`,
      "cf-connecting-ip": `203.0.113.${i}`,
    };
    answers.push(
      (await new PlainBrowser(server.port, `agency.localhost:${server.port}`, lies).submit("/sign-in", { email: `somebody${i}@example.com` })).status,
    );
  }
  expect(answers.slice(0, 30)).toEqual(Array(30).fill(303));
  expect(answers[30]).toBe(200); // the form again, saying when to try again
});
