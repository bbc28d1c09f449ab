import type { Page } from "@playwright/test";
import { enterDashboard } from "./support/dashboard";
import { askFor, expect, expectAccessible, origin, test } from "./support/journey";
import { database, ownWorkspace, person } from "./support/people";

const settings = "/dashboard/settings";
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();

test("the business gets a name, a phone and a clock; what is wrong is said beside its field and nothing typed is lost @phone", async ({ page }) => {
  const slug = await ownWorkspace();
  const sam = await enterDashboard(page, `${settings}/general`, "admin", slug);
  await page.getByLabel("Name of the business").fill("Zoë & Söhne");
  await page.getByLabel("Support address").fill("nobody");
  await page.getByLabel("Support phone").fill("+49 30 1234");
  await page.getByLabel("Time zone").selectOption("Europe/Berlin");
  await save(page);
  await expect(page.getByText("Nothing was saved: one field needs a look.")).toBeVisible();
  await expect(page.getByLabel("Support address")).toBeFocused();
  await expect(page.getByLabel("Support address")).toHaveAccessibleDescription(/it should look like help@your-company.com/);
  await expect(page.getByLabel("Name of the business")).toHaveValue("Zoë & Söhne");
  await expect(page.getByLabel("Support phone")).toHaveValue("+49 30 1234");
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Berlin");
  await expectAccessible(page);
  await page.getByLabel("Support address").fill("help@zoe.example.com");
  await save(page);
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Support address")).toHaveValue("help@zoe.example.com");
  await expect(page).toHaveTitle("General · Zoë & Söhne");
  await page.goto(`${origin(slug)}/dashboard/activity?type=SETTINGS`);
  await expect(
    page
      .locator("main ol > li")
      .filter({ hasText: `${sam.name} changed the general settings:` })
      .filter({ hasText: "to “Europe/Berlin”" }),
  ).toHaveCount(1);
});

test("two who edit at once both keep what they did, and the second is told where it was the same", async ({ page, device }) => {
  const slug = await ownWorkspace();
  const other = await device();
  const first = await enterDashboard(other, `${settings}/general`, "owner", slug);
  await enterDashboard(page, `${settings}/general`, "admin", slug);
  await other.getByLabel("Name of the business").fill("Theirs");
  await other.getByLabel("Support phone").fill("+44 20 7946 0101");
  await save(other);
  await expect(other.getByText("Saved.")).toBeVisible();
  await page.getByLabel("Name of the business").fill("Mine");
  await save(page);
  await expect(page.getByText(`${first.name} changed this meanwhile: it is “Theirs” now.`)).toBeVisible();
  await expect(page.getByLabel("Name of the business")).toHaveValue("Mine");
  await save(page);
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Name of the business")).toHaveValue("Mine");
  await expect(page.getByLabel("Support phone")).toHaveValue("+44 20 7946 0101");
});

test("a policy warns while it is chosen, and the next mail says what it is; a domain that asked for the code is put back", async ({ page, device }) => {
  const slug = await ownWorkspace();
  const ada = await person({ slug });
  await (await database()).mailGateway.create({
    data: { workspaceId: ada.workspaceId, domain: "filtered.example.org", openings: 3, presses: 1, confirmCode: true },
  });
  await enterDashboard(page, `${settings}/policies`, "admin", slug);
  await expect(page.getByRole("heading", { name: "Domains that ask for the code" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "filtered.example.org" })).toContainText("Opened 3 links and pressed 1 button, the last time");
  await expectAccessible(page);
  const viewer = await device();
  await enterDashboard(viewer, `${settings}/policies`, "viewer", slug);
  await expect(viewer.getByText("filtered.example.org")).toBeVisible();
  await expect(viewer.getByRole("button", { name: /Back to one press/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Back to one press for filtered.example.org" }).click();
  await expect(page.getByText("Links to that domain are as their policy says again, from the next one on.")).toBeVisible();
  await expect(page.getByText("filtered.example.org")).toHaveCount(0);

  await page.getByRole("link", { name: "Sign-in link" }).click();
  await page.getByLabel("Works for").fill("8");
  await page.getByLabel("Unit").selectOption("days");
  await expect(page.getByText("More than 7 days: a mail that is forwarded")).toBeVisible();
  await page.getByLabel("Unit").selectOption("hours");
  await expect(page.getByText(/More than 7 days/)).toHaveCount(0);
  await page.getByLabel("How to reach you").check();
  await expect(page.getByText("You have given no way to reach you")).toBeVisible();
  await page.getByLabel("The sign-in form").check();
  await page.getByLabel("Page it leads to").fill("https://elsewhere.example");
  await save(page);
  await expect(page.getByText("Please give a page of this portal")).toBeVisible();
  await expect(page.getByLabel("Unit")).toHaveValue("hours");
  await page.getByLabel("Page it leads to").fill("/");
  await expectAccessible(page);
  await save(page);
  await expect(page.getByText("Saved. It counts for links that are sent from now on.")).toBeVisible();
  const member = await device();
  expect((await askFor(member, ada.email, { slug })).text).toContain("8 hours");
});

test("a preset shows what it would change, and changes just that", async ({ page }) => {
  const slug = await ownWorkspace();
  await enterDashboard(page, `${settings}/policies`, "admin", slug);
  await page.getByRole("link", { name: "See what changes with Builder" }).click();
  await expect(page.getByText("People without portal access are signed out")).toBeVisible();
  await expect(page.getByRole("row", { name: /lifetime 15 minutes 7 days Sign-in link, Invitation to the portal/i })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Use “Builder”" }).click();
  await expect(page.getByText("The preset is in use.")).toBeVisible();
  await expect(page.getByRole("row", { name: /Sign-in link .*7 days/ })).toBeVisible();
  await page.getByRole("link", { name: "See what changes with Builder" }).click();
  await expect(page.getByText("Every policy is as this preset wants it already.")).toBeVisible();
});

test("a brand is tried before it is saved, and then it is everywhere", async ({ page, device }) => {
  const slug = await ownWorkspace();
  await enterDashboard(page, `${settings}/brand`, "admin", slug);
  const colour = page.getByRole("textbox", { name: "Colour", exact: true });
  await colour.fill("#ffd400");
  await expect(page.getByText("A bright colour")).toBeVisible();
  await expect(page.getByRole("figure", { name: "The sign-in page on a light screen" }).getByText("Email me a link")).toHaveCSS(
    "background-color",
    "rgb(255, 212, 0)",
  );
  await expect(page.locator("iframe[name=letter]")).toHaveAttribute("src", /accent=%23ffd400/);
  await page
    .getByLabel("Choose Logo", { exact: true })
    .setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>") });
  await page.getByLabel("Name of link 1").fill("Privacy");
  await save(page);
  await expect(page.getByText("An SVG must be a plain drawing")).toBeVisible();
  await expect(page.getByText("Each link needs a name of up to 40 characters and an address")).toBeVisible();
  await expect(colour).toHaveValue("#ffd400");
  await page.getByLabel("Replace Logo", { exact: true }).setInputFiles({
    name: "logo.svg",
    mimeType: "image/svg+xml",
    buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><circle r='4' cx='4' cy='4'/></svg>"),
  });
  await page.getByLabel("Address of link 1").fill("https://zoe.example.com/privacy");
  await save(page);
  await expect(page).toHaveURL(/said=brand/);
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCSS("background-color", "rgb(255, 212, 0)");
  await expect(page.getByText("Saved. Pages and mails look like this from now on.")).toBeVisible();
  await page.locator("iframe[name=letter]").evaluate((frame) => frame.remove()); // nothing runs in it, so axe would wait for it
  await expectAccessible(page);
  const visitor = await device();
  await visitor.goto(`${origin(slug)}/sign-in`);
  await expect(visitor.getByRole("button", { name: "Email me a link" })).toHaveCSS("background-color", "rgb(255, 212, 0)");
  await expect(visitor.getByRole("link", { name: "Privacy" })).toHaveAttribute("href", "https://zoe.example.com/privacy");
  await expect(visitor.locator("main img")).toHaveAttribute("src", /^data:image\/svg\+xml;base64,/);
});

test("sessions and limits have bounds, and say so", async ({ page }) => {
  const slug = await ownWorkspace();
  await enterDashboard(page, `${settings}/sessions`, "admin", slug);
  await page.getByLabel("Days without a visit").fill("120");
  await expect(page.getByText("Longer than 90 days")).toBeVisible();
  await page.getByLabel("Days altogether").fill("30");
  await save(page);
  await expect(page.getByText("This is shorter than the time without a visit above.")).toBeVisible();
  await expect(page.getByLabel("Days without a visit")).toHaveValue("120");
  await expectAccessible(page);
  await page.getByLabel("Days altogether").fill("365");
  await save(page);
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.goto(`${origin(slug)}${settings}/limits`);
  await page.getByLabel("Links asked for from one internet address in 10 minutes").fill("0");
  await save(page);
  await expect(page.getByText("Please give a whole number from 5 to 1,000.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Links asked for from one internet address in 10 minutes").fill("500");
  await expect(page.getByText("More than 200: somebody with a list of addresses")).toBeVisible();
  await save(page);
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("an owner adds a domain and is told what to copy; an admin looks, a viewer changes nothing", async ({ page, device }) => {
  const slug = await ownWorkspace();
  await enterDashboard(page, `${settings}/general`, "owner", slug);
  await page.getByLabel("A domain of your own").fill("no domain");
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText("Please check the domain")).toBeVisible();
  await expect(page.getByLabel("A domain of your own")).toHaveValue("no domain");
  await page.getByLabel("A domain of your own").fill(`Portal.${slug}.example.com`);
  await page.getByRole("button", { name: "Add domain" }).click();
  const domain = page.getByRole("region", { name: `portal.${slug}.example.com` });
  await expect(domain.getByText(/^foyer-domain=/)).toBeVisible();
  await expect(domain.getByText("Not in use yet")).toBeVisible();
  await expectAccessible(page);
  const admin = await device();
  await enterDashboard(admin, `${settings}/general`, "admin", slug);
  await expect(admin.getByText(/^foyer-domain=/)).toBeVisible();
  await expect(admin.getByRole("button", { name: /^(Check now|Remove|Add domain)/ })).toHaveCount(0);
  const viewer = await device();
  await enterDashboard(viewer, `${settings}/general`, "viewer", slug);
  for (const path of ["general", "brand", "policies/portal_login", "sessions", "limits"]) {
    await viewer.goto(`${origin(slug)}${settings}/${path}`);
    await expect(viewer.getByText("Owners and admins may change this.")).toBeVisible();
    await expect(viewer.getByRole("button", { name: "Save" })).toHaveCount(0);
  }
  await domain.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("The domain was removed.")).toBeVisible();
});
