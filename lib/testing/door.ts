// What people do at the door, for tests: ask for a link, open it, press the button.
import { redeem } from "../links/redeem";
import { type Sending, sendLink } from "../links/send";
import { db } from "../plumbing/db";
import { ask, type Door, type Wish } from "../requests";
import { resolve } from "../requests/resolve";
import { viewerOf } from "../sessions";
import { type Cast, TestBrowser } from "./cast";
import { secretOf, secretOfLink } from "./mailbox";

/** Asks, and keeps the cookie of having asked. */
export async function askAs(c: Pick<Cast, "workspace">, browser: TestBrowser, email: string, door: Door = "portal_login", wish: Wish = {}) {
  const asked = await ask(c.workspace, browser.visitor, door, email, wish);
  if (!asked.ok) throw new Error(asked.reason);
  browser.cookies.attempt = asked.attempt.secret;
  await resolve(asked.requestId);
  return { requestId: asked.requestId, ...(await secretOf(asked.requestId)) };
}

/** Presses "Continue as …", and keeps what the answer sets. */
export async function press(c: Pick<Cast, "workspace">, browser: TestBrowser, token: string, more = {}) {
  const viewer = await viewerOf(c.workspace, browser.visitor);
  const result = await redeem(c.workspace, browser.visitor, viewer, token, { confirmed: true, ...more });
  if (result.ok && result.session) browser.cookies = { session: result.session.value, device: result.device, attempt: null };
  return result;
}

/** Asks and opens the mail in the same browser; gives who is signed in then. */
export async function signInAs(c: Cast, browser: TestBrowser, email: string, door: Door = "portal_login") {
  const { token } = await askAs(c, browser, email, door);
  const done = await press(c, browser, token!);
  if (!done.ok) throw new Error(done.reason);
  return (await viewerOf(c.workspace, browser.visitor))!;
}

/** Staff send a link, and it is opened in that browser. */
export async function openSent(c: Cast, contactId: string, sending: Sending, browser = new TestBrowser()): Promise<TestBrowser> {
  const sent = await sendLink(c.staff.agent, contactId, sending);
  const done = await press(c, browser, sent.ok ? (await secretOfLink(sent.linkId)).token! : "");
  if (!done.ok) throw new Error(done.reason);
  return browser;
}

export const visit = (c: Cast, browser: TestBrowser) => viewerOf(c.workspace, browser.visitor);

export const liveSessions = (contactId: string) => db().session.count({ where: { contactId, endedAt: null } });

export const forgetLimits = () => db().rateLimit.deleteMany({ where: {} });
