import type { Locator, Page } from "@playwright/test";
import { enterDashboard } from "./support/dashboard";
import { expect, expectAccessible, origin, test } from "./support/journey";
import { person } from "./support/people";

const field = (page: Page) => page.getByRole("combobox", { name: "Search or go to" });
/** Keys pressed before the page's script has loaded reach nobody, so the first one may have to be pressed again. */
const firstKey = (page: Page, key: string, then: Locator) =>
  expect(async () => {
    await page.keyboard.press(key);
    await expect(then).toBeFocused({ timeout: 1_500 });
  }).toPass();
const option = (page: Page, name: string | RegExp) => page.getByRole("option", { name });

test("a person is found and opened without a mouse", async ({ page }) => {
  const ada = await person();
  await enterDashboard(page, "/dashboard/settings/general", "viewer");
  await firstKey(page, "Control+k", field(page));
  await field(page).fill(ada.email.slice(0, 12));
  await expect(option(page, ada.email)).toHaveAttribute("aria-selected", "true");
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await expect(option(page, ada.email)).toHaveAttribute("aria-selected", "false");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${origin("club")}/dashboard/contacts/${ada.id}`);
});

test("a page is found by another word for it, and the focus arrives there", async ({ page }) => {
  await enterDashboard(page, "/dashboard/mail", "admin");
  await firstKey(page, "Meta+k", field(page));
  await page.keyboard.type("color");
  await expect(option(page, "Brand")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Brand", exact: true })).toBeVisible();
  await expect(page.locator("#content")).toBeFocused();
});

test("it shows each role what that role may do, and what nobody knows has a way on", async ({ page, device }) => {
  await enterDashboard(page, "/dashboard/mail", "owner");
  await page.getByRole("link", { name: "Search or go to" }).click();
  await expect(option(page, "Invite somebody to the staff")).toBeVisible();
  await expect(option(page, "Export the activity log")).toBeVisible();
  await field(page).fill("nobody-at-all@nowhere.example");
  await option(page, "Why can't nobody-at-all@nowhere.example get in?").click();
  await expect(page).toHaveURL(/doctor\?about=nobody-at-all/);
  const viewer = await device();
  await enterDashboard(viewer, "/dashboard/mail", "viewer");
  await firstKey(viewer, "Control+k", field(viewer));
  await expect(option(viewer, "Policies")).toBeVisible();
  await expect(option(viewer, "Invite somebody to the staff")).toHaveCount(0);
  await expect(option(viewer, "Export the activity log")).toHaveCount(0);
});

test("single keys do what the sheet says, never while somebody types, and can be turned off", async ({ page }) => {
  await enterDashboard(page, "/dashboard/mail", "viewer");
  const search = page.getByRole("searchbox", { name: "Find by address" });
  await firstKey(page, "/", search);
  await page.keyboard.type("a/?");
  await expect(search).toHaveValue("a/?");
  await page.getByRole("link", { name: "Settings" }).focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await expect(sheet).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole("switch", { name: "Keys pressed alone" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("link", { name: "Settings" })).toBeFocused();
  await page.keyboard.press("?");
  await page.keyboard.press("/");
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await expect(sheet).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Settings" })).toBeFocused();
});

test("on a phone it is a button, and what fails says so @phone", async ({ page, complaints }) => {
  await enterDashboard(page, "/dashboard/settings/limits", "viewer");
  await page.getByRole("link", { name: "Search or go to" }).click();
  await page.route("**/dashboard/find?*", (route) => route.abort());
  await field(page).fill("somebody");
  await expect(page.getByText("The search did not answer.")).toBeVisible();
  await page.unroute("**/dashboard/find?*");
  await field(page).fill("polic");
  await option(page, "Policies").click();
  await expect(page.getByRole("heading", { name: "Policies", exact: true })).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((said) => !/net::ERR_FAILED/.test(said)));
});
