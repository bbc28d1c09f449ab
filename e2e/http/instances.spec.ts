// Several servers behind a balancer on one PostgreSQL are one portal: what one of them knows, all of them know (issue "measured", 5).
import { expect, test } from "@playwright/test";
import pg from "pg";
import { type Provider, startProvider } from "@/lib/testing/provider";
import { startPostgres } from "../../scripts/postgres.mjs";
import { type Balancer, balancerTo } from "../support/balancer";
import { PlainBrowser } from "../support/form";
import { freePort, type OwnServer, startServer } from "../support/server";

const MAILS = 300;
/** The chore that comes round most often comes every three seconds; timers are given a little room. */
const EVERY_MS = 3_000;
const ROOM_MS = 200;

test.describe.configure({ mode: "serial" });

let postgres: Awaited<ReturnType<typeof startPostgres>> = null;
let provider: Provider;
let balancer: Balancer;
let pool: pg.Pool;
let settings: Record<string, string> = {};
const servers: OwnServer[] = [];

test.beforeAll(async () => {
  postgres = await startPostgres();
  if (!postgres) return;
  provider = await startProvider();
  balancer = await balancerTo(await freePort());
  settings = {
    DATABASE_URL: postgres.url,
    BASE_URL: `http://localhost:${balancer.port}`,
    RESEND_API_KEY: "re_test",
    RESEND_BASE_URL: provider.url,
    RESEND_RATE_PER_SECOND: "100",
    MAIL_FROM: "Foyer <hello@mail.example.com>",
    TRUSTED_PROXIES: "1",
  };
  pool = new pg.Pool({ connectionString: postgres.url });
});
test.afterAll(async () => {
  await pool?.end();
  await Promise.all(servers.map((server) => server.stop()));
  await balancer?.close();
  await provider?.close();
  postgres?.stop();
});
test.beforeEach(() => test.skip(!postgres, "PostgreSQL is not installed here"));

// Two that start together on a database that has seen nothing yet; then as many more beside them.
for (const count of [2, 4]) {
  test.describe(`${count} servers`, () => {
    test.beforeAll(async () => {
      test.setTimeout(300_000);
      if (!postgres) return;
      const more = await Promise.all(Array.from({ length: count - servers.length }, () => startServer(settings)));
      servers.push(...more);
      for (const { port } of more) balancer.add(port);
      if (count === 2) await watchChores();
    });

    const at = (port: number) => new PlainBrowser(port, `club.localhost:${balancer.port}`, { "x-forwarded-for": `203.0.113.${count}` });
    const mailTo = (email: string, since: number) =>
      provider.sent.find(({ to, at: when, text }) => to[0] === email && when >= since && text.includes("/magic-login/"));

    async function signIn(browser: PlainBrowser, email: string): Promise<void> {
      const since = Date.now();
      expect((await browser.submit("/sign-in", { email })).headers.location).toMatch(/check-your-email$/);
      await expect.poll(() => Boolean(mailTo(email, since)), { timeout: 60_000 }).toBe(true);
      const token = mailTo(email, since)?.text.match(/\/magic-login\/([0-9A-Za-z]+)/)?.[1] ?? "";
      expect((await browser.submit(`/magic-login/${token}`, { token })).status).toBe(303);
    }

    test("sign somebody in whose every request is answered by another", async () => {
      const browser = at(balancer.port);
      await signIn(browser, "ada@example.com");
      const before = balancer.served();
      for (let i = 0; i < count; i++) expect((await browser.get("/")).body).toContain("Ada");
      expect(balancer.served().map((n, i) => n - (before[i] ?? 0))).toEqual(Array.from({ length: count }, () => 1));
    });

    test("share one limit: three of twenty that ask at once", async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => at(balancer.port).submit("/sign-in", { email: `nobody${count}@example.com` })));
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(3);
      expect(answers.filter(({ status, body }) => status === 200 && /Too many requests/.test(body))).toHaveLength(17);
    });

    test("end a session everywhere at once", async () => {
      const browser = at(balancer.port);
      await signIn(browser, "dora@example.com");
      const elsewhere = servers.map(({ port }) => at(port));
      const comeBack = () => {
        for (const same of elsewhere) for (const [name, value] of browser.cookies) same.cookies.set(name, value);
      };
      comeBack();
      for (const same of elsewhere) expect((await same.get("/account")).status).toBe(200);
      expect((await elsewhere[0]!.post(await elsewhere[0]!.fill("/account", {}, "Sign out everywhere"))).status).toBe(303);
      comeBack();
      const answers = await Promise.all(elsewhere.map((same) => same.get("/account")));
      expect(answers.map(({ status, headers }) => `${status} ${headers.location?.split("?")[0]}`)).toEqual(servers.map(() => "307 /sign-in"));
    });

    test("hand over each mail of one outbox once", async () => {
      const [address, before] = [`p${count}-`, provider.calls.length];
      const held = await pool.connect();
      await pool.query(
        `INSERT INTO "Mail" (id, "workspaceId", template, lane, "to", "toKey", data, "idempotencyKey", "uselessAfter", "nextAttemptAt")
         SELECT gen_random_uuid(), w.id, 'portal_invitation', 'bulk', $1 || i || '@example.com', $1 || i || '@example.com', '{"name":"Somebody"}',
           'mail-' || gen_random_uuid(), now() + interval '1 hour', now() + interval '1 second' FROM generate_series(1, ${MAILS}) i, "Workspace" w WHERE w.slug = 'club'`,
        [address],
      );
      // All of them reach for the same mails before any of them has one: that is when two would take the same.
      await linger(true);
      await held.query(`BEGIN; LOCK TABLE "Mail" IN EXCLUSIVE MODE`);
      const waiting = `SELECT count(*)::int AS n FROM pg_locks WHERE relation = '"Mail"'::regclass AND NOT granted`;
      await expect.poll(async () => (await held.query(waiting)).rows[0].n, { timeout: 30_000 }).toBeGreaterThanOrEqual(count);
      await held.query("COMMIT");
      held.release();
      const states = async () => (await pool.query(`SELECT state, count(*)::int AS mails FROM "Mail" WHERE "toKey" LIKE $1 || '%' GROUP BY 1`, [address])).rows;
      await expect.poll(states, { timeout: 90_000 }).toEqual([{ state: "sent", mails: MAILS }]);
      await linger(false);
      // What was asked of the provider, not what it made of it: the same mail asked again would go by unseen.
      const asked = provider.calls.slice(before).flatMap(({ body }) => body.match(new RegExp(`"${address}\\d+@example.com"`, "g")) ?? []);
      expect([asked.length, new Set(asked).size]).toEqual([MAILS, MAILS]);
      const told = `SELECT count(*)::int AS n FROM "Activity" a JOIN "Mail" m ON m.id = a."mailId" WHERE a.action = 'mail.sent' AND m."toKey" LIKE $1 || '%'`;
      expect((await pool.query(told, [address])).rows).toEqual([{ n: MAILS }]);
    });

    test("take turns with maintenance", async () => {
      const runs = async () => (await pool.query<{ ms: number }>(`SELECT extract(epoch FROM at)::float * 1000 AS ms FROM test_run ORDER BY at`)).rows;
      const before = (await runs()).length;
      await expect.poll(async () => (await runs()).length, { timeout: 60_000 }).toBeGreaterThan(before);
      const found = await runs();
      const gaps = found.slice(1).map(({ ms }, i) => ms - found[i]!.ms);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(EVERY_MS - ROOM_MS);
    });
  });
}

/** Between looking for mails and taking them everybody waits a little. */
async function linger(yes: boolean): Promise<void> {
  await pool.query(`DROP TRIGGER IF EXISTS test_linger ON "Mail"`);
  if (!yes) return;
  await pool.query(`CREATE OR REPLACE FUNCTION test_linger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END'`);
  await pool.query(`CREATE TRIGGER test_linger BEFORE UPDATE ON "Mail" FOR EACH STATEMENT EXECUTE FUNCTION test_linger()`);
}

/** Notes from now on when one of the servers has looked for requests that were left behind. */
async function watchChores(): Promise<void> {
  await pool.query(`CREATE TABLE test_run (at timestamptz)`);
  await pool.query(`CREATE FUNCTION test_note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO test_run VALUES (NEW."lastRunAt"); RETURN NEW; END'`);
  await pool.query(
    `CREATE TRIGGER test_note AFTER UPDATE OF "lastRunAt" ON "Chore" FOR EACH ROW
     WHEN (NEW.name = 'requests' AND NEW."lastRunAt" IS NOT NULL) EXECUTE FUNCTION test_note()`,
  );
}
