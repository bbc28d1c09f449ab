import type { Page } from "@playwright/test";
import { enterDashboard } from "./support/dashboard";
import { PlainBrowser } from "./support/form";
import { expect, expectAccessible, linkOf, nextMail, origin, signIn, test } from "./support/journey";
import { database, type Person, person } from "./support/people";

const port = Number(process.env.E2E_PORT ?? 3917);

async function startPreview(page: Page, of: Person): Promise<{ name: string }> {
  const sam = await enterDashboard(page, `/dashboard/contacts/${of.id}/preview`, "agent");
  await page.getByLabel("Why do you look?").fill("They can't find their invoice");
  await page.getByRole("button", { name: "Start preview" }).click();
  await expect(page.getByText(`You see the portal as ${of.name} sees it`)).toBeVisible();
  return sam;
}

const liveSessions = async (of: Person) => (await database()).session.count({ where: { contactId: of.id, endedAt: null } });

test("staff see the portal as a member sees it, say why, and come back @phone", async ({ page }) => {
  const ada = await person();
  const sam = await enterDashboard(page, `/dashboard/contacts/${ada.id}/preview`, "agent");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start preview" }).click();
  await expect(page.getByText("Please say in a few words why you look.")).toBeVisible();
  await page.getByLabel("Why do you look?").fill("They can't find their invoice");
  await page.getByRole("button", { name: "Start preview" }).click();
  await expect(page.getByRole("heading", { name: `Hello ${ada.name.split(" ")[0]}` })).toBeVisible();
  await expect(page.getByText(`You see the portal as ${ada.name} sees it`)).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${origin("club")}/account`);
  await expect(page.getByRole("main").getByText(ada.email)).toBeVisible();
  await expect(page.getByRole("main").getByRole("button", { name: "Sign out everywhere" })).toBeDisabled();
  await expectAccessible(page);
  await page.goto(`${origin("club")}/dashboard/activity?contact=${encodeURIComponent(ada.email)}`);
  await expect(page.getByText(`${sam.name} looked at the portal as ${ada.name} sees it: “They can't find their invoice”.`)).toBeVisible();
  await page.goto(origin("club"));
  await page.getByRole("button", { name: "End preview" }).first().click();
  await expect(page).toHaveURL(`${origin("club")}/dashboard/contacts/${ada.id}`);
  await page.goto(`${origin("club")}/account`);
  await expect(page).toHaveURL(/\/sign-in\?to=/);
});

test("pressing what the preview keeps shut does nothing: by the page's own scripts", async ({ page, device }) => {
  const ada = await person();
  await signIn(await device(), ada.email);
  await startPreview(page, ada);
  for (const button of [/^Sign out Chrome/, "Sign out all other devices", "Sign out everywhere"]) {
    await page.goto(`${origin("club")}/account`);
    await page.evaluate(() => {
      for (const set of document.querySelectorAll("fieldset")) set.disabled = false;
    });
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      page.getByRole("main").getByRole("button", { name: button }).click(),
    ]);
    expect(answer.status()).toBe(404);
  }
  expect(await liveSessions(ada)).toBe(1);
  await page.goto(`${origin("club")}/dashboard/activity`);
  await expect(page.getByRole("heading", { name: "Activity" })).toBeVisible(); // still signed in as staff
});

test("nor by plain forms, nor by signing out as the member", async ({ page, device }) => {
  const ada = await person();
  const member = await device();
  await signIn(member, ada.email);
  await startPreview(page, ada);
  const browser = new PlainBrowser(port);
  for (const { name, value } of await page.context().cookies()) browser.cookies.set(name, value);
  const since = new Date();
  const session = await (await database()).session.findFirstOrThrow({ where: { contactId: ada.id, endedAt: null } });
  const attacks: Record<string, string>[] = [{ id: session.id }, { as: ada.addressId }]; // end a device; mail a link that proves it is them
  for (const fields of attacks) expect((await browser.submit("/account", fields)).status).toBe(404);
  expect(await liveSessions(ada)).toBe(1);
  expect(await (await database()).mail.count({ where: { workspaceId: ada.workspaceId, createdAt: { gte: since }, toKey: ada.email } })).toBe(0);
  await member.goto(`${origin("club")}/account`);
  await expect(member.getByRole("heading", { name: "Your account" })).toBeVisible();
});

test("a link of the member opened in a preview signs nobody in", async ({ page, device }) => {
  const ada = await person();
  const since = new Date();
  const other = await device();
  await other.goto(`${origin("club")}/sign-in`);
  await other.getByLabel("Email address").fill(ada.email);
  await other.getByRole("button", { name: /email me/i }).click();
  const link = linkOf((await nextMail(ada.email, since))!);
  await startPreview(page, ada);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "You are looking at a member's portal" })).toBeVisible();
  await expectAccessible(page);
  expect(await liveSessions(ada)).toBe(0);
  await page.getByRole("button", { name: "End preview" }).click();
  await expect(page).toHaveURL(`${origin("club")}/dashboard/contacts/${ada.id}`);
});

test("who may only look at contacts can't look as them", async ({ page }) => {
  const ada = await person();
  await enterDashboard(page, `/dashboard/contacts/${ada.id}/preview`, "viewer");
  await expect(page.getByLabel("Why do you look?")).toHaveCount(0);
  await enterDashboard(page, `/dashboard/contacts/${ada.id}/preview`, "agent", "desk");
  await expect(page.getByLabel("Why do you look?")).toHaveCount(0);
});
