import { expect, it } from "vitest";
import { sendLink } from "./links/send";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { askAs } from "./testing/door";
import { waitingHere } from "./waiting";

useDatabase();

async function waits(c: Cast, email: string, wish = {}) {
  const browser = new TestBrowser();
  await askAs(c, browser, email, "portal_login", wish);
  return waitingHere(c.workspace, browser.visitor);
}

it("says how long the link works that is on its way: a fresh one of an item as long as the item's (A5)", async () => {
  const c = await cast("agency");
  expect(await waits(c, "ada@example.com")).toMatchObject({ lifetimeMinutes: 15 });
  for (const purpose of ["invoice", "portal_invitation"] as const) {
    const sent = await sendLink(c.staff.agent, c.ada.contactId, { purpose });
    const renewsLinkId = sent.ok ? sent.linkId : "";
    for (const email of ["ada@example.com", "nobody@example.com"]) expect(await waits(c, email, { renewsLinkId })).toMatchObject({ lifetimeMinutes: 24 * 60 });
  }
});
