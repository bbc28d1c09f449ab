import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { entry, system } from "@/lib/activity";
import { archiveDue } from "@/lib/activity/archive";
import { sealDue } from "@/lib/activity/seal";
import { enterDashboard } from "./support/dashboard";
import { expect, expectAccessible, origin, signIn, test } from "./support/journey";
import { database, ownWorkspace, type Person, person } from "./support/people";

const entries = (page: Page) => page.locator("main ol > li");

/** Sixty entries of March 2021, which the server's maintenance would archive within a minute. */
async function longAgo({ workspaceId, id, email }: Person): Promise<void> {
  const asked = () => entry(system(workspaceId), "link.issued", { contactId: id }, { purpose: "portal_login", to: email });
  const data = Array.from({ length: 60 }, (_, i) => ({ ...asked(), at: new Date(Date.UTC(2021, 2, 10, 12, i)) }));
  const db = await database();
  await db.activity.createMany({ data });
  const left = () => db.activity.count({ where: { workspaceId, at: { lt: new Date("2022-01-01") } } });
  while (await left()) {
    await sealDue();
    await archiveDue();
  }
}

test("staff find what happened to somebody, open it, and share the address of what they see @phone", async ({ page, device }) => {
  const ada = await person();
  await signIn(await device(), ada.email);
  await enterDashboard(page, "/dashboard/activity", "viewer");
  await page.getByLabel("Contact").fill(ada.email.toUpperCase());
  await page.getByLabel("Contact").press("Enter");
  await expect(page).toHaveURL(/contact=/);
  const signedIn = entries(page).filter({ hasText: `${ada.name} signed in with a sign-in link of ${ada.email}.` });
  await expect(signedIn).toHaveCount(1);
  await signedIn.locator("summary").press("Enter");
  await expect(signedIn.getByText("SIGN_IN · signin.done")).toBeVisible();
  await expect(signedIn.getByText("Waits to be sealed").or(signedIn.getByText(/Entry \d+ of the chain/))).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Type").selectOption("Sign-ins");
  await expect(page).toHaveURL(/type=SIGN_IN/);
  await expect(entries(page).filter({ hasText: "asked for a sign-in link" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel("Type")).toHaveValue("SIGN_IN");
  await expect(page.getByLabel("Contact")).toHaveValue(ada.email.toUpperCase());
  await expect(signedIn).toHaveCount(1);
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page).toHaveURL(`${origin("club")}/dashboard/activity`);
  await expect(page.getByRole("link", { name: "Export" })).toHaveCount(0);
});

test("an address nobody has is said to be one, with a way on", async ({ page }) => {
  await enterDashboard(page, "/dashboard/activity?contact=nobody-at-all%40example.com", "viewer");
  await expect(page.getByText("Nobody here has the address “nobody-at-all@example.com”.")).toBeVisible();
  await page.getByRole("link", { name: "Ask the doctor" }).click();
  await expect(page).toHaveURL(/doctor\?about=nobody/);
});

test("what happens while the page is open is announced, and shown when asked for", async ({ page, device }) => {
  const ada = await person();
  const other = await device();
  await enterDashboard(page, `/dashboard/activity?contact=${encodeURIComponent(ada.email)}`, "viewer");
  await expect(page.getByText("Nothing like that happened")).toBeVisible();
  await signIn(other, ada.email);
  await page.getByRole("button", { name: /new entr/ }).click();
  await expect(entries(page).filter({ hasText: `${ada.name} signed in with a sign-in link` })).toHaveCount(1);
});

test("the export holds what is filtered, and says that it was taken", async ({ page, device }) => {
  const ada = await person({ name: "=HYPERLINK(1)" });
  await signIn(await device(), ada.email);
  const sam = await enterDashboard(page, `/dashboard/activity?contact=${encodeURIComponent(ada.email)}&type=SIGN_IN`, "admin");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^activity-club-\d{4}-\d\d-\d\d\.csv$/);
  const [header, ...lines] = parse(readFileSync(await download.path(), "utf8"), { bom: true }) as string[][];
  expect(header).toContain("What happened");
  expect(lines.map((line) => line[3])).toContain(`'=HYPERLINK(1) signed in with a sign-in link of ${ada.email}.`);
  expect(new Set(lines.map((line) => line[1]))).toEqual(new Set(["SIGN_IN"]));
  await page.goto(`${origin("club")}/dashboard/activity?type=SECURITY`);
  await expect(entries(page).filter({ hasText: `${sam.name} exported the activity log.` })).toHaveCount(1);
});

test("what happened years ago is read from the archive, in the log, in a timeline and in the export", async ({ page }) => {
  const slug = await ownWorkspace();
  const ada = await person({ slug });
  await longAgo(ada);
  await enterDashboard(page, "/dashboard/activity?from=2021-03-01&to=2021-03-31", "admin", slug);
  await expect(entries(page)).toHaveCount(50);
  await expect(page.getByText("These entries are old and come from the archive.")).toBeVisible();
  const newest = entries(page).first();
  await newest.locator("summary").click();
  await expect(newest.getByText("Entry 60 of the chain, in the archive")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Next" }).click();
  await expect(entries(page)).toHaveCount(10);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export" }).click()]);
  expect(parse(readFileSync(await download.path(), "utf8"), { bom: true })).toHaveLength(61);
  await page.goto(`${origin(slug)}/dashboard/contacts/${ada.id}`);
  await expect(entries(page)).toHaveCount(50);
  await expect(page.getByText("These entries are old and come from the archive.")).toBeVisible();
});
