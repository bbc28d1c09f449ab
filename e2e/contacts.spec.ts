import { enterDashboard } from "./support/dashboard";
import { expect, expectAccessible, linkOf, nextMail, origin, test } from "./support/journey";
import { person } from "./support/people";

const unique = () => `grace${Math.random().toString(36).slice(2, 8)}`;

test("a contact is added, found, sent a link, signed out everywhere, deactivated and brought back", async ({ page, device }) => {
  await enterDashboard(page, "/dashboard/contacts", "agent", "desk");
  const name = unique();
  const email = `${name}@example.com`;
  await page.getByRole("button", { name: "Add contact" }).click();
  await page.getByRole("dialog").getByLabel("Email address").fill("no address");
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("it should look like name@example.com")).toBeVisible();
  await expect(page.getByRole("dialog").getByLabel("Email address")).toHaveValue("no address");
  await page.getByRole("dialog").getByLabel("Email address").fill(email);
  await page.getByRole("dialog").getByLabel("Name").fill(`Grace ${name}`);
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: `Grace ${name}` })).toBeVisible();
  await expectAccessible(page);

  const since = new Date();
  await page.getByRole("button", { name: "Send sign-in link" }).click();
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText(`A sign-in link is on its way to ${email}.`).first()).toBeVisible();
  const member = await device();
  await member.goto(linkOf((await nextMail(email, since, "desk"))!));
  await member.getByRole("button", { name: "Continue" }).click();
  await expect(member.getByRole("heading", { name: /^Hello/ })).toBeVisible();

  await page.reload();
  await expect(page.getByText("Devices")).toBeVisible();
  await page.getByRole("button", { name: `What to do with Grace ${name}` }).click();
  await page.getByRole("menuitem", { name: "Revoke sessions" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke sessions" }).click();
  await expect(page.getByText("1 session was ended.").first()).toBeVisible();
  await member.goto(`${origin("desk")}/account`);
  await expect(member.getByLabel("Email address")).toBeVisible();

  await page.getByRole("button", { name: `What to do with Grace ${name}` }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("Inactive", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Inactive", { exact: true })).toHaveCount(0);

  const choose = async (act: string) => {
    await page.getByRole("button", { name: `What to do with Grace ${name}` }).click();
    await page.getByRole("menuitem", { name: act }).click();
  };
  await choose("Turn portal access on");
  await page.getByRole("dialog").getByRole("button", { name: "Turn on and invite" }).click();
  await expect(page.getByText(`Portal access is on. An invitation is on its way to ${email}.`).first()).toBeVisible();
  await choose("Turn portal access off");
  await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  await expect(page.getByText("Portal access is off.").first()).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Portal access is on again.").first()).toBeVisible();
  await choose("Turn portal access off"); // it is on, as before
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();

  await page.goto(`${origin("desk")}/dashboard/contacts`);
  await page.getByLabel("Search contacts").fill(name);
  await expect(page).toHaveURL(new RegExp(`q=${name}`));
  await expect(page.getByRole("link", { name: `Grace ${name}` })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${origin("desk")}/dashboard/contacts?q=${email.replace("example", "exmaple")}`);
  await expect(page.getByText("Did you mean one of these?")).toBeVisible();
  await page.getByRole("link", { name: `Grace ${name}` }).click();
  await expect(page.getByRole("heading", { name: `Grace ${name}` })).toBeVisible();
});

test("what two people write at once about one contact is not lost", async ({ page, device }) => {
  await enterDashboard(page, "/dashboard/contacts?q=cleo", "agent", "desk");
  await page.getByRole("link", { name: /Cleo/ }).click();
  await expect(page.getByRole("heading", { name: /Cleo/ })).toBeVisible();
  const other = await device();
  await enterDashboard(other, new URL(page.url()).pathname, "admin", "desk");
  await other.getByLabel("Note").fill("Called on Monday.");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Saved.").first()).toBeVisible();
  await page.getByLabel("Note").fill("Prefers the phone.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Somebody else changed this contact")).toBeVisible();
  await expect(page.getByLabel("Note")).toHaveValue("Prefers the phone.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
});

test("who may only look sees everything and no act", async ({ page }) => {
  await enterDashboard(page, "/dashboard/contacts?q=ada", "viewer", "desk");
  await expect(page.getByRole("button", { name: "Add contact" })).toHaveCount(0);
  await page.getByRole("link", { name: /Ada/ }).first().click();
  await expect(page.getByRole("heading", { name: /Ada/ })).toBeVisible();
  for (const name of ["Send sign-in link", "Save", "Add partner"]) await expect(page.getByRole("button", { name })).toHaveCount(0);
});

test("a note typed without a connection is still there, and is saved when there is one again", async ({ page, context }) => {
  const { id } = await person();
  await enterDashboard(page, `/dashboard/contacts/${id}`, "agent");
  await page.getByLabel("Note").fill("Called on the train.");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This did not get through.")).toBeVisible();
  await expect(page.getByLabel("Note")).toHaveValue("Called on the train.");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
  await expect(page.getByText("This did not get through.")).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel("Note")).toHaveValue("Called on the train.");
});

test("a company is added, given a domain to prove, and found again", async ({ page }) => {
  await enterDashboard(page, "/dashboard/companies", "agent", "desk");
  const name = unique();
  await page.getByRole("button", { name: "Add company" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(`Firm ${name}`);
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: `Firm ${name}` })).toBeVisible();
  await page.getByLabel("Domain of its addresses").fill("not a domain");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("it should look like example.com")).toBeVisible();
  await expect(page.getByLabel("Domain of its addresses")).toHaveValue("not a domain");
  await page.getByLabel("Domain of its addresses").fill(`${name}.example.org`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: `Prove ${name}.example.org` })).toBeVisible();
  await expectAccessible(page);

  const note = page.getByLabel("Note");
  await note.evaluate((area) => area.removeAttribute("maxlength")); // what the browser would stop, the server says
  await note.fill("x".repeat(4_001));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(note).toHaveAccessibleDescription(/This has 4,001 characters, and there is room for 4,000. Please shorten it./);
  await expect(note).toHaveValue("x".repeat(4_001));
  await expectAccessible(page);
  await page.goto(`${origin("desk")}/dashboard/companies?q=${name}`);
  await expect(page.getByRole("link", { name: `Firm ${name}` })).toBeVisible();
  await expectAccessible(page);
});
