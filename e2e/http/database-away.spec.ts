// Without the database: a clear answer, soon, the process stays up, and nothing has to be restarted (CHECKS F01, F02, F17, F22).
import { expect, test } from "@playwright/test";
import { startPostgres } from "../../scripts/postgres.mjs";
import { PlainBrowser } from "../support/form";
import { type Line, lineTo } from "../support/line";
import { type OwnServer, startServer } from "../support/server";

test.describe.configure({ mode: "serial" });

let postgres: { url: string; stop(): void } | null = null;
let line: Line;
let server: OwnServer;
/** What a page takes here while all is well: on a slow machine the same patience ends later. */
let usual = 0;
const within = (ms: number) => ms + 10 * usual;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  postgres = await startPostgres();
  if (!postgres) return;
  const url = new URL(postgres.url);
  line = await lineTo(Number(url.port));
  url.port = String(line.port);
  server = await startServer({ DATABASE_URL: url.href });
  for (let i = 0; i < 3; i++) usual = (await timed(browser().get("/outbox"))).ms;
});

test.afterAll(async () => {
  await server?.stop();
  await line?.close();
  postgres?.stop();
});

test.beforeEach(() => test.skip(!postgres, "PostgreSQL is not installed here"));

const browser = () => new PlainBrowser(server.port);

async function timed<T>(work: Promise<T>): Promise<{ found: T; ms: number }> {
  const began = Date.now();
  return { found: await work, ms: Date.now() - began };
}

async function expectAway(path: string) {
  const { found, ms } = await timed(browser().get(path));
  expect(found.status, path).toBe(503);
  expect(found.headers["retry-after"], path).toMatch(/^\d+$/);
  expect(found.headers["cache-control"], path).toContain("no-store");
  expect(found.body, path).not.toMatch(/\.[jt]s:\d|ECONN|prisma|SELECT|127\.0\.0\.1|Error/i);
  expect(ms, path).toBeLessThan(within(3_000));
  return found;
}

test("pages and handlers say 503 at once, the process lives, and everything works again by itself", async () => {
  const waiting = browser();
  expect((await waiting.submit("/sign-in", { email: "ada@example.com" })).status).toBe(303);
  const ada = browser();
  const mail = JSON.parse((await ada.get(`/outbox/next?to=ada@example.com&since=${new Date(Date.now() - 60_000).toISOString()}`)).body) as { links: string[] };
  const link = new URL(mail.links.find((l) => l.includes("/magic-login/")) ?? "").pathname;
  expect(JSON.parse((await ada.get("/api/health/ready")).body)).toMatchObject({ ready: true, database: { kind: "postgres" } });

  line.cut();
  for (const path of ["/outbox", link, "/check-your-email"]) {
    waiting.cookies.forEach((value, name) => void ada.cookies.set(name, value));
    const found = await timed(ada.get(path));
    expect(found.found.status, path).toBe(503);
    expect(found.ms, path).toBeLessThan(within(3_000));
  }
  const desk = new PlainBrowser(server.port, `desk.localhost:${server.port}`);
  const unseen = await timed(desk.get("/sign-in")); // a workspace that no cache knows
  expect(unseen.found.status).toBe(503);
  expect(unseen.ms).toBeLessThan(within(3_000));
  await expectAway("/outbox");
  const claims = browser(); // whether it is a session nobody can say; "nobody" would be wrong
  claims.cookies.set("foyer.session", `720.${"A".repeat(43)}`);
  expect((await claims.get("/api/auth/session")).status).toBe(503);
  expect((await browser().get("/outbox")).body).toContain("<h1>We will be right back</h1>");
  const api = await browser().get("/outbox", { accept: "application/json" });
  expect(JSON.parse(api.body)).toMatchObject({ status: 503, reason: "unavailable" });

  await expect(async () => expect((await browser().get("/api/health/ready")).status).toBe(503)).toPass({ timeout: 10_000 }); // it may be a second old
  const ready = await timed(browser().get("/api/health/ready"));
  expect(JSON.parse(ready.found.body)).toMatchObject({ ready: false, database: { ok: false } });
  expect(ready.ms).toBeLessThan(within(2_500));
  expect((await browser().get("/api/health")).status).toBe(200);

  line.restore();
  await expect(async () => expect((await browser().get("/api/health/ready")).status).toBe(200)).toPass({ timeout: 30_000 });
  expect((await browser().get("/outbox")).status).toBe(200);
  expect((await ada.get(link)).status).toBe(200);
  const done = await ada.submit(link, { token: link.split("/").pop() ?? "" });
  expect(done.status).toBe(303); // what was not spent while it was away still works
});

test("asking and finishing while it is away do nothing, and say so", async () => {
  const page = browser();
  const form = await page.get("/sign-in");
  expect(form.status).toBe(200);
  line.cut();
  const asked = await timed(page.submit("/sign-in", { email: "dora@example.com" }));
  expect(asked.found.status).toBe(503);
  expect(asked.found.headers["retry-after"]).toBeTruthy();
  expect(asked.ms).toBeLessThan(within(3_000));
  line.restore();
  await expect(async () => expect((await page.submit("/sign-in", { email: "dora@example.com" })).status).toBe(303)).toPass({ timeout: 30_000 });
});

test("a database that falls silent is given up on, and the pool heals", async () => {
  expect((await browser().get("/outbox")).status).toBe(200);
  line.silence();
  const away = await Promise.all(Array.from({ length: 5 }, () => timed(browser().get("/outbox"))));
  for (const { found, ms } of away) {
    expect(found.status).toBe(503);
    expect(ms).toBeLessThan(within(10_500));
  }
  const ready = await timed(browser().get("/api/health/ready"));
  expect(ready.found.status).toBe(503);
  expect(ready.ms).toBeLessThan(within(2_500));
  line.restore();
  await expect(async () => expect((await browser().get("/outbox")).status).toBe(200)).toPass({ timeout: 30_000 });
});
