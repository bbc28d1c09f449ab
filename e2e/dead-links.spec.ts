import { forged } from "@/lib/testing/random";
import { askFor, expect, expectAccessible, linkOf, nextMail, origin, signIn, test } from "./support/journey";
import { colleague, database, ownWorkspace, person } from "./support/people";
import { ask } from "./support/request";

const age = async (contactId: string) => (await database()).signInLink.updateMany({ where: { contactId }, data: { expiresAt: new Date(Date.now() - 1_000) } });

test("a used link says so and gets a fresh one @phone", async ({ page, device }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  await page.goto(linkOf(mail));
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  const other = await device();
  await other.goto(linkOf(mail));
  await expect(other.getByRole("heading", { name: "This link was used already" })).toBeVisible();
  await expectAccessible(other);
  const since = new Date();
  await other.getByLabel("Email address").fill(email);
  await other.getByRole("button", { name: "Email me a fresh link" }).click();
  await expect(other.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await other.goto(linkOf((await nextMail(email, since))!));
  await expect(other.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("an expired link says how long such links work @phone", async ({ page }) => {
  const { id, email } = await person();
  const mail = await askFor(page, email);
  await age(id);
  await page.goto(linkOf(mail));
  await expect(page.getByRole("heading", { name: "This link is too old" })).toBeVisible();
  await expect(page.getByText("work for 15 minutes")).toBeVisible();
});

test("where the policy says one click, a fresh link goes to the address on file, shown masked", async ({ page, device }) => {
  const { id, email } = await person({ slug: "agency" });
  const mail = await askFor(page, email, { slug: "agency" });
  await age(id);
  const other = await device();
  await other.goto(linkOf(mail));
  const since = new Date();
  await other.getByRole("button", { name: "Email a fresh link to p…@example.com" }).click();
  await expect(other.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await expect(other.getByText("p…@example.com")).toBeVisible();
  await expect(other.getByText(email)).toHaveCount(0);
  await other.goto(linkOf((await nextMail(email, since, "agency"))!));
  await expect(other.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("a revoked link, an inactive contact and a changed address each lead on", async ({ page, device }) => {
  const someone = await person();
  const db = await database();
  const link = linkOf(await askFor(page, someone.email));
  const other = await device();
  await db.signInLink.updateMany({ where: { contactId: someone.id }, data: { revokedAt: new Date() } });
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "This link was withdrawn" })).toBeVisible();
  await db.signInLink.updateMany({ where: { contactId: someone.id }, data: { revokedAt: null } });
  await db.contact.update({ where: { id: someone.id }, data: { active: false } });
  await other.goto(link);
  await expect(other.getByRole("link", { name: "Write to Harbour Rowing Club" })).toBeVisible();
  await db.contact.update({ where: { id: someone.id }, data: { active: true } });
  await db.address.update({ where: { id: someone.addressId }, data: { emailKey: `x${someone.email}`, email: `x${someone.email}` } });
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "This link can't be used" })).toBeVisible();
});

test("forged, foreign, cut and swollen tokens all meet the same page, and never a fault", async ({ page }) => {
  const { email } = await person();
  const link = linkOf(await askFor(page, email));
  const token = link.split("/").at(-1)!;
  const tricks = [
    token.slice(0, -1),
    `${token}A`,
    token.toUpperCase(),
    token.toLowerCase(),
    `${token}=`,
    `${token}%3D`,
    `${token}%00`,
    forged(token),
    token + token,
    "x",
    "a".repeat(4_000),
  ];
  for (const trick of tricks) {
    const { status, body } = await ask("club", `/magic-login/${trick}`);
    expect([200, 400, 404], trick).toContain(status);
    if (status === 200) expect(titleOf(body), trick).toBe("This link can&#x27;t be used");
  }
  for (const slug of ["agency", "builder", "desk"]) expect(titleOf((await ask(slug, `/magic-login/${token}`)).body)).toBe("This link can&#x27;t be used");
  expect((await ask(null, `/magic-login/${token}`)).status).toBe(404);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

const titleOf = (html: string) => /<h1[^>]*>(.*?)<\/h1>/.exec(html)?.[1];

test("signed in as somebody else: nothing is spent before they choose @phone", async ({ page, device }) => {
  const [dora, ada] = [await person({ name: "Dora Day" }), await person({ name: "Ada Ark" })];
  await signIn(page, dora.email);
  const link = linkOf(await askFor(await device(), ada.email));
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Who would you like to be?" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: `Stay signed in as ${dora.email}` }).click();
  await expect(page.getByRole("heading", { name: "Hello Dora" })).toBeVisible();
  await page.goto(link);
  await page.getByRole("button", { name: "Switch to p…@example.com" }).click();
  await expect(page.getByRole("heading", { name: "Hello Ada" })).toBeVisible();
});

test("signed in as somebody else, where the press wants the code: it is asked for and lets them in", async ({ page, device }) => {
  const slug = await ownWorkspace();
  const [dora, ada] = [await person({ slug, name: "Dora Day" }), await person({ slug, name: "Ada Ark" })];
  await signIn(page, dora.email, slug);
  await (await database()).mailGateway.create({ data: { workspaceId: ada.workspaceId, domain: "example.com", confirmCode: true } });
  const mail = await askFor(await device(), ada.email, { slug });
  await page.goto(linkOf(mail));
  await page.getByRole("button", { name: "Switch to p…@example.com" }).click();
  await expect(page.getByText("That code is not the one of this email.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Code from the same email").fill(mail.code!);
  await page.getByRole("button", { name: "Switch to p…@example.com" }).click();
  await expect(page.getByRole("heading", { name: "Hello Ada" })).toBeVisible();
});

test("signed in as somebody else, a dead link still gets its person a fresh one", async ({ page, device }) => {
  const [dora, ada] = [await person({ name: "Dora Day" }), await person({ name: "Ada Ark" })];
  await signIn(page, dora.email);
  const link = linkOf(await askFor(await device(), ada.email));
  await age(ada.id);
  await page.goto(link);
  const since = new Date();
  await page.getByLabel("Email address").fill(ada.email);
  await page.getByRole("button", { name: "Email me a fresh link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(linkOf((await nextMail(ada.email, since))!));
  await page.getByRole("button", { name: "Switch to p…@example.com" }).click();
  await expect(page.getByRole("heading", { name: "Hello Ada" })).toBeVisible();
});

test("a confirmation of a new address that came too late says that nothing changed", async ({ page }) => {
  const { id, email } = await person();
  await signIn(page, email);
  await page.goto(`${origin("club")}/account`);
  const [since, wanted] = [new Date(), `new-${email}`];
  await page.getByLabel("New email address").fill(wanted);
  await page.getByRole("button", { name: "Send the confirmation" }).click();
  await expect(page.getByRole("status")).toContainText("a link to confirm it is on its way");
  const link = linkOf((await nextMail(wanted, since))!);
  await age(id);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link is too old" })).toBeVisible();
  await expect(page.getByText("It changed nothing.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Go to your account" }).click();
  await expect(page.getByRole("heading", { name: "Your account" })).toBeVisible();
});

test("staff come back to the page they were on, and stay in the dashboard when a member's link is not for them", async ({ page, device }) => {
  const sam = await colleague();
  await page.goto(`${origin("club")}/sign-in`);
  await page.getByRole("link", { name: "Staff sign-in" }).click();
  await expect(page.getByRole("heading", { name: "Staff sign-in" })).toBeVisible();
  await page.goto(`${origin("club")}/dashboard/settings/sender`);
  await expect(page).toHaveURL(/\/dashboard\/sign-in\?to=%2Fdashboard%2Fsettings%2Fsender$/);
  const since = new Date();
  await page.getByLabel("Email address").fill(sam.email);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(linkOf((await nextMail(sam.email, since))!));
  await expect(page).toHaveURL(/\/dashboard\/settings\/sender$/);
  const ada = await person();
  await page.goto(linkOf(await askFor(await device(), ada.email)));
  await page.getByRole("link", { name: `Stay signed in as ${sam.email}` }).click();
  await expect(page).toHaveURL(/\/dashboard\/contacts$/);
  await page.goto(origin("club")); // where "Go to the start page" leads
  await expect(page).toHaveURL(/\/dashboard\/contacts$/);
});

test("a deep link while signed out brings you back to it @phone", async ({ page }) => {
  const { email } = await person();
  await page.goto(`${origin("club")}/documents`);
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fdocuments$/);
  const since = new Date();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(linkOf((await nextMail(email, since))!));
  await expect(page.getByRole("heading", { name: "Documents" })).toBeVisible();
  await expect(page).toHaveURL(`${origin("club")}/documents`);
});

test("no contact without access gets a link where the portal needs it, and nobody outside can tell", async ({ page }) => {
  const cleo = await person({ slug: "builder", portalAccess: false });
  await page.goto(`${origin("builder")}/sign-in`);
  await page.getByLabel("Email address").fill(cleo.email);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const db = await database();
  await expect.poll(async () => (await db.linkRequest.findFirst({ where: { emailKey: cleo.email } }))?.outcome).toBe("no_access");
  expect(await db.mail.count({ where: { toKey: cleo.email } })).toBe(0);
});

test("too many requests: the page says when, for an address nobody has as well", async ({ page }) => {
  for (const email of [(await person()).email, `ghost-${Date.now()}@example.com`]) {
    for (let i = 1; i <= 4; i++) {
      await page.goto(`${origin("club")}/sign-in`);
      await page.getByLabel("Email address").fill(email);
      await page.getByRole("button", { name: "Email me a link" }).click();
      if (i < 4) await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
    }
    await expect(page.getByText(/^Too many requests: try again in (?:5\d minutes|1 hour)\./)).toBeVisible();
    await expect(page.getByLabel("Email address")).toHaveValue(email);
  }
});
