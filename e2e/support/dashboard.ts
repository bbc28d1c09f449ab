// Staff inside their dashboard: a colleague for one test, with a session as a mailed link would have given it.
import type { Page } from "@playwright/test";
import type { Role } from "@/prisma/generated/enums";
import { sessionFor } from "./everybody";
import { origin } from "./journey";
import { type Colleague, colleague } from "./people";

/** Signs somebody new of the staff in, and opens the page. How they really get in is walked in `passkeys.spec.ts`. */
export async function enterDashboard(page: Page, path: string, role: Role = "admin", slug = "club"): Promise<Colleague> {
  const sam = await colleague({ slug, role });
  const value = await sessionFor(slug, { kind: "staff", staffId: sam.id });
  await page.context().addCookies([{ name: "foyer.session", value, url: origin(slug), httpOnly: true, sameSite: "Lax" }]);
  await page.goto(origin(slug) + path);
  return sam;
}
