// Staff at their own door: a colleague for one test, signed in by a mailed link.
import type { Page } from "@playwright/test";
import type { Role } from "@/prisma/generated/enums";
import { expect, linkOf, nextMail, origin } from "./journey";
import { type Colleague, colleague } from "./people";

/** Signs somebody new of the staff in, and opens the page. */
export async function enterDashboard(page: Page, path: string, role: Role = "admin", slug = "club"): Promise<Colleague> {
  const sam = await colleague({ slug, role });
  const since = new Date();
  await page.goto(`${origin(slug)}/dashboard/sign-in`);
  await page.getByLabel("Email address").fill(sam.email);
  await page.getByRole("button", { name: /email me/i }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(linkOf((await nextMail(sam.email, since, slug))!));
  await expect(page).toHaveURL(/\/dashboard\/(?!sign-in)/);
  await page.goto(origin(slug) + path);
  return sam;
}
