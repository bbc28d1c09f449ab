// Hears what the browsers of all journeys complain about: broken content policies, errors of scripts, requests to elsewhere (CHECKS H06, H23).
import type { BrowserContext } from "@playwright/test";

/** A letter's frame lets no script run: the browser says so whenever the test itself looks inside. */
const OWN_PROBE = /Blocked script execution in '[^']*\/letter/;
/** What a test provokes by asking for what is not there, not theirs, too much or too old, or without a connection. */
const REFUSED = /status of (404|403|409|429)|net::ERR_INTERNET_DISCONNECTED|The page was shown to somebody else/;
const LOADED = /^(?:https?|wss?):$/;

/** Whatever is opened in it, by a test or by a page, is listened to. */
export function listen(context: BrowserContext, complaints: string[]): void {
  context.on("weberror", (fault) => complaints.push(`${fault.page()?.url()}: ${fault.error().message}`));
  context.on("console", (message) => {
    if (message.type() !== "error" || REFUSED.test(message.text()) || OWN_PROBE.test(message.text())) return;
    complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (LOADED.test(protocol) && !hostname.endsWith("localhost")) complaints.push(`loaded from elsewhere: ${request.url()}`);
  });
  // The browser's own line says what was refused; the event comes for reports the console leaves out, too.
  context.addInitScript(tellViolations).catch(() => undefined);
}

function tellViolations(): void {
  window.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
    console.error(`Policy violation: ${effectiveDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`),
  );
}
