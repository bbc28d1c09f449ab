import { enterDashboard } from "./support/dashboard";
import { askFor, expect, expectAccessible, linkOf, nextMail, origin, test } from "./support/journey";
import { database, person } from "./support/people";

test("the doctor names the reason, mends it with one press, and the link arrives @phone", async ({ page }) => {
  const ada = await person();
  await (await database()).suppression.create({
    data: { workspaceId: ada.workspaceId, emailKey: ada.email, reason: "bounced", detail: "550 5.1.1 no such user", at: new Date(Date.now() - 200 * 60_000) },
  });
  await enterDashboard(page, "/dashboard/doctor", "agent");
  await page.getByLabel("Email address, or a link").fill(ada.email);
  await page.getByRole("button", { name: "Find out" }).click();
  await expect(page.getByText(`Mail to ${ada.email} bounced 3 hours ago (“550 5.1.1 no such user”)`)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "The address is right: allow mail again" }).click();
  await expect(page.getByText("Mail goes to this address again.")).toBeVisible();
  const since = new Date();
  await page.getByRole("button", { name: `Send a sign-in link to ${ada.name}` }).click();
  await expect(page.getByText(`A sign-in link is on its way to ${ada.email}.`)).toBeVisible();
  expect(linkOf((await nextMail(ada.email, since))!)).toContain("/magic-login/");
  await page.getByLabel("Email address, or a link").fill(`https://other.example.com/magic-login/${"a".repeat(64)}`);
  await page.getByRole("button", { name: "Find out" }).click();
  await expect(page.getByText("That link belongs to the portal at other.example.com")).toBeVisible();
});

test("who may only look sees what is wrong and no button that changes it", async ({ page }) => {
  const ada = await person();
  await (await database()).suppression.create({ data: { workspaceId: ada.workspaceId, emailKey: ada.email, reason: "complained" } });
  await enterDashboard(page, `/dashboard/doctor?about=${encodeURIComponent(ada.email)}`, "viewer");
  await expect(page.getByText(/was marked as spam/).first()).toBeVisible();
  await expect(page.getByText("Ask a colleague who may allow mail again.")).toBeVisible();
  await page.goto(`${origin("club")}/dashboard/mail/stopped`);
  await expect(page.getByText(ada.email)).toBeVisible();
  await expect(page.getByRole("button", { name: "Allow again" })).toHaveCount(0);
});

test("the mail log finds a mail, tells its story and sends it again", async ({ page, device }) => {
  const ada = await person();
  const member = await device();
  const asked = new Date();
  await member.goto(`${origin("club")}/sign-in`);
  await member.getByLabel("Email address").fill(ada.email);
  await member.getByRole("button", { name: /email me/i }).click();
  await nextMail(ada.email, asked);
  await enterDashboard(page, "/dashboard/mail", "agent");
  await page.getByLabel("Find by address").fill(ada.email.slice(0, 10));
  await page.getByLabel("Find by address").press("Enter");
  await expect(page).toHaveURL(/to=pat-/);
  await expectAccessible(page);
  await page.getByRole("link", { name: ada.email }).click();
  await expect(page.getByText("Handed to the mail provider")).toBeVisible();
  await expectAccessible(page);
  const since = new Date();
  await page.getByRole("button", { name: "Send a new link" }).click();
  await expect(page.getByText("A new link is on its way.")).toBeVisible();
  expect(linkOf((await nextMail(ada.email, since))!)).toContain("/magic-login/");
  await page.goto(`${origin("club")}/dashboard/mail?state=trouble&to=${ada.email}`);
  await expect(page.getByText("No mail like that")).toBeVisible();
});

test("a mail's words are changed, looked at, sent to oneself and taken back", async ({ page }) => {
  const sam = await enterDashboard(page, "/dashboard/settings/mails/selections", "admin", "agency");
  const frame = page.frameLocator("iframe[name=letter]");
  await expect(frame.getByRole("heading", { name: "Your choices are needed" })).toBeVisible();
  await page.getByLabel("Introduction").fill("Dear {name}, <b>please</b> choose {nothing}");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(frame.getByText("Dear Ada Lovelace, <b>please</b> choose")).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Please write plain text")).toBeVisible();
  await expect(page.getByLabel("Introduction")).toHaveValue("Dear {name}, <b>please</b> choose {nothing}");
  await page.getByLabel("Introduction").fill("Dear {name}, please choose {nothing}");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Foyer does not know {nothing}.")).toBeVisible();
  await page.getByLabel("Introduction").fill("Dear {name}, please choose.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  const since = new Date();
  await page.getByRole("button", { name: "Send me this" }).click();
  await expect(page.getByText("This mail is on its way to you.")).toBeVisible();
  expect((await nextMail(sam.email, since, "agency"))?.text).toContain("Dear Ada Lovelace, please choose.");
  await page.getByRole("button", { name: "Back to the standard words" }).click();
  await expect(frame.getByText("Dear Ada Lovelace")).toHaveCount(0);
  await expect(page.getByLabel("Introduction")).toHaveValue(/needs your choices/);
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Mail wording" }).click();
  await expect(page.getByRole("link", { name: "Sign-in link", exact: true })).toBeVisible();
  await expectAccessible(page);
});

test("a sender domain is added, with its records to copy", async ({ page }) => {
  const sam = await enterDashboard(page, "/dashboard/settings/sender", "admin", "desk");
  await page.getByPlaceholder("your-company.com").fill("not a domain");
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText("Please check the domain")).toBeVisible();
  const domain = `${sam.email.split("@")[0]}.acme-relay.com`;
  await page.getByPlaceholder("your-company.com").fill(domain);
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText(`_dmarc.${domain}`)).toBeVisible();
  await expect(page.getByText(/^foyer-sender=/).first()).toBeVisible();
  await page.getByLabel(/^Address/).fill("me@elsewhere.com");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Add the domain of this address below first.")).toBeVisible();
  await expectAccessible(page);
  const since = new Date();
  await page.getByRole("button", { name: "Send me a test mail" }).click();
  await expect(page.getByText("A test mail is on its way to you.")).toBeVisible();
  expect((await nextMail(sam.email, since, "desk"))?.subject).toBe("Test mail from Relay Support");
  await page
    .getByRole("region", { name: domain })
    .or(page.locator("section", { hasText: domain }))
    .getByRole("button", { name: "Remove this domain" })
    .first()
    .click();
  await expect(page.getByText("The domain was removed.")).toBeVisible();
});

test("the built-in mailbox lists, finds and shows mails, and their links work", async ({ page }) => {
  const ada = await person();
  await askFor(page, ada.email);
  await page.goto(`${origin("club")}/outbox`);
  await page.getByLabel("Search mails").fill(ada.email);
  await page.getByLabel("Search mails").press("Enter");
  await expect(page).toHaveURL(/q=/);
  await expectAccessible(page);
  await page.getByRole("link", { name: new RegExp(ada.email) }).click();
  const letter = page.frameLocator("iframe");
  await expect(letter.getByRole("heading", { name: /^Sign in to/ })).toBeVisible();
  await page.getByRole("link", { name: "Text" }).click();
  await expect(page.getByText("Please don't forward this mail")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "HTML" }).click();
  const [opened] = await Promise.all([page.context().waitForEvent("page"), letter.getByRole("link", { name: /^Sign in to/ }).click()]);
  await expect(opened.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});
