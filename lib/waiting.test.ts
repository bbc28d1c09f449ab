import { expect, it } from "vitest";
import { sendLink } from "./links/send";
import { ask, type Wish } from "./requests";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { askAs, forgetLimits } from "./testing/door";
import { secretOfLink } from "./testing/mailbox";
import { MINUTE_MS } from "./values/time";
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

it("lets the browser wait that long, a day at most, also after it was sent again", async () => {
  const c = await cast("agency");
  const { visitor } = new TestBrowser();
  const until = async (wish: Wish) => {
    const asked = await ask(c.workspace, visitor, "portal_login", "ada@example.com", wish);
    return asked.ok && asked.attempt.maxAgeMs / MINUTE_MS;
  };
  expect([await until({}), await until({ lifetimeMinutes: 60 }), await until({ lifetimeMinutes: 10_080, repeats: true })]).toEqual([15, 60, 24 * 60]);
});

it("knows where the visitor wanted to go, for another address too, and after it was sent again (L11)", async () => {
  const c = await cast();
  expect(await waits(c, "ada@example.com")).toMatchObject({ wanted: null, destination: "/" });
  const browser = new TestBrowser();
  for (const wish of [{ destination: "/documents?page=2" }, { repeats: true }]) {
    await askAs(c, browser, "nobody@example.com", "portal_login", wish);
    expect(await waitingHere(c.workspace, browser.visitor)).toMatchObject({ wanted: "/documents?page=2", destination: "/documents?page=2" });
  }
});

it("waits for a code where the mail carries one, and mails carry one where it is of use (L5, L6)", async () => {
  const c = await cast();
  const policy = c.workspace.policies.portal_login;
  const sent = async () => {
    const link = await sendLink(c.staff.agent, c.ada.contactId, { purpose: "portal_login" });
    return Boolean(link.ok && (await secretOfLink(link.linkId)).code);
  };
  const asked = async () => {
    const browser = new TestBrowser();
    await forgetLimits();
    const { code } = await askAs(c, browser, "ada@example.com");
    return [Boolean(code), (await waitingHere(c.workspace, browser.visitor))?.withCode];
  };
  for (const [confirm, includeCode, inAsked, inSent] of [
    ["button", true, true, false],
    ["button", false, false, false],
    ["code", true, true, true],
    ["code", false, true, true],
  ] as const) {
    Object.assign(policy, { confirm, includeCode });
    expect([await asked(), await sent()]).toEqual([[inAsked, inAsked], inSent]);
  }
});
