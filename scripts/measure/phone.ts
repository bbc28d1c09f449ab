// node scripts/run.mjs scripts/measure/phone.ts [rounds] [page …]: what pages are like on a slow phone in a bad network, in a real browser,
// on a server of its own. Prints a table as docs/measurements.md has it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, devices, type Page } from "@playwright/test";
import { chromiumArgs, chromiumPath } from "../../e2e/support/chromium";
import { OWN_AUTH_SECRET, type OwnServer, startServer } from "../../e2e/support/server";
import { closeDatabase, openDatabase } from "../../lib/plumbing/db";
import { useEnv } from "../../lib/plumbing/env";
import { DEMO_MEMBER, DEMO_STAFF } from "../../prisma/demo";
import { at, printTable } from "./times";

/** What DevTools call "Slow 4G", and Lighthouse a phone of the middle: each request waits 562.5 ms, then 1.44 Mbit/s down and 0.675 up. */
const NETWORK = { offline: false, latency: 562.5, downloadThroughput: (1.44 * 1e6) / 8, uploadThroughput: (0.675 * 1e6) / 8 };
const CPU_SLOWDOWN = 4;
/** Of what the server has said, when something goes wrong. */
const SAID = 20;
const [rounds = "5", ...only] = process.argv.slice(2);
const ROUNDS = Number(rounds);

interface Seen {
  /** First contentful paint, largest one, and when the scripts had run: milliseconds after the address was entered. */
  painted: number;
  largest: number;
  ready: number;
  /** How long the main thread was taken for more than 50 ms at a time, in all beyond that. */
  blocked: number;
  /** The slowest answer to a touch or key, as the browser counts it for "interaction to next paint". */
  answered: number;
  /** From the press that goes on until the next page is painted; null where nothing goes on. */
  next: number | null;
  scripts: number;
}

interface Step {
  name: string;
  /** Brings a browser to where it is one page away, at full speed; gives the address of that page. */
  before(context: BrowserContext): Promise<string>;
  /** Touches and types as a person would. */
  touch(page: Page): Promise<void>;
  /** The press that goes on, and what then can be seen. */
  go?(page: Page): Promise<void>;
}

let server: OwnServer;
const home = () => `http://club.localhost:${server.port}`;

/** Asks for a link in this browser, and waits for its mail. */
async function ask(context: BrowserContext, email = DEMO_MEMBER, door = "/sign-in"): Promise<string> {
  const page = await context.newPage();
  const since = new Date();
  await page.goto(home() + door);
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: /email me/i }).click();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();
  // The bare host is one that every system resolves.
  const query = `to=${encodeURIComponent(email)}&since=${since.toISOString()}`;
  const mail = await fetch(`http://localhost:${server.port}/outbox/next?${query}`, { headers: { host: new URL(home()).host } });
  await page.close();
  const { links } = (await mail.json()) as { links: string[] };
  return links.find((link) => link.includes("/magic-login/")) ?? "";
}

const sessions = new Map<string, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** Signed in once, and then in every browser. */
async function signIn(context: BrowserContext, email: string, door: string): Promise<void> {
  const known = sessions.get(email);
  if (known) return context.addCookies(known);
  const link = await ask(context, email, door);
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL((url) => !url.pathname.startsWith("/magic-login"));
  await page.close();
  sessions.set(email, await context.cookies());
}

const STEPS: Step[] = [
  {
    name: "Sign in",
    before: async () => `${home()}/sign-in`,
    touch: (page) => page.getByLabel("Email address").pressSequentially(DEMO_MEMBER),
    go: async (page) => {
      await page.getByRole("button", { name: /email me/i }).tap();
      await page.getByRole("heading", { name: "Check your email" }).waitFor();
    },
  },
  {
    name: "Check your email",
    before: async (context) => {
      await ask(context);
      return `${home()}/check-your-email`;
    },
    touch: (page) => page.getByLabel("Code from the email").pressSequentially("BCDF"),
  },
  {
    name: "The link, opened on the phone",
    before: async (context) => {
      const elsewhere = await context.browser()!.newContext();
      const link = await ask(elsewhere);
      await elsewhere.close();
      return link;
    },
    touch: (page) => page.keyboard.press("Tab"),
    go: async (page) => {
      await page.getByRole("button", { name: /^Continue as/ }).tap();
      await page.getByRole("heading", { name: /^Hello/ }).waitFor();
    },
  },
  {
    name: "The portal's first page",
    before: async (context) => {
      await signIn(context, DEMO_MEMBER, "/sign-in");
      return `${home()}/`;
    },
    touch: async (page) => {
      await page.getByRole("button", { name: /^Account of/ }).tap();
      await page.getByRole("link", { name: "Your account" }).waitFor();
    },
    go: async (page) => {
      await page.getByRole("link", { name: "Your account" }).tap();
      await page.getByRole("heading", { name: "Your account" }).waitFor();
    },
  },
  {
    name: "Account",
    before: async (context) => {
      await signIn(context, DEMO_MEMBER, "/sign-in");
      return `${home()}/account`;
    },
    touch: (page) => page.getByRole("button", { name: /^Account of/ }).tap(),
  },
  {
    name: "Dashboard: contacts",
    before: (context) => inside(context, "/dashboard/contacts"),
    touch: (page) => page.getByLabel("Search contacts").pressSequentially("ada"),
    go: async (page) => {
      await page.getByRole("link", { name: "Ada Lovelace" }).tap();
      await page.getByRole("heading", { name: "Ada Lovelace" }).waitFor();
    },
  },
  {
    name: "Dashboard: one contact",
    before: async (context) => {
      const list = await context.newPage();
      await list.goto(await inside(context, "/dashboard/contacts"));
      const path = await list.getByRole("link", { name: "Ada Lovelace" }).getAttribute("href");
      await list.close();
      return home() + path;
    },
    touch: async (page) => {
      await page.getByRole("button", { name: "What to do with Ada Lovelace" }).tap();
      await page.getByRole("menuitem", { name: "Deactivate" }).waitFor();
    },
  },
  {
    name: "Dashboard: activity",
    before: (context) => inside(context, "/dashboard/activity"),
    touch: (page) => page.locator("main ol > li summary").first().tap(),
  },
  {
    name: "Dashboard: mail",
    before: (context) => inside(context, "/dashboard/mail"),
    touch: (page) => page.getByLabel("Find by address").pressSequentially("ada"),
  },
  {
    name: "Dashboard: staff",
    before: (context) => inside(context, "/dashboard/settings/staff"),
    touch: async (page) => {
      await page.getByRole("button", { name: "Invite" }).first().tap();
      await page.getByRole("dialog").waitFor();
    },
  },
];

async function inside(context: BrowserContext, path: string): Promise<string> {
  await signIn(context, DEMO_STAFF, "/dashboard/sign-in");
  return home() + path;
}

const data = mkdtempSync(join(tmpdir(), "foyer-phone-"));
server = await startServer({ LOG_LEVEL: "warn", DATA_DIR: data });
await liftLimits();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
try {
  const rows: (string | number)[][] = [];
  for (const step of STEPS.filter(({ name }) => !only.length || only.includes(name))) {
    const seen: Seen[] = [];
    for (let round = 0; round < ROUNDS; round++) seen.push(await look(browser, step));
    const row = rowOf(step.name, seen);
    console.log(row.join(" · "));
    rows.push(row);
  }
  console.log(`Chromium ${browser.version()}, milliseconds: medians of ${ROUNDS} visits with an empty cache (in brackets the slowest)`);
  printTable(["page", "first paint", "largest paint", "scripts have run", "thread blocked", "touch or key", "press to next page", "JavaScript"], rows);
} catch (error) {
  console.error(server.output().split("\n").slice(-SAID).join("\n"));
  throw error;
} finally {
  await browser.close();
  await server.stop();
  rmSync(data, { recursive: true, force: true });
}

/** One person asks for more links than anybody would. */
async function liftLimits(): Promise<void> {
  useEnv({ BASE_URL: `http://localhost:${server.port}`, DATA_DIR: data, AUTH_SECRET: OWN_AUTH_SECRET, LOG_LEVEL: "silent", DATABASE_URL: undefined });
  const { prisma } = await openDatabase({ migrate: false });
  await prisma.workspace.updateMany({ where: {}, data: { asksPerIp: 100_000 } });
  await prisma.policy.updateMany({ where: {}, data: { rateLimit: 1_000 } });
  await closeDatabase();
}

async function look(of: Browser, step: Step): Promise<Seen> {
  const context = await of.newContext({ ...devices["Pixel 7"] });
  const address = await step.before(context);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Network.emulateNetworkConditions", NETWORK);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await page.addInitScript("globalThis.__name = (it) => it"); // what runs TypeScript here asks for it in every function
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "networkidle" });
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
  const loaded = await page.evaluate(() => ({ ...window.seen }));
  const scripts = await page.evaluate(() => {
    const files = (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).filter(({ name }) => name.endsWith(".js"));
    return files.reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0);
  });
  await step.touch(page);
  await page.waitForTimeout(500); // what answered is told a moment later
  const { answered } = await page.evaluate(() => window.seen);
  const began = performance.now();
  await step.go?.(page);
  const next = step.go ? performance.now() - began : null;
  await context.close();
  return { painted, largest: loaded.largest, ready: loaded.ready, blocked: loaded.blocked, answered, next, scripts };
}

declare global {
  interface Window {
    seen: { largest: number; ready: number; blocked: number; answered: number };
  }
}

/** Runs in the page, before anything of it. */
function watch(): void {
  const LONG_MS = 50;
  window.seen = { largest: 0, ready: 0, blocked: 0, answered: 0 };
  const on = (type: string, tell: (entry: PerformanceEntry) => void, more: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(tell)).observe({ type, buffered: true, ...more });
  on("largest-contentful-paint", ({ startTime }) => (window.seen.largest = startTime));
  on("longtask", ({ startTime, duration }) => {
    window.seen.blocked += duration - LONG_MS;
    window.seen.ready = Math.max(window.seen.ready, startTime + duration);
  });
  on("resource", (entry) => {
    const { initiatorType, responseEnd } = entry as PerformanceResourceTiming;
    if (initiatorType === "script" || initiatorType === "link") window.seen.ready = Math.max(window.seen.ready, responseEnd);
  });
  const answered = (entry: PerformanceEntry) => {
    const { interactionId, duration } = entry as PerformanceEventTiming;
    if (interactionId) window.seen.answered = Math.max(window.seen.answered, duration);
  };
  on("event", answered, { durationThreshold: 16 });
}

function rowOf(name: string, seen: Seen[]): (string | number)[] {
  const sorted = (pick: (one: Seen) => number | null) =>
    seen
      .map(pick)
      .filter((n) => n !== null)
      .sort((a, b) => a - b);
  const said = (pick: (one: Seen) => number | null) => {
    const values = sorted(pick);
    return values.length ? `${at(values, 50).toFixed(0)} (${at(values, 100).toFixed(0)})` : "";
  };
  const scripts = at(
    sorted((one) => one.scripts),
    50,
  );
  const picks: ((one: Seen) => number | null)[] = [(s) => s.painted, (s) => s.largest, (s) => s.ready, (s) => s.blocked, (s) => s.answered, (s) => s.next];
  return [name, ...picks.map(said), `${(scripts / 1_000).toFixed(0)} kB`];
}
