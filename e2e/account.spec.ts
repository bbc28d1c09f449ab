import { askFor, expect, expectAccessible, linkOf, nextMail, origin, signIn, test } from "./support/journey";
import { database, person } from "./support/people";

test("devices: a new one is told by mail, and “this wasn't me” ends it @phone", async ({ page, device }) => {
  const { email } = await person();
  await signIn(page, email);
  const stranger = await device();
  await signIn(stranger, email);
  await expect.poll(async () => (await database()).mail.count({ where: { toKey: email, template: "new_device", state: "sent" } })).toBe(1);
  const letter = await (await database()).outboxMail.findFirstOrThrow({ where: { toKey: email, purpose: "new_device" } });
  const notMe = letter.links.find((l) => l.includes("/not-me/"))!;
  await page.goto(notMe);
  await expect(page.getByRole("heading", { name: "Was this you?" })).toBeVisible();
  await expectAccessible(page);
  await stranger.reload();
  await expect(stranger.getByRole("heading", { name: /^Hello/ })).toBeVisible(); // opening the page ended nothing
  await page.getByRole("button", { name: "End this sign-in" }).click();
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await stranger.reload();
  await expect(stranger).toHaveURL(/\/sign-in$/);
  await page.goto(notMe);
  await expect(page.getByRole("heading", { name: "There is nothing to end" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Look at your devices" }).click();
  await expect(page.getByRole("heading", { name: "Your account" })).toBeVisible();
});

test("signing out another device, and everywhere @phone", async ({ page, device }) => {
  const { email } = await person();
  await signIn(page, email);
  const laptop = await device();
  await signIn(laptop, email);
  await page.goto(`${origin("club")}/account`);
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Sign out Chrome/ }).click();
  await expect(page.getByRole("button", { name: /^Sign out Chrome/ })).toHaveCount(0);
  await laptop.reload();
  await expect(laptop).toHaveURL(/\/sign-in$/);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByText("You are signed out on all your devices.")).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await page.goto(`${origin("club")}/account`);
  await expect(page.getByText("Your devices")).toHaveCount(0);
});

test("a change of address: confirmed from the new mailbox, told to the old one, and taken back @phone", async ({ page, device }) => {
  const someone = await person();
  const wanted = `new-${someone.email}`;
  await signIn(page, someone.email);
  const elsewhere = await device();
  await signIn(elsewhere, someone.email);
  await page.goto(`${origin("club")}/account`);
  const since = new Date();
  await page.getByLabel("New email address").fill(someone.email);
  await page.getByRole("button", { name: "Send the confirmation" }).click();
  await expect(page.getByText("That is your address already.")).toBeVisible();
  await expect(page.getByLabel("New email address")).toHaveValue(someone.email);
  await page.getByLabel("New email address").fill(wanted);
  await page.getByRole("button", { name: "Send the confirmation" }).click();
  await expect(page.getByText("a link to confirm it is on its way there")).toBeVisible();
  await page.goto(linkOf((await nextMail(wanted, since))!));
  await expect(page.getByRole("heading", { name: "Your account" })).toBeVisible();
  await expect(page.getByRole("main").getByText(wanted)).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in$/);
  await expect.poll(async () => (await database()).outboxMail.count({ where: { toKey: someone.email, purpose: "address_changed" } })).toBe(1);
  const told = await (await database()).outboxMail.findFirstOrThrow({ where: { toKey: someone.email, purpose: "address_changed" } });
  expect(told.text).not.toContain(wanted);
  await elsewhere.goto(told.links.find((l) => l.includes("/undo/"))!);
  await elsewhere.getByRole("button", { name: "Take it back" }).click();
  await expect(elsewhere.getByText("Your address is the old one again")).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(elsewhere, someone.email);
});

test("a sign-in that is not fresh asks for a link first", async ({ page }) => {
  const { id, email } = await person();
  await signIn(page, email);
  await (await database()).session.updateMany({ where: { contactId: id }, data: { freshAt: new Date(Date.now() - 16 * 60_000) } });
  await page.goto(`${origin("club")}/account`);
  const since = new Date();
  await page.getByRole("button", { name: "Change email address" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(linkOf((await nextMail(email, since))!));
  await expect(page.getByLabel("New email address")).toBeVisible();
});

test("a partner's address has links of its own", async ({ page, device }) => {
  const { email, partner } = await person({ partner: true });
  const mine = await askFor(page, email);
  const other = await device();
  const theirs = await askFor(other, partner);
  await page.goto(linkOf(mine));
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await other.goto(linkOf(theirs));
  await expect(other.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await other.goto(`${origin("club")}/account`);
  await expect(other.getByRole("main").getByText(partner)).toBeVisible();
});

test("mail trouble is told to a known device that waits, and to nobody else", async ({ page, device }) => {
  const { email, workspaceId } = await person();
  await signIn(page, email);
  await page.goto(`${origin("club")}/sign-out`);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/signed-out/);
  await (await database()).suppression.create({ data: { workspaceId, emailKey: email, reason: "bounced" } });
  for (const [browser, told] of [
    [page, 1],
    [await device(), 0],
  ] as const) {
    await browser.goto(`${origin("club")}/sign-in`);
    await browser.getByLabel("Email address").fill(email);
    await browser.getByRole("button", { name: "Email me a link" }).click();
    await expect(browser.getByRole("heading", { name: "Check your email" })).toBeVisible();
    await expect(browser.getByText("Mail to this address does not arrive")).toHaveCount(told);
  }
});

test("a form left open in another tab never acts as somebody else, without a script either @nojs", async ({ page, context, device }) => {
  const [one, two] = [await person(), await person()];
  await page.goto(linkOf(await askFor(page, one.email)));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await page.goto(`${origin("club")}/account`);
  const tab = await context.newPage();
  await tab.goto(linkOf(await askFor(await device(), two.email)));
  await tab.getByRole("button", { name: /^Switch to/ }).click();
  await expect(tab.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByRole("main").getByText(two.email)).toBeVisible(); // the page says who it is now, and nobody was signed out
  await tab.reload();
  await expect(tab.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});
