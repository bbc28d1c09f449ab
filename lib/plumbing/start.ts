// What a server process does once, before its first request.
import { openDatabase } from "./db";
import { log } from "./log";

export async function startPlumbing(): Promise<void> {
  mendAbortLeak();
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
