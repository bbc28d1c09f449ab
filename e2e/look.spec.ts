import { askFor, BARE, expect, expectAccessible, linkOf, origin, signIn, test } from "./support/journey";
import { person } from "./support/people";

const WIDTHS_PX = [360, 768, 1280];

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page is readable and fits, from a small phone to a desk, in ${colorScheme}`, async ({ page, device }) => {
    await page.emulateMedia({ colorScheme });
    const strangers: string[] = [];
    page.on(
      "request",
      (request) => new URL(request.url()).hostname.endsWith("localhost") || request.url().startsWith("data:") || strangers.push(request.url()),
    );
    const { email } = await person();
    const confirm = linkOf(await askFor(await device(), email));
    const paths = [`${BARE}/`, "/sign-in", "/dashboard/sign-in", confirm, `${BARE}/outbox`, "/account", "/", "/projects"];
    for (const path of paths) {
      if (path === "/account") await signIn(page, email);
      await page.goto(path.startsWith("/") ? origin("club") + path : path);
      await expectAccessible(page);
      for (const width of WIDTHS_PX) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${path} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
    expect(strangers).toEqual([]);
  });
}

test("a page that is not there says so in the brand, a host that is not there in nobody's", async ({ page }) => {
  await page.goto(`${origin("club")}/nothing/here`);
  await expect(page.getByRole("heading", { name: "This page was not found" })).toBeVisible();
  await expect(page.getByText("Harbour Rowing Club")).toBeVisible();
  await expectAccessible(page);
  await page.goto(origin("nobody"));
  await expect(page.getByRole("heading", { name: "This page was not found" })).toBeVisible();
  await expect(page.getByRole("img")).toHaveCount(0);
  await expectAccessible(page);
});

test("the account menu opens, is left by Escape and signs out, on a phone too @phone", async ({ page }) => {
  const { email, name } = await person();
  await signIn(page, email);
  const menu = page.getByRole("button", { name: `Account of ${name}` });
  await menu.click();
  await expect(page.getByRole("link", { name: "Your account" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Your account" })).toBeHidden();
  await menu.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: /^Sign in to/ })).toBeVisible();
});

test("each workspace comes in its own colours", async ({ page }) => {
  const colours = new Set<string>();
  for (const slug of ["club", "agency", "builder", "desk"]) {
    await page.goto(`${origin(slug)}/sign-in`);
    colours.add(await page.getByRole("button", { name: /email me/i }).evaluate((button) => getComputedStyle(button).backgroundColor));
  }
  expect(colours.size).toBe(4);
});
