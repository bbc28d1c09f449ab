import { readFileSync } from "node:fs";
import { newId } from "@/lib/values/id";
import { enterDashboard } from "./support/dashboard";
import { expect, expectAccessible, origin, test } from "./support/journey";
import { database } from "./support/people";

const IMPORT = "/dashboard/contacts/import";

const csv = (name: string, text: string | Buffer) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("a file becomes contacts: columns, report, the rows that failed mended and imported, and all of it undone", async ({ page }) => {
  const mark = newId().slice(-8);
  await enterDashboard(page, "/dashboard/contacts");
  await page.getByRole("link", { name: "Import" }).click();
  await expect(page.getByRole("heading", { name: "Import contacts" })).toBeVisible();
  await expectAccessible(page);
  const rows = [
    "Vorname;Nachname;E-Mail;Firma;Farbe",
    `Grace;Hopper ${mark};grace.${mark}@example.com;Navy ${mark};blue`,
    `نور;الدين ${mark};noor.${mark}@example.com;;`,
    `Mary;<b>${mark}</b>;mary.${mark}@example;;`,
  ];
  await page.getByLabel("CSV file").setInputFiles(csv(`members ${mark}.csv`, `\ufeff${rows.join("\r\n")}`));
  await expect(page.getByRole("heading", { name: `members ${mark}.csv` })).toBeVisible();
  await expect(page.getByText("3 rows and 5 columns, UTF-8, separated by semicolons")).toBeVisible();
  await expect(page.getByLabel("E-Mail is")).toHaveValue("email");
  await expect(page.getByLabel("Farbe is")).toHaveValue("");
  await expect(page.getByRole("region", { name: "Preview" }).getByText(`Hopper ${mark}`)).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Farbe is").selectOption("Company");
  await expect(page.getByText("Chosen for two columns.")).toHaveCount(2);
  await page.getByLabel("Farbe is").selectOption("Note");
  await page.getByLabel("Tag for everybody in this file").fill(`Tag ${mark}`);
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await expect(page.getByText("2 contacts imported")).toBeVisible();
  const report = page.url();
  await page.reload();
  await expect(page.getByText("2 contacts imported")).toBeVisible();
  await expect(page.getByRole("cell", { name: `The email address “mary.${mark}@example” is not one that mail can be sent to.` })).toBeVisible();
  await expectAccessible(page);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download these rows" }).click()]);
  const toMend = readFileSync(await download.path(), "utf8");
  await page.goto(origin("club") + IMPORT);
  await page.getByLabel("CSV file").setInputFiles(csv(`mended ${mark}.csv`, toMend.replace("@example,", "@example.com,")));
  await page.getByRole("button", { name: "Import 1 row" }).click();
  await expect(page.getByText("1 contact imported")).toBeVisible();

  await page.goto(`${origin("club")}/dashboard/contacts?q=${mark}`);
  await expect(page.getByText("3 contacts", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: `Mary <b>${mark}</b>` })).toBeVisible();
  await page.getByRole("link", { name: `Grace Hopper ${mark}` }).click();
  await expect(page.getByText(`by importing members ${mark}.csv`)).toBeVisible();

  await page.goto(report);
  await page.getByRole("button", { name: "Undo this import" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo this import?" });
  await expect(dialog).toContainText("2 contacts are removed");
  await dialog.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("This import was undone")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo this import" })).toHaveCount(0);
  await page.goto(`${origin("club")}/dashboard/contacts?q=${mark}`);
  await expect(page.getByText("1 contact", { exact: true })).toBeVisible();
  await page.goto(`${origin("club")}/dashboard/activity?type=IMPORT`);
  await expect(page.getByText(new RegExp(`undid the import of members ${mark}.csv: 2 removed, 0 put back, 0 left`))).toBeVisible();
});

test("whoever was changed since stays, and the page says how many and who", async ({ page }) => {
  const mark = newId().slice(-8);
  await enterDashboard(page, IMPORT);
  await page
    .getByLabel("CSV file")
    .setInputFiles(csv("two.csv", `Name,Email\nGrace ${mark},grace.${mark}@example.com\nMary ${mark},mary.${mark}@example.com\n`));
  await page.getByRole("button", { name: "Import 2 rows" }).click();
  await expect(page.getByText("2 contacts imported")).toBeVisible();
  await (await database()).contact.updateMany({ where: { name: `Mary ${mark}` }, data: { note: "call back" } });
  await page.getByRole("button", { name: "Undo this import" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("1 contact was used or changed since and left as they are.")).toBeVisible();
  await page.getByRole("link", { name: "Somebody changed it since." }).click();
  await expect(page.getByRole("heading", { name: `Mary ${mark}` })).toBeVisible();
});

test("a file that is none says what to do instead, and nothing is left of it", async ({ page }) => {
  await enterDashboard(page, IMPORT);
  const choose = (name: string, bytes: string | Buffer) => page.getByLabel("CSV file").setInputFiles(csv(name, bytes));
  const problem = page.locator("main").getByRole("alert");
  await choose("book.xlsx", Buffer.from("504b030414000600", "hex"));
  await expect(problem).toContainText("This is a workbook.");
  await choose("picture.csv", Buffer.from("89504e470d0a1a0a", "hex"));
  await expect(problem).toContainText("This is not a CSV file.");
  await choose("empty.csv", "");
  await expect(problem).toContainText("This file is empty.");
  await choose("names.csv", "Name,Email\n");
  await expect(problem).toContainText("nobody under them");
  await choose("torn.csv", 'Name,Email\nAda,"ada@example.com\n');
  await expect(problem).toContainText("Look at line 2.");
  await choose("wide.csv", `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",")}\n`);
  await expect(problem).toContainText("more than 200 columns");
  await expectAccessible(page);
});

test("without JavaScript a button sends the file", async ({ page, context, browser }) => {
  await enterDashboard(page, IMPORT);
  const plain = await browser.newPage({ javaScriptEnabled: false, storageState: await context.storageState() });
  await plain.goto(origin("club") + IMPORT);
  await plain.getByLabel("CSV file").setInputFiles(csv("plain.csv", "Name,Email\nGrace,grace@example.com\n"));
  await plain.getByRole("button", { name: "Upload" }).click();
  await expect(plain.getByRole("heading", { name: "plain.csv" })).toBeVisible();
  await page.goto(plain.url());
  await page.getByRole("button", { name: "Throw the file away" }).click();
  await expect(page.getByText("The file was thrown away.")).toBeVisible();
});

test("the export holds whom the list shows, and imports again without a change", async ({ page }) => {
  const mark = newId().slice(-8);
  await enterDashboard(page, IMPORT);
  await page
    .getByLabel("CSV file")
    .setInputFiles(csv("odd.csv", `Name,Email,Phone\n=Grace ${mark},grace.${mark}@example.com,+45 12 34\nMary ${mark},mary.${mark}@example.com,\n`));
  await page.getByRole("button", { name: "Import 2 rows" }).click();
  await expect(page.getByText("2 contacts imported")).toBeVisible();
  await page.goto(`${origin("club")}/dashboard/contacts?q=grace+${mark}`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^contacts-club-\d{4}-\d\d-\d\d\.csv$/);
  const text = readFileSync(await download.path(), "utf8");
  expect(text).toContain(`'=Grace ${mark}`);
  expect(text).not.toContain("Mary");
  await page.goto(origin("club") + IMPORT);
  await page.getByLabel("CSV file").setInputFiles(csv("again.csv", text));
  await page.getByRole("radio", { name: /Bring them up to date/ }).check();
  await page.getByRole("button", { name: "Import 1 row" }).click();
  await expect(page.getByText("Nobody was imported")).toBeVisible();
  await expect(page.getByText("Is a contact already, and nothing differs.")).toBeVisible();
});

test("nobody but owners and admins imports or exports", async ({ page }) => {
  await enterDashboard(page, "/dashboard/contacts", "agent");
  await expect(page.getByRole("heading", { name: "Contacts" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Import" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Export" })).toHaveCount(0);
  expect((await page.goto(origin("club") + IMPORT))?.status()).toBe(404);
});
