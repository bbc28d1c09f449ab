// What a server process does once, before its first request.
import { openDatabase } from "./db";
import { log } from "./log";

export async function startPlumbing(): Promise<void> {
  mendAbortLeak();
  leaveRedirectsToTheBrowser();
  const began = Date.now();
  const { kind } = await openDatabase();
  log.info("The database is ready.", { kind, ms: Date.now() - began });
}

/** Node 20 keeps every request alive whose abort reason's stack was never formatted (nodejs/node#66129). */
function mendAbortLeak() {
  const { abort } = AbortController.prototype;
  AbortController.prototype.abort = function (this: AbortController, reason?: unknown) {
    abort.call(this, reason);
    void (this.signal.reason as Error | undefined)?.stack;
  };
}

/**
 * After an action that redirects, Next would fetch the next page from itself over loopback, under its own host name:
 * here the host decides the workspace, so that page would be another one. The browser goes there itself instead.
 */
function leaveRedirectsToTheBrowser() {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init?: RequestInit & { next?: { internal?: number } }) =>
    init?.next?.internal ? Promise.resolve(new Response(null)) : fetch(input, init);
}
