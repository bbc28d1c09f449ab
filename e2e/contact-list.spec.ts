// The list of contacts: found, narrowed, shared, and many changed at once (SPEC D2). The contact's own page is in contacts.spec.ts.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { makeContacts } from "@/prisma/demo-contacts";
import { enterDashboard } from "./support/dashboard";
import { expect, expectAccessible, linkOf, nextMail, origin, test } from "./support/journey";
import { database, ownWorkspace, person } from "./support/people";

const rows = (page: Page) => page.getByRole("table", { name: "Contacts" }).getByRole("row");
const box = (page: Page, name: string) => page.getByRole("checkbox", { name: `Select ${name}` });
const address = async (row: Locator) => (await row.getByText("@").textContent())!;
const filter = (page: Page) => page.getByRole("button", { name: /^Filter/ });

/** A workspace with three people and as many made-up ones as wanted. */
async function workspaceWith(count = 0) {
  const slug = await ownWorkspace();
  const people = [
    await person({ slug, name: "Anna Berg" }),
    await person({ slug, name: "Bo Dahl" }),
    await person({ slug, name: "Cy Ek", active: false }),
  ] as const;
  if (count) await makeContacts(people[0].workspaceId, count);
  return { slug, people, workspaceId: people[0].workspaceId };
}

test("staff find somebody as they type, narrow the list, and share its address @phone", async ({ page }) => {
  const { slug } = await workspaceWith(130);
  await enterDashboard(page, "/dashboard/contacts", "viewer", slug);
  await expect(page.getByText("133 contacts", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search contacts")).toBeFocused();
  await page.keyboard.type("berg ANNA", { delay: 20 });
  await expect(page).toHaveURL(/q=berg\+ANNA/);
  await expect(page.getByRole("link", { name: "Anna Berg" })).toBeVisible();
  await expect(page.getByText("1 contact", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Search contacts")).toBeFocused();
  await page.getByLabel("Search contacts").fill("");
  await expect(page).toHaveURL(`${origin(slug)}/dashboard/contacts`);
  await filter(page).click();
  await page.getByRole("combobox", { name: "Status" }).selectOption("Inactive");
  await expect(page).toHaveURL(/status=inactive/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Cy Ek" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Anna Berg" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("link", { name: "Cy Ek" })).toBeVisible();
  await page.getByRole("link", { name: "Status: Inactive: remove this filter" }).click();
  await expect(page.getByText("133 contacts", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("link", { name: "Cy Ek" })).toBeVisible();
  await filter(page).click();
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveValue("inactive");
});

test("a long list is read from both ends, in any order, with the columns one wants", async ({ page }) => {
  const { slug } = await workspaceWith(130);
  await enterDashboard(page, "/dashboard/contacts", "viewer", slug);
  const first = await address(rows(page).nth(1));
  await page.getByRole("link", { name: "Last", exact: true }).click();
  await expect(page).toHaveURL(/from=last/);
  await expect(page.getByRole("link", { name: "Next" })).toHaveCount(0);
  const last = await address(rows(page).last());
  for (let back = 0; back < 2; back++) {
    const top = await address(rows(page).nth(1));
    await page.getByRole("link", { name: "Previous" }).click();
    await expect(rows(page).nth(1)).not.toContainText(top);
  }
  await expect(rows(page).nth(1)).toContainText(first);
  await page.getByRole("columnheader", { name: "Name" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await expect(rows(page).nth(1)).toContainText(last);
  const phone = page.getByRole("link", { name: "Phone" });
  // A menu that is still moving closes under a press that comes beside it.
  await expect(async () => {
    if (!(await phone.isVisible())) await page.getByRole("button", { name: "Columns" }).click();
    await phone.click({ timeout: 3_000 });
  }).toPass();
  await expect(page.getByRole("columnheader", { name: "Phone" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Phone" })).toBeVisible();
  await page.goto(`${page.url()}&from=nonsense`);
  await expect(page.getByText("This list has changed")).toBeVisible();
});

test("some are chosen and invited: it is said how many, done in the background, and told of each", async ({ page }) => {
  const { slug, people, workspaceId } = await workspaceWith();
  const [anna, , cy] = people;
  await (await database()).contact.updateMany({ where: { workspaceId, id: anna.id }, data: { portalAccess: false } });
  await enterDashboard(page, "/dashboard/contacts", "agent", slug);
  const since = new Date();
  await box(page, "Anna Berg").check();
  await box(page, "Cy Ek").check();
  await expect(page.getByText("2 selected")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("heading", { name: "Invite 2 contacts?" })).toBeVisible();
  await expect(page.getByText("Anna Berg, Cy Ek")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Invite 2 contacts" }).click();
  await expect(page.getByRole("heading", { name: "Invited 1 of 2 contacts" })).toBeVisible();
  await expect(page.getByText("Inactive, so nothing was sent. Reactivate the contact first.")).toBeVisible();
  await expectAccessible(page);
  expect(linkOf((await nextMail(anna.email, since, slug))!)).toContain("/magic-login/");
  expect((await (await database()).contact.findUniqueOrThrow({ where: { id: anna.id } })).portalAccess).toBe(true);
  expect((await (await database()).contact.findUniqueOrThrow({ where: { id: cy.id } })).portalAccess).toBe(true); // as it was
  await page.getByRole("link", { name: /^Refused/ }).click();
  await expect(page.getByRole("link", { name: "Anna Berg" })).toHaveCount(0);
  await page.goto(`${origin(slug)}/dashboard/contacts`);
  await expect(page.getByText("Invited 1 of 2 contacts")).toBeVisible();
});

test("all that match are tagged, more than the page shows; whoever is meant is what the filter finds", async ({ page }) => {
  const { slug, workspaceId } = await workspaceWith(300);
  const db = await database();
  const active = await db.contact.count({ where: { workspaceId, active: true } });
  const tag = `Spring ${randomBytes(3).toString("hex")}`;
  await enterDashboard(page, "/dashboard/contacts?status=active", "agent", slug);
  await page.getByRole("checkbox", { name: "Select everybody on this page" }).check();
  await expect(page.getByText("50 selected")).toBeVisible();
  await page.getByLabel(`All ${active} contacts`).check();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Add a tag" }).click();
  await expect(page.getByRole("heading", { name: `Put a tag on ${active} contacts` })).toBeVisible();
  await page.getByLabel("Tag").fill("two, tags");
  await page.getByRole("button", { name: `Tag ${active} contacts` }).click();
  await expect(page.getByText("Please give the name of one tag")).toBeVisible();
  await page.getByLabel("Tag").fill(tag);
  await page.getByRole("button", { name: `Tag ${active} contacts` }).click();
  await expect(page.getByRole("heading", { name: `Put “${tag}” on ${active} contacts` })).toBeVisible();
  const { id } = await db.tag.findFirstOrThrow({ where: { workspaceId, name: tag } });
  expect(await db.contact.count({ where: { workspaceId, tagIds: { has: id } } })).toBe(active);
  expect(await db.contact.count({ where: { workspaceId, tagIds: { has: id }, active: false } })).toBe(0);
});

test("nobody is touched by a question that was left, or that grew stale", async ({ page }) => {
  const { slug, people, workspaceId } = await workspaceWith();
  await enterDashboard(page, "/dashboard/contacts?status=active", "agent", slug);
  await box(page, "Anna Berg").check();
  await expect(page.getByText("1 selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(box(page, "Anna Berg")).not.toBeChecked();
  await page.goto(`${origin(slug)}/dashboard/contacts/bulk?act=deactivate&status=active&all=1`);
  await expect(page.getByRole("heading", { name: "Deactivate 2 contacts?" })).toBeVisible();
  await person({ slug, name: "Dee Falk" });
  await page.getByRole("button", { name: "Deactivate 2 contacts" }).click();
  await expect(page.getByText("The list has changed since you opened this page")).toBeVisible();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByRole("link", { name: "Dee Falk" })).toBeVisible();
  expect(await (await database()).contact.count({ where: { workspaceId, active: true } })).toBe(3);
  await page.goto(`${origin(slug)}/dashboard/contacts/bulk?act=deactivate&id=${people[0].id}`);
  await expect(page.getByRole("heading", { name: "Deactivate 1 contact?" })).toBeVisible();
});

test("the export holds exactly what the list shows", async ({ page }) => {
  const { slug } = await workspaceWith();
  await enterDashboard(page, "/dashboard/contacts?status=inactive", "admin", slug);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export" }).click()]);
  const [, ...lines] = parse(readFileSync(await download.path(), "utf8"), { bom: true }) as string[][];
  expect(lines.map(([name]) => name)).toEqual(["Cy Ek"]);
});

test("a new workspace says how to begin, and whoever may only look has nothing to tick", async ({ page }) => {
  const slug = await ownWorkspace();
  await enterDashboard(page, "/dashboard/contacts", "viewer", slug);
  await expect(page.getByText("Nobody here yet")).toBeVisible();
  await person({ slug, name: "Anna Berg" });
  await page.reload();
  await expect(page.getByRole("link", { name: "Anna Berg" })).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Export" })).toHaveCount(0);
});

test("the list is searched, narrowed and acted on without a script @nojs", async ({ page }) => {
  const { slug } = await workspaceWith();
  await enterDashboard(page, "/dashboard/contacts", "agent", slug);
  await page.getByLabel("Search contacts").fill("anna");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/q=anna/);
  await expect(page.getByRole("link", { name: "Anna Berg" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Bo Dahl" })).toHaveCount(0);
  await filter(page).click();
  await page.getByRole("combobox", { name: "Status" }).selectOption("Inactive");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByText("Nobody like that")).toBeVisible();
  await page.goto(`${origin(slug)}/dashboard/contacts`);
  await box(page, "Bo Dahl").check();
  await page.getByRole("button", { name: "Send sign-in link" }).click();
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: /Send(ing|t) a sign-in link|Sent a sign-in link/ })).toBeVisible();
});
