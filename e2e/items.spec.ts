import { copyLink, sendLink } from "@/lib/links/send";
import { expect, expectAccessible, linkOf, nextMail, origin, test } from "./support/journey";
import { agentOf, database, person } from "./support/people";

test("a link to an item opens that item and nothing else, without portal access @phone", async ({ page }) => {
  const cleo = await person({ slug: "builder", portalAccess: false });
  const since = new Date();
  expect(await sendLink(await agentOf("builder"), cleo.id, { purpose: "contract", destination: "/documents" })).toMatchObject({ ok: true });
  await page.goto(linkOf((await nextMail(cleo.email, since, "builder"))!));
  await page.getByRole("button", { name: /^Continue as/ }).click();
  await expect(page.getByRole("heading", { name: "Documents" })).toBeVisible();
  for (const path of ["/projects", "/tickets", "/documents-of-others"]) {
    expect((await page.goto(origin("builder") + path))?.status(), path).toBe(404);
  }
  await page.goto(`${origin("builder")}/dashboard/contacts`);
  await expect(page.getByRole("heading", { name: "Contacts" })).toHaveCount(0);
  await page.goto(origin("builder"));
  await expect(page).toHaveURL(/\/documents$/); // its only place
});

test("an expired item link: the dialog over the page brings you back to the same place @phone", async ({ page, device }) => {
  const cleo = await person({ slug: "builder", portalAccess: false });
  const since = new Date();
  await sendLink(await agentOf("builder"), cleo.id, { purpose: "contract", destination: "/documents?page=2" });
  const link = linkOf((await nextMail(cleo.email, since, "builder"))!);
  await (await database()).signInLink.updateMany({ where: { contactId: cleo.id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
  await page.goto(link);
  const dialog = page.getByRole("dialog", { name: "Sign in to go on" });
  await expect(dialog.getByText("You will be back at the same place.")).toBeVisible();
  await expectAccessible(page);
  const asked = new Date();
  await dialog.getByLabel("Email address").fill(cleo.email);
  await dialog.getByRole("button", { name: "Email me a fresh link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(linkOf((await nextMail(cleo.email, asked, "builder"))!));
  await expect(page).toHaveURL(/\/documents\?page=2$/);
  const stranger = await person({ slug: "builder", portalAccess: false });
  const other = await device();
  await other.goto(link);
  await other.getByLabel("Email address").fill(stranger.email);
  await other.getByRole("button", { name: "Email me a fresh link" }).click();
  await expect(other.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await expect.poll(async () => (await (await database()).linkRequest.findFirst({ where: { emailKey: stranger.email } }))?.outcome).toBe("no_access");
});

test("an expired appointment link says how to reach the business", async ({ page }) => {
  const cleo = await person({ slug: "builder", portalAccess: false });
  const copied = await copyLink(await agentOf("builder"), cleo.id, { purpose: "appointment" });
  if (!copied.ok) throw new Error(copied.reason);
  await (await database()).signInLink.updateMany({ where: { contactId: cleo.id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
  await page.goto(copied.url);
  await expect(page.getByRole("heading", { name: "This link is too old" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Write to Oakfield Homes" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Call +44 117 496 0182" })).toBeVisible();
});

test("a copied link works once, for the person it was made for", async ({ page, device }) => {
  const ada = await person();
  const copied = await copyLink(await agentOf("club"), ada.id);
  if (!copied.ok) throw new Error(copied.reason);
  await page.goto(copied.url);
  await page.getByRole("button", { name: /^Continue as p…@example.com/ }).click();
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  const other = await device();
  await other.goto(copied.url);
  await expect(other.getByRole("heading", { name: "This link was used already" })).toBeVisible();
});
