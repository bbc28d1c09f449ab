import { randomBytes } from "node:crypto";
import { askFor, expect, expectAccessible, linkOf, nextMail, origin, signIn, test } from "./support/journey";
import { person } from "./support/people";

test("a first visit: one field, one mail, one tap @phone", async ({ page }) => {
  const { email, name } = await person();
  await page.goto(origin("club"));
  await expect(page).toHaveURL(/\/sign-in$/);
  await expectAccessible(page);
  const mail = await askFor(page, email);
  await expect(page.getByText(email)).toBeVisible();
  await expect(page.getByText("It works for 15 minutes.")).toBeVisible();
  await expectAccessible(page);
  await page.goto(linkOf(mail));
  await expect(page.getByRole("heading", { name: `Hello ${name.split(" ")[0]}` })).toBeVisible();
  await expect(page).toHaveURL(`${origin("club")}/`);
  await expectAccessible(page);
  expect(await page.evaluate(() => document.referrer)).not.toContain("magic-login");
});

test("typing the code of a mail that is on the phone @phone", async ({ page }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  await page.getByLabel("Code from the email").fill("wrong");
  await page.getByRole("button", { name: "Sign in with the code" }).click();
  await expect(page.getByText("A code has 8 letters and digits")).toBeVisible();
  await page.getByLabel("Code from the email").fill("BBBB-BBBB");
  await page.getByRole("button", { name: "Sign in with the code" }).click();
  await expect(page.getByText("That code is not right. You can try 4 times more.")).toBeVisible();
  await expect(page.getByLabel("Code from the email")).toHaveValue("BBBB-BBBB"); // to be mended, not typed again
  await page.getByLabel("Code from the email").fill(` ${mail.code?.toLowerCase().replace("-", " ")} `);
  await page.getByRole("button", { name: "Sign in with the code" }).click();
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("without a connection what was typed stays, and goes out when there is one again @phone", async ({ page, context }) => {
  const { email } = await person();
  const lost = page.getByText("This did not get through. Check your connection");
  await page.goto(`${origin("club")}/sign-in`);
  await page.getByLabel("Email address").fill(email);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(lost).toBeVisible();
  await expect(page.getByLabel("Email address")).toHaveValue(email);
  await expectAccessible(page);
  const since = new Date();
  await context.setOffline(false);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const mail = (await nextMail(email, since))!;
  await page.getByLabel("Code from the email").fill(mail.code!);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Sign in with the code" }).click();
  await expect(lost).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("button", { name: "Sign in with the code" }).click();
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("a page from before an update says so, and keeps what was typed", async ({ page }) => {
  await page.goto(`${origin("club")}/sign-in`);
  await page.route("**/sign-in", (route) => route.continue({ headers: { ...route.request().headers(), "next-action": "60".padEnd(42, "0") } }));
  await page.getByLabel("Email address").fill("ada@example.com");
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByText("The portal was renewed since this page was opened.")).toBeVisible();
  await expect(page.getByLabel("Email address")).toHaveValue("ada@example.com");
});

test("the link on another device waits for a press, and the waiting tab is not signed in by it @phone", async ({ page, device }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  const phone = await device();
  await phone.goto(linkOf(mail));
  await expect(phone.getByRole("button", { name: /^Continue as p…@example.com to Harbour Rowing Club$/ })).toBeVisible();
  await expect(phone.getByText(/Asked for .* on /)).toBeVisible();
  await expectAccessible(phone);
  await phone.getByRole("button", { name: /^Continue as/ }).click();
  await expect(phone.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await expect(page.getByText("used on another device")).toHaveCount(0); // an unknown browser learns nothing (A5)
});

test("cancelling on another device leaves the link usable", async ({ page, device }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  const other = await device();
  await other.goto(linkOf(mail));
  await other.getByRole("link", { name: "Cancel" }).click();
  await expect(other.getByRole("heading", { name: /^Sign in to/ })).toBeVisible();
  await page.goto(linkOf(mail));
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("coming back on a known device: one motion, even when another browser asked @phone", async ({ page, device }) => {
  const { email } = await person();
  await signIn(page, email);
  await page.goto(`${origin("club")}/sign-out`);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  const mail = await askFor(await device(), email);
  await page.goto(linkOf(mail));
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("a second tab moves on when the first one is signed in", async ({ page, context }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  const tab = await context.newPage();
  await tab.goto(linkOf(mail));
  await expect(tab.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await page.bringToFront();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("back, reload and opening the link again never end in a fault", async ({ page }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  await page.goto(linkOf(mail));
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  for (const move of ["goBack", "goForward", "reload"] as const) {
    await page[move]();
    await expect(page.getByRole("heading").first()).toBeVisible();
    await page.waitForLoadState("networkidle");
  }
  await page.goto(linkOf(mail)); // used, but the same person: the destination opens all the same (L12)
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("a double click on the link's button signs in once", async ({ page, device }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  const other = await device();
  await other.goto(linkOf(mail));
  await other.getByRole("button", { name: /^Continue as/ }).dblclick();
  await expect(other.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("without JavaScript: asking, opening and signing in @nojs", async ({ page }) => {
  const { email } = await person();
  const mail = await askFor(page, email);
  await page.goto(linkOf(mail));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await page.goto(`${origin("club")}/account`);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByText("You are signed out on all your devices.")).toBeVisible();
});

test("asking while signed in sends nothing and opens the portal", async ({ page }) => {
  const { email } = await person();
  await signIn(page, email);
  await page.goto(`${origin("club")}/sign-in`);
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("an address nobody has is answered like any other, and gets no mail", async ({ page }) => {
  const [since, nobody] = [new Date(), `nobody-${randomBytes(4).toString("hex")}@example.com`];
  await page.goto(`${origin("club")}/sign-in`);
  await page.getByLabel("Email address").fill(nobody);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const known = await person();
  const mail = await askFor(page, known.email);
  expect(mail.to).toBe(known.email);
  const none = await Promise.race([nextMail(nobody, since), new Promise((done) => setTimeout(() => done(null), 1_500))]);
  expect(none).toBeNull();
});

test("a page that the browser changed before it came alive, as translators and extensions do, still works", async ({ page, complaints }) => {
  const ada = await person();
  await page.addInitScript(() =>
    document.addEventListener("readystatechange", () => {
      if (location.pathname !== "/sign-in") return;
      for (const heading of document.querySelectorAll("h1")) heading.replaceWith(Object.assign(document.createElement("font"), { textContent: "Anmelden" }));
    }),
  );
  const mail = await askFor(page, ada.email);
  // React's own line: what the server sent is not what was found, so the page was made anew.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("React error #418")]);
  expect(mail.to).toBe(ada.email);
});
