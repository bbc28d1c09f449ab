// The journeys' witness, shown what it must never hear of the product (CHECKS H06, H23): it sees each, and would fail the journey.
import type { Page } from "@playwright/test";
import { expect, origin, test } from "./support/journey";

const PLANTED: [what: string, plant: () => unknown, heard: RegExp][] = [
  ["a handler in the markup", () => document.body.setAttribute("onclick", "planted()"), /violation: (?:script-src|require-trusted)/],
  ["an image from elsewhere", () => document.body.append(Object.assign(new Image(), { src: "https://elsewhere.test/x.png" })), /violation: img-src/],
  ["a frame", () => document.body.append(Object.assign(document.createElement("iframe"), { src: "https://elsewhere.test/" })), /violation: frame-src/],
  ["a style", () => document.body.append(Object.assign(document.createElement("style"), { textContent: "p { color: red }" })), /violation: style-src/],
  ["a form to elsewhere", () => Object.assign(document.forms[0]!, { action: "https://elsewhere.test/" }).submit(), /violation: form-action/],
  ["a request to elsewhere", () => void fetch("https://elsewhere.test/").catch(() => undefined), /violation: connect-src/],
  [
    "an error of a script",
    () =>
      void setTimeout(() => {
        throw new Error("planted");
      }),
    /: planted$/,
  ],
  ["an error it was told of", () => console.error("planted, too"), /: planted, too$/],
];

async function hears(page: Page, complaints: string[], where: string, planted = PLANTED.slice(0, 2)): Promise<void> {
  for (const [what, plant, heard] of planted) {
    complaints.length = 0;
    await page.evaluate(plant).catch(() => undefined); // trusted types throw as well
    await expect.poll(() => complaints.some((said) => heard.test(said)), { message: `${what} ${where}`, intervals: [20] }).toBe(true);
  }
}

test("a page that breaks its policy, throws or loads from elsewhere fails the journey, whoever opened it", async ({ page, device, complaints }) => {
  await page.goto(`${origin("club")}/sign-in`);
  expect(complaints).toEqual([]);
  await hears(page, complaints, "in the test's own page", PLANTED);
  const other = await device();
  await other.goto(`${origin("club")}/sign-in`);
  await hears(other, complaints, "in another browser");
  const [opened] = await Promise.all([page.waitForEvent("popup"), page.evaluate(() => void window.open("/sign-in", "_blank"))]);
  await opened.waitForURL(/sign-in$/);
  await hears(opened, complaints, "in a tab the page opened");
  // A browser may have more to say about each: what it said before its last word has been heard then.
  for (const each of [page, other, opened]) await hears(each, complaints, "at the end", PLANTED.slice(-1));
  complaints.length = 0;
});
