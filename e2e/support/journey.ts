// What the journeys share: a workspace's address, the mailbox, and contacts nobody else uses.
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { listen } from "./witness";

const port = Number(process.env.E2E_PORT ?? 3917);

export const origin = (slug: string) => `http://${slug}.localhost:${port}`;
export const BARE = `http://localhost:${port}`;

export interface Mail {
  id: string;
  to: string;
  subject: string;
  purpose: string;
  html: string;
  text: string;
  links: string[];
  code: string | null;
}

/** The next mail to this address that came after `since`; null when none comes in time. */
export async function nextMail(to: string, since: Date, slug = "club"): Promise<Mail | null> {
  const response = await fetch(`${BARE}/outbox/next?to=${encodeURIComponent(to)}&since=${since.toISOString()}`, {
    headers: { host: new URL(origin(slug)).host },
  });
  return response.status === 200 ? ((await response.json()) as Mail) : null;
}

/** Asks for a link on the sign-in page and gives the mail that came. */
export async function askFor(page: Page, email: string, { slug = "club", path = "/sign-in" } = {}): Promise<Mail> {
  const since = new Date();
  await page.goto(origin(slug) + path);
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: /email me/i }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const mail = await nextMail(email, since);
  if (!mail) throw new Error(`No mail came for ${email}.`);
  return mail;
}

export const linkOf = (mail: Mail): string => mail.links.find((l) => l.includes("/magic-login/")) ?? "";

export async function signIn(page: Page, email: string, slug = "club"): Promise<void> {
  await page.goto(linkOf(await askFor(page, email, { slug })));
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
}

/** Of a page that stands still: on the way from one to the next, the test waits for what tells the new one first. */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page).toHaveTitle(/\S/); // on the way from one page to the next the framework takes the old title away before it sets the new one
  await page.evaluate(whenStill);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`)).toEqual([]);
}

/** What comes in or changes its colour has done so; what turns for ever is left to turn. */
const whenStill = () =>
  Promise.all(
    document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
      .map(({ finished }) => finished.catch(() => undefined)),
  ).then(() => undefined);

/** What is too faint to read, alone: where a page is looked at a second time in other colours. */
export async function contrastProblems(page: Page): Promise<string[]> {
  await page.evaluate(whenStill);
  const { violations } = await new AxeBuilder({ page }).withRules(["color-contrast"]).analyze();
  return violations.flatMap((v) => v.nodes.map((n) => `too faint: ${n.html}`));
}

/**
 * Opens and reloads pages as people do who look before they type: what is typed or pressed before the scripts have taken the page
 * over reaches nobody, however long one waits for it afterwards.
 */
function patient(page: Page): Page {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  page.goto = async (...to) => {
    const answer = await goto(...to);
    await alive(page);
    return answer;
  };
  page.reload = async (...how) => {
    const answer = await reload(...how);
    await alive(page);
    return answer;
  };
  return page;
}

async function alive(page: Page): Promise<void> {
  const taken = () => page.evaluate(isTakenOver).catch(() => false); // it is on its way elsewhere by itself
  await expect.poll(taken, { message: "the scripts have taken the page over", intervals: [20, 50] }).toBe(true);
}

/** React marks what it looks after; when nothing is left to do, the effects have run as well. */
async function isTakenOver(): Promise<boolean> {
  if (!document.querySelector("script[src*='/_next/']")) return true; // an error at the front door has no scripts
  const isMarked = (element: Element) => Object.keys(element).some((key) => key.startsWith("__reactFiber$"));
  if (![...document.querySelectorAll("h1, a, button, input:not([type=hidden]), select, textarea")].every(isMarked)) return false;
  await new Promise((done) => requestIdleCallback(done, { timeout: 100 }));
  return true;
}

interface Journey {
  /** Everything the browsers complained about; a journey ends with none. */
  complaints: string[];
  /** A browser of its own: another device. */
  device(): Promise<Page>;
}

const heard: string[] = [];

export const test = base.extend<Journey, { browser: Browser }>({
  browser: [
    async ({ browser }, use) => {
      browser.on("context", (context) => listen(context, heard));
      await use(browser);
    },
    { scope: "worker" },
  ],
  complaints: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it what a fixture needs, and here that is no browser
    async ({}, use) => {
      heard.length = 0;
      await use(heard);
      expect(heard).toEqual([]);
    },
    { auto: true },
  ],
  page: async ({ page, javaScriptEnabled }, use) => await use(javaScriptEnabled === false ? page : patient(page)),
  device: async ({ browser, contextOptions, viewport, userAgent, isMobile, hasTouch, javaScriptEnabled }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ ...contextOptions, viewport, userAgent, isMobile, hasTouch, javaScriptEnabled });
      contexts.push(context);
      const page = await context.newPage();
      return javaScriptEnabled === false ? page : patient(page);
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
