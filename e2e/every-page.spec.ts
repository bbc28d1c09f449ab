// Every page there is, found in lib/testing/access.ts: readable in light and dark, on the smallest phone, and by keyboard alone (SPEC D9);
// and as light as its budget says (SPEC 13).
import type { Page } from "@playwright/test";
import { enterDashboard } from "./support/dashboard";
import { contrastProblems, expect, expectAccessible, origin, signIn, test } from "./support/journey";
import { ownWorkspace, person } from "./support/people";
import { samples, WALKED } from "./support/samples";
import { overweight, weighedOnTheWalk } from "./support/weight";

test.setTimeout(300_000);

const inDashboard = (path: string) => path.startsWith("/dashboard");

/** Presses Tab through the whole page: what can be used and was not reached, and what was reached and does not show it. */
async function keyboardProblems(page: Page): Promise<string[]> {
  const count = await page.evaluate(() => {
    const usable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
    const all = [...document.querySelectorAll<HTMLElement>(usable)].filter(
      (element) => shown(element) && element.tabIndex >= 0 && !element.matches(":disabled") && !element.closest("[inert]"),
    );
    for (const element of all) element.dataset.walk = "unreached";
    const ring = ({ outlineStyle, outlineWidth }: CSSStyleDeclaration) => outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    document.addEventListener("focusin", ({ target }) => {
      const element = target as HTMLElement;
      // a box may stand for the field inside it, a row for its link
      const around = [element, element.parentElement, element.nextElementSibling].map((each) => each && getComputedStyle(each));
      const seen = [...around, getComputedStyle(element, "::after")].some((style) => style && ring(style));
      element.dataset.walk = seen ? "" : "unseen";
      if (element instanceof HTMLInputElement && element.type === "radio")
        // Tab reaches one of those that belong together
        for (const other of document.querySelectorAll<HTMLElement>(`input[name="${element.name}"]:not(:focus)`)) other.dataset.walk = "";
    });
    (document.activeElement as HTMLElement | null)?.blur();
    return all.length + 3 * all.filter((element) => element.matches("[type=date]")).length; // a day, a month and a year
  });
  for (let pressed = 0; pressed < count + 2; pressed++) await page.keyboard.press("Tab");
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-walk]:not([data-walk=''])")].map((e) => `by keyboard ${e.dataset.walk}: ${e.outerHTML.slice(0, 160)}`),
  );
}

async function problemsOf(page: Page, path: string, pattern: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(path);
  // the checker waits for ever for an answer from a frame that lets no script run
  const frames = await page.locator("iframe").evaluateAll((all) => all.map((frame) => [frame.getAttribute("title"), frame.remove()][0]));
  await expectAccessible(page);
  const weight = weighedOnTheWalk(pattern) ? await overweight(page, pattern) : [];
  const found = [...weight, ...(await keyboardProblems(page)), ...frames.filter((title) => !title).map(() => "a frame without a title")];
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  found.push(...(await contrastProblems(page)));
  const facts = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth - window.innerWidth, titles: document.querySelectorAll("h1").length }));
  if (facts.wide > 0) found.push(`${facts.wide} px too wide`);
  if (facts.titles !== 1) found.push(`${facts.titles} titles`);
  return found.map((problem) => `${path}: ${problem}`);
}

const PARTS = 4;
const part = (at: number) => WALKED.filter(inDashboard).filter((_, i) => i % PARTS === at);

for (let at = 0; at < PARTS; at++)
  test(`the dashboard's pages, part ${at + 1}, work by keyboard, in the dark and at 360 pixels`, async ({ page }) => {
    const slug = await ownWorkspace();
    const ada = await person({ slug, name: "Ada Lovelace-Featherstonehaugh-Cholmondeley", partner: true });
    const sample = await samples(ada);
    await page.setViewportSize({ width: 360, height: 740 });
    await enterDashboard(page, "/dashboard/contacts", "owner", slug);
    const wrong: string[] = [];
    for (const pattern of part(at)) {
      wrong.push(...(await problemsOf(page, origin(slug) + sample(pattern).path, pattern)));
    }
    expect(wrong).toEqual([]);
  });

test("so do the member's", async ({ page }) => {
  const ada = await person();
  const sample = await samples(ada);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, ada.email);
  const wrong: string[] = [];
  for (const pattern of WALKED.filter((each) => !inDashboard(each))) wrong.push(...(await problemsOf(page, origin("club") + sample(pattern).path, pattern)));
  expect(wrong).toEqual([]);
});
