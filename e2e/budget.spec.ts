// The compressed JavaScript of every page there is, each with a budget of its own (SPEC 13). Pages for those who are signed in are
// weighed where they are walked through anyway, in every-page.spec.ts; the others here.
import type { Browser, BrowserContext } from "@playwright/test";
import { PAGES } from "@/lib/testing/access";
import { BUDGETS_KB, MEMBERS_MOST_KB, STAFF_MOST_KB } from "./budgets";
import { browserOf } from "./support/everybody";
import type { PlainBrowser } from "./support/form";
import { expect, linkOf, nextMail, origin, test } from "./support/journey";
import { ownWorkspace, person } from "./support/people";
import { samples } from "./support/samples";
import { overweight, weighedOnTheWalk } from "./support/weight";

/** So many pages are opened at once. */
const TOGETHER = 4;

interface Visit {
  pattern: string;
  path: string;
  as: PlainBrowser;
}

/** Every other page, each as somebody who may see it. */
async function visits(slug: string): Promise<Visit[]> {
  const ada = await person({ slug });
  const sample = await samples(ada);
  const [nobody, waiting, member] = [await browserOf("signed out", slug), await browserOf("signed out", slug), await browserOf("member", slug)];
  const since = new Date();
  await waiting.submit("/sign-in", { email: ada.email });
  const mail = (await nextMail(ada.email, since, slug))!;
  const secret: Record<string, string> = { "/magic-login/[token]": new URL(linkOf(mail)).pathname, "/outbox/[id]": `/outbox/${mail.id}` };
  const known: Record<string, PlainBrowser> = {
    "/check-your-email": waiting,
    "/sign-out": member,
    "/[section]/[...item]": member,
    "/dashboard/again": await browserOf("owner", slug),
    "/dashboard/passkey": await browserOf("half staff", slug),
  };
  const rest = Object.keys(PAGES).filter((pattern) => !weighedOnTheWalk(pattern));
  return rest.map((pattern) => ({ pattern, path: secret[pattern] ?? sample(pattern).path, as: known[pattern] ?? nobody }));
}

async function contextOf(browser: Browser, as: PlainBrowser, slug: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  await context.addCookies([...as.cookies].map(([name, value]) => ({ name, value, url: origin(slug) })));
  return context;
}

async function weigh(context: BrowserContext, slug: string, { pattern, path }: Visit): Promise<string[]> {
  const page = await context.newPage();
  await page.goto(origin(slug) + path, { waitUntil: "networkidle" });
  expect(new URL(page.url()).pathname, pattern).toBe(path);
  const found = await overweight(page, pattern);
  await page.close();
  return found;
}

test("every page there is has a budget, within what members and staff may be asked for", () => {
  expect(Object.keys(BUDGETS_KB).sort()).toEqual(Object.keys(PAGES).sort());
  const most = (pattern: string) => (pattern.startsWith("/dashboard") ? STAFF_MOST_KB : MEMBERS_MOST_KB);
  expect(Object.entries(BUDGETS_KB).filter(([pattern, kb]) => kb > most(pattern))).toEqual([]);
});

test("no page at the door makes a browser download more JavaScript than its budget", async ({ browser }) => {
  const slug = await ownWorkspace();
  const todo = await visits(slug);
  const contexts = new Map<PlainBrowser, BrowserContext>();
  for (const { as } of todo) if (!contexts.has(as)) contexts.set(as, await contextOf(browser, as, slug));
  const over: string[] = [];
  const work = async () => {
    for (let visit = todo.shift(); visit; visit = todo.shift()) over.push(...(await weigh(contexts.get(visit.as)!, slug, visit)));
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  for (const context of contexts.values()) await context.close();
  expect(over).toEqual([]);
});
