// A mail filter with a browser of its own: it opens a link, lets the scripts run, submits every form and presses every button.
import type { Browser, Page } from "@playwright/test";

const CONFIRMATION = /^Continue as/;
const ROUNDS = 3;

/** With `confirms` it presses the confirmation, too. */
export async function scan(browser: Browser, link: string, { confirms }: { confirms: boolean }): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks Scanner" });
    const page = await context.newPage();
    await page.goto(link, { waitUntil: "networkidle" });
    const names = await page.getByRole("button").allInnerTexts();
    const links = await page.getByRole("link").count();
    for (const name of names.filter((n) => confirms || !CONFIRMATION.test(n))) {
      await page.goto(link, { waitUntil: "networkidle" });
      const button = page.getByRole("button", { name }).first();
      if (await button.evaluate((element: HTMLButtonElement) => element.form !== null)) await posted(page, () => button.click());
      else await button.click();
    }
    for (let i = 0; i < links; i++) {
      await page.goto(link, { waitUntil: "networkidle" });
      const href = await page.getByRole("link").nth(i).getAttribute("href");
      if (href?.startsWith("/")) await page.goto(new URL(href, link).toString(), { waitUntil: "networkidle" });
    }
    await submitForms(page, link, confirms);
    await context.close();
  }
}

/** Every form as it stands, submitted by script, as filters do that never look for a button. */
async function submitForms(page: Page, link: string, confirms: boolean): Promise<void> {
  await page.goto(link, { waitUntil: "networkidle" });
  const count = await page.locator("form").count();
  for (let i = 0; i < count; i++) {
    await page.goto(link, { waitUntil: "networkidle" });
    const form = page.locator("form").nth(i);
    if (!confirms && (await form.getByRole("button", { name: CONFIRMATION }).count()) > 0) continue;
    await posted(page, () => form.evaluate((element: HTMLFormElement) => element.requestSubmit()));
  }
}

/** Not called back by what comes next: the server hears of it, and answers. */
async function posted(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), act()]);
}
