import type { Page } from "@playwright/test";
import { enterDashboard } from "./support/dashboard";
import { expect, expectAccessible, linkOf, nextMail, origin, test } from "./support/journey";
import { type Colleague, database, ownWorkspace } from "./support/people";

const HOUR_MS = 3_600_000;
/** As every policy begins. */
const LINKS_AN_HOUR = 3;

/** The device's own key: a fingerprint that always fits. */
async function giveAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const fits = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await devtools.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", ...fits } });
}

async function signInAgain(page: Page, { email }: Colleague, slug: string): Promise<void> {
  const since = new Date();
  await page.goto(`${origin(slug)}/dashboard/sign-in`);
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: /email me/i }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(linkOf((await nextMail(email, since, slug))!));
  await expect(page).toHaveURL(/\/dashboard\/(?!sign-in)/);
  await page.goto(`${origin(slug)}/dashboard/activity`);
}

test("where everybody needs a passkey: added at the first sign-in, asked for at the next", async ({ page }) => {
  const slug = await ownWorkspace("required");
  await giveAuthenticator(page);
  const sam = await enterDashboard(page, "/dashboard/activity", "owner", slug);
  await expect(page.getByRole("heading", { name: "Add a passkey" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Name of this passkey").fill("My laptop");
  await page.getByRole("button", { name: "Add passkey" }).click();
  await expect(page.getByRole("heading", { name: "Activity" })).toBeVisible();
  await expect(page.getByText(`${sam.name} added the passkey “My laptop”.`)).toBeVisible();
  await page.goto(`${origin(slug)}/sign-out`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/dashboard\/sign-in/);
  await signInAgain(page, sam, slug);
  await expect(page.getByRole("heading", { name: "Confirm with your passkey" })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${origin(slug)}/dashboard/settings/staff`);
  await expect(page).toHaveURL(/\/dashboard\/passkey\?to=/);
  await page.getByRole("button", { name: "Use passkey" }).click();
  await expect(page.getByRole("heading", { name: "Staff", exact: true })).toBeVisible();
  await page.goto(`${origin(slug)}/dashboard/settings/passkeys`);
  await page.getByRole("button", { name: "Remove My laptop" }).click();
  await expect(page.getByText("Add another one before you remove this one.")).toBeVisible();
  await expectAccessible(page);
});

test("a passkey of one's own choice; without it nobody gets in, and an owner resets what was lost", async ({ page, device }) => {
  const slug = await ownWorkspace("optional");
  await giveAuthenticator(page);
  const sam = await enterDashboard(page, "/dashboard/settings/passkeys", "agent", slug);
  await expect(page.getByText("You have no passkey yet")).toBeVisible();
  await page.getByRole("button", { name: "Add passkey" }).click();
  await expect(page.getByText("The passkey was added.")).toBeVisible();

  const stranger = await device();
  await giveAuthenticator(stranger);
  await signInAgain(stranger, sam, slug);
  await stranger.getByRole("button", { name: "Use passkey" }).click();
  await expect(stranger.getByRole("alert").filter({ hasText: "Nothing was confirmed." })).toBeVisible();
  await stranger.goto(`${origin(slug)}/dashboard/activity`);
  await expect(stranger.getByRole("heading", { name: "Confirm with your passkey" })).toBeVisible();

  const boss = await device();
  await enterDashboard(boss, "/dashboard/settings/staff", "owner", slug);
  await boss.getByRole("button", { name: `What to do with ${sam.name}` }).click();
  await boss.getByRole("menuitem", { name: "Reset passkeys" }).click();
  await expect(boss.getByRole("dialog")).toBeVisible();
  await expectAccessible(boss);
  await boss.getByRole("dialog").getByRole("button", { name: "Reset passkeys" }).click();
  await expect(boss.getByText(`${sam.name} has no passkey any more and is signed out.`, { exact: true })).toBeVisible();
  await boss.getByRole("button", { name: "Change", exact: true }).click();
  await boss.getByLabel("Needed by everybody").check();
  await boss.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(boss.getByText("Add a passkey of your own first")).toBeVisible();

  await page.reload();
  await expect(page).toHaveURL(/\/dashboard\/sign-in/);
  await signInAgain(stranger, sam, slug);
  await expect(stranger.getByRole("heading", { name: "Activity" })).toBeVisible();
});

test("who signed in a while ago proves it again, comes back to where they were, and is told when they asked too often", async ({ page }) => {
  const slug = await ownWorkspace();
  const sam = await enterDashboard(page, "/dashboard/settings/staff", "owner", slug);
  await (await database()).session.updateMany({ where: { staffId: sam.id }, data: { freshAt: new Date(Date.now() - HOUR_MS) } });
  await page.reload();
  const askAgain = async () => {
    await page.goto(`${origin(slug)}/dashboard/again?to=/dashboard/settings/staff`);
    await expect(page.getByRole("main").getByText(sam.email)).toBeVisible();
    await page.getByRole("button", { name: "Email me a link" }).click();
  };
  await page.getByRole("link", { name: "Sign in once more" }).click();
  await expect(page.getByRole("heading", { name: "Sign in once more" })).toBeVisible();
  await expectAccessible(page);
  const since = new Date();
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const mail = (await nextMail(sam.email, since, slug))!;
  for (let i = 1; i < LINKS_AN_HOUR; i++) {
    await askAgain();
    await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  }
  await askAgain();
  await expect(page.getByText(/^Too many links were asked for: try again in (?:5\d minutes|1 hour)\. Links you already have keep working\.$/)).toBeVisible();
  await expectAccessible(page);
  await page.goto(linkOf(mail));
  await expect(page).toHaveURL(`${origin(slug)}/dashboard/settings/staff`);
  await expect(page.getByRole("button", { name: "Invite" })).toBeVisible();
});
