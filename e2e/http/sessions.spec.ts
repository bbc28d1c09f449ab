// Sessions as a browser without scripts meets them: they slide with pages alone, and end everywhere at once (SPEC S2, S5; CHECKS S).
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { revokeSessions } from "@/lib/sessions";
import { removeStaff } from "@/lib/staff";
import { PlainBrowser } from "../support/form";
import { agentOf, colleague, database, person } from "../support/people";
import type { Answer } from "../support/request";
import { type OwnServer, startServer } from "../support/server";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SESSION = "foyer.session";
const LETTER = "/dashboard/settings/mails/portal_login/letter";
const port = Number(process.env.E2E_PORT ?? 3917);

/** Asks for a link and opens it, all without a script. */
async function signIn(browser: PlainBrowser, email: string, door = "/sign-in"): Promise<void> {
  const since = new Date().toISOString();
  expect((await browser.submit(door, { email })).status).toBe(303);
  const mail = JSON.parse((await browser.get(`/outbox/next?to=${encodeURIComponent(email)}&since=${since}`)).body) as { links: string[] };
  const path = new URL(mail.links.find((link) => link.includes("/magic-login/")) ?? "").pathname;
  expect((await browser.submit(path, { token: path.split("/").pop() ?? "" })).status).toBe(303);
  expect(browser.cookies.has(SESSION)).toBe(true);
}

test.describe("a month of nothing but pages", () => {
  let folder: string;
  let server: OwnServer;
  let ahead = 0;
  const now = () => Date.now() + ahead;

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "foyer-clock-"));
    writeFileSync(join(folder, "clock"), "0");
    server = await startServer({ CLOCK_FILE: join(folder, "clock"), NODE_OPTIONS: `--import=${join(process.cwd(), "e2e/support/clock.mjs")}` });
  });
  test.afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The server's clock and the browsers' stand `ms` ahead. */
  async function at(ms: number): Promise<void> {
    ahead = ms;
    writeFileSync(join(folder, "clock"), String(ms));
    await expect.poll(() => heard(folder)).toBe(ms);
  }

  test("keeps the browser signed in that looks in, and signs out the one that does not", async () => {
    const [busy, idle, deaf] = [new PlainBrowser(server.port), new PlainBrowser(server.port), new PlainBrowser(server.port)];
    for (const [browser, email] of [
      [busy, "ada@example.com"],
      [idle, "dora@example.com"],
      [deaf, "adam@example.com"],
    ] as const) {
      browser.now = now;
      await signIn(browser, email);
    }
    const cookie = busy.cookies.get(SESSION) ?? "";
    const renewed: number[] = [];
    for (let day = 0; day <= 31; day++) {
      await at(day * DAY_MS + MINUTE_MS);
      const page = await busy.get(day % 2 ? "/account" : "/");
      expect(page.status, `day ${day}`).toBe(200);
      expect(page.body).toContain("Ada");
      if (page.headers["set-cookie"]?.some((set) => set.startsWith(`${SESSION}=`))) renewed.push(day);
      // The same page again, at once: nothing to renew, nothing to write.
      if (day === 7) expect((await busy.get("/")).headers["set-cookie"] ?? []).toEqual([]);
    }
    expect(busy.cookies.get(SESSION)).toBe(cookie);
    expect(renewed).toEqual(Array.from({ length: 32 }, (_, day) => day));

    // Whoever never came has no cookie any more, and with the cookie it would not be let in either.
    expect((await idle.get("/")).headers.location).toBe("/sign-in");
    expect(idle.cookies.has(SESSION)).toBe(false);
    deaf.now = () => 0;
    expect(deaf.cookies.has(SESSION)).toBe(true);
    expect((await deaf.get("/")).headers.location).toBe("/sign-in");

    // Thirty days from the last visit, not from the first.
    await at(31 * DAY_MS + 30 * DAY_MS - MINUTE_MS);
    expect((await busy.get("/")).status).toBe(200);
    await at(31 * DAY_MS + 60 * DAY_MS + MINUTE_MS);
    expect((await busy.get("/")).headers.location).toBe("/sign-in");
  });
});

const heard = (folder: string): number => {
  const file = join(folder, "clock.heard");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
};

/** A page's data, as the scripts fetch it: Next asks them to say in the address what they ask for. */
async function data(browser: PlainBrowser, path: string): Promise<Answer> {
  const headers = { rsc: "1", accept: "text/x-component" };
  const first = await browser.get(path, headers);
  const { pathname, search } = new URL(first.headers.location ?? "/none", `http://${browser.host}`);
  return first.status === 307 && pathname === path && search.startsWith("?_rsc") ? browser.get(pathname + search, headers) : first;
}

test.describe("a session that was ended elsewhere", () => {
  test("is refused on its next page, action, fetch of a page's data and API call", async () => {
    const someone = await person({ partner: true });
    const [lost, kept] = [new PlainBrowser(port), new PlainBrowser(port)];
    await signIn(lost, someone.email);
    const session = await (await database()).session.findFirstOrThrow({ where: { contactId: someone.id, endedAt: null } });
    await signIn(kept, someone.partner);
    const cookies = new Map(lost.cookies);
    const change = await lost.fill("/account", { email: `new-${someone.email}` });
    const endOthers = await lost.fill("/account", {}, "Sign out all other devices");
    expect((await lost.get("/account")).body).toContain(someone.email);
    expect((await data(lost, "/account")).body).toContain(someone.email);
    expect((await lost.get("/api/auth/session")).body).toContain(someone.email);

    expect(await revokeSessions(await agentOf("club"), someone.id, session.id)).toBe(1);

    const again = async (work: () => Promise<Answer>) => {
      lost.cookies.clear();
      for (const [name, value] of cookies) lost.cookies.set(name, value);
      const answer = await work();
      expect(answer.body).not.toContain(someone.email);
      return answer;
    };
    expect((await again(() => lost.get("/account"))).headers.location).toMatch(/^\/sign-in/);
    for (const path of ["/", "/account"]) expectSignIn(await again(() => data(lost, path)));
    for (const form of [change, endOthers]) expectSignIn(await again(() => lost.post(form)));
    expectSignIn(await again(() => lost.postByScript(endOthers)));
    expect((await again(() => lost.get("/api/auth/session"))).body).toBe("null");

    // Nothing of what it asked for was done.
    const db = await database();
    expect(await db.mail.count({ where: { contactId: someone.id, template: "email_change" } })).toBe(0);
    expect((await kept.get("/account")).status).toBe(200);
    // In the browser that is still signed in they do what they say: the refusals above were not for their shape.
    expect((await kept.submit("/account", { email: `new-${someone.email}` })).status).toBe(200);
    await expect.poll(() => db.mail.count({ where: { contactId: someone.id, template: "email_change" } })).toBe(1);
    expectSignIn(await kept.postByScript(await kept.fill("/account", {}, "Sign out everywhere")));
    expect(await db.session.count({ where: { contactId: someone.id, endedAt: null } })).toBe(0);
  });

  test("of somebody who was removed from the staff opens no page, data, file or API of the dashboard", async () => {
    const sam = await colleague({ role: "admin" });
    const browser = new PlainBrowser(port);
    await signIn(browser, sam.email, "/dashboard/sign-in");
    const cookies = new Map(browser.cookies);
    const page = (path: string) => ({ path, open: () => browser.get(path) });
    const everything = [
      ...["/dashboard/activity", "/dashboard/mail", "/dashboard/settings/staff"].flatMap((path) => [page(path), { path, open: () => data(browser, path) }]),
      ...["/dashboard/activity/export", "/dashboard/activity/newer", LETTER].map(page),
    ];
    for (const { path, open } of everything) expect((await open()).status, path).toBe(200);
    expect((await browser.get("/api/auth/session")).body).toContain(sam.email);
    const leave = await browser.fill("/dashboard/activity", {}, "Sign out");
    expect(await removeStaff(await agentOf("club", "owner"), sam.id)).toMatchObject({ ok: true });
    const again = () => cookies.forEach((value, name) => void browser.cookies.set(name, value));
    for (const { path, open } of everything) {
      again();
      const answer = await open();
      expect(answer.body).not.toContain(sam.email);
      if (path === LETTER) expect(answer.status).toBe(404);
      else expectSignIn(answer, "/dashboard/sign-in");
    }
    again();
    expect((await browser.get("/api/auth/session")).body).toBe("null");
    expect((await browser.post(leave)).status).toBe(303);
  });
});

/** Sent to the door: by a redirect, or by the word for it in an answer to scripts. */
function expectSignIn({ status, headers, body }: Answer, door = "/sign-in"): void {
  const told = headers.location ?? headers["x-action-redirect"] ?? /NEXT_REDIRECT;[a-z]+;([^;]*);/.exec(body)?.[1] ?? `${status} ${body.slice(0, 300)}`;
  expect(told).toMatch(new RegExp(`^${door}`));
}
