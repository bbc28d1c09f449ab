import { type Browser, expect as plain } from "@playwright/test";
import { sendLink } from "@/lib/links/send";
import { forgetWorkspaces } from "@/lib/workspaces";
import { askFor, expect, linkOf, nextMail, origin, test } from "./support/journey";
import { agentOf, database, person } from "./support/people";
import { ask } from "./support/request";
import { scan } from "./support/scanner";

const AGENTS = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks", "BarracudaCentral", "OneOutlook/1.0", ""];

test("clients without cookies may HEAD, GET and prefetch a link as often as they like", async ({ page }) => {
  const { email } = await person();
  const link = linkOf(await askFor(page, email));
  const path = new URL(link).pathname;
  for (const userAgent of AGENTS) {
    for (const method of ["HEAD", "GET", "OPTIONS"]) {
      const answer = await ask("club", path, { method, headers: { "user-agent": userAgent } });
      plain(answer.status).toBeLessThan(500);
      plain(answer.headers["set-cookie"]).toBeUndefined();
    }
    for (const headers of [{ purpose: "prefetch" }, { "next-router-prefetch": "1", rsc: "1" }, { "sec-purpose": "prefetch;prerender" }] as Record<
      string,
      string
    >[]) {
      plain((await ask("club", path, { headers: { ...headers, "user-agent": userAgent } })).headers["set-cookie"]).toBeUndefined();
    }
  }
  await page.goto(link);
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("a scanner with a real browser may run scripts, submit every form and press every button but the confirmation", async ({ page, browser }) => {
  const { email, id } = await person();
  const link = linkOf(await askFor(page, email));
  await scan(browser as Browser, link, { confirms: false });
  plain(await (await database()).session.count({ where: { contactId: id } })).toBe(0);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: /^Hello/ })).toBeVisible();
});

test("where the policy wants the code, not even a scanner that presses the confirmation spends the link", async ({ page, browser, device }) => {
  const ada = await person({ slug: "desk" });
  const db = await database();
  await db.policy.update({ where: { workspaceId_purpose: { workspaceId: ada.workspaceId, purpose: "portal_invitation" } }, data: { confirm: "code" } });
  forgetWorkspaces(); // whoever was here a moment ago remembers another policy
  const since = new Date();
  const sent = await sendLink(await agentOf("desk"), ada.id, { purpose: "portal_invitation" });
  plain(sent.ok).toBe(true);
  const mail = (await nextMail(ada.email, since, "desk"))!;
  plain(mail.code).toBeTruthy();
  await scan(browser as Browser, linkOf(mail), { confirms: true });
  plain(await db.session.count({ where: { contactId: ada.id } })).toBe(0);
  const phone = await device();
  await phone.goto(linkOf(mail));
  await phone.getByLabel("Code from the same email").fill(mail.code!);
  await phone.getByRole("button", { name: /^Continue as/ }).click();
  await expect(phone.getByRole("heading", { name: /^Hello/ })).toBeVisible();
  await page.goto(origin("desk"));
});
