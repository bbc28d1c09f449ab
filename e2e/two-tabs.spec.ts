import type { BrowserContext } from "@playwright/test";
import { enterDashboard } from "./support/dashboard";
import { sessionFor } from "./support/everybody";
import { expect, expectAccessible, origin, signIn, test } from "./support/journey";
import { colleague, database, person } from "./support/people";

/** Somebody else of the staff signs in, in the same browser. */
async function secondColleague(context: BrowserContext) {
  const bob = await colleague({ role: "admin" });
  const value = await sessionFor("club", { kind: "staff", staffId: bob.id });
  await context.addCookies([{ name: "foyer.session", value, url: origin("club"), httpOnly: true, sameSite: "Lax" }]);
  const tab = await context.newPage();
  await tab.goto(`${origin("club")}/dashboard/companies`);
  await expect(tab.getByRole("heading", { name: "Companies" })).toBeVisible();
  return { bob, tab };
}

test("two of the staff, one browser: the older tab says who is signed in now, and does nothing as them", async ({ page }) => {
  const ada = await person();
  await enterDashboard(page, `/dashboard/contacts/${ada.id}`);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Somebody Quite Different");
  const { bob, tab } = await secondColleague(page.context());
  await expect(page.getByText(`You are now signed in as ${bob.name} in this browser.`)).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Somebody else is signed in in this browser now, so nothing was done.")).toBeVisible();
  await expect(name).toHaveValue("Somebody Quite Different");
  expect((await (await database()).contact.findFirstOrThrow({ where: { id: ada.id } })).name).toBe(ada.name);
  await tab.close();
  await expectAccessible(page);
  await page.getByRole("button", { name: `Go on as ${bob.name}` }).click();
  await expect(page.getByText(`You are now signed in as ${bob.name}`)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: ada.name })).toBeVisible();
});

test("a link in the older tab shows nothing of the newer person inside the older one's frame", async ({ page, complaints }) => {
  const ada = await person();
  await enterDashboard(page, `/dashboard/contacts/${ada.id}`);
  const { bob } = await secondColleague(page.context());
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Somebody else is signed in here now" })).toBeVisible();
  await expectAccessible(page);
  // React's own line about a page that could not be made.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("React error #441")]);
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(page.getByRole("heading", { name: "Activity" })).toBeVisible();
  await expect(page.getByRole("button", { name: `Account of ${bob.name}` })).toBeVisible();
});

test("two members, one browser: nobody is signed out by the other's tab", async ({ page, context }) => {
  const [ada, bob] = [await person(), await person()];
  await signIn(page, ada.email);
  await page.goto(`${origin("club")}/account`);
  const tab = await context.newPage();
  await context.clearCookies({ name: "foyer.session" });
  await signIn(tab, bob.email);
  await expect(page.getByText(`You are now signed in as ${bob.name} in this browser.`)).toBeVisible();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByRole("heading", { name: "Somebody else is signed in here now" })).toBeVisible();
  await expectAccessible(page);
  await tab.reload();
  await expect(tab.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(page.getByRole("button", { name: `Account of ${bob.name}` })).toBeVisible();
});

test("signed out in one tab: the other one asks to sign in when something is pressed, and comes back", async ({ page, context }) => {
  const ada = await person();
  await enterDashboard(page, `/dashboard/contacts/${ada.id}`);
  await context.clearCookies({ name: "foyer.session" });
  await page.getByRole("link", { name: "Companies", exact: true }).click();
  await expect(page).toHaveURL(/\/dashboard\/sign-in\?to=%2Fdashboard%2Fcompanies/);
});
