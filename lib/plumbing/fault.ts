// A fault that nobody caught: said once in the log, and answered in the way it deserves.
import { isSomebodyElse } from "../values/shown-to";
import { isDatabaseDown } from "./db";
import { exchangeHere } from "./exchange";
import { log } from "./log";

const told = new WeakSet<object>();

/** Next calls it (instrumentation.ts) for what a page, an action or a handler throws. */
export function noteFault(error: unknown, route: string): void {
  if (isSomebodyElse(error)) {
    exchangeHere()?.isSomebodyElses?.();
    return;
  }
  tellFault(error, route);
  if (isDatabaseDown(error)) exchangeHere()?.databaseIsDown?.();
  else if (isUnreadable(error)) exchangeHere()?.isUnreadable?.();
}

/** An error that travels through several hands is told by the first of them. */
export function tellFault(error: unknown, route?: string): void {
  if (typeof error === "object" && error !== null) {
    if (told.has(error)) return;
    told.add(error);
  }
  const more = { route, error: error instanceof Error ? error.message : String(error) };
  // Nobody's mistake: 503 and "again in a moment", instead of 500 (SPEC 12.7).
  if (isDatabaseDown(error)) log.warn("The database can't be reached.", more);
  else if (isUnreadable(error)) log.warn("What was sent could not be read.", more);
  else log.error("Something failed.", error, { route });
}

/** Next's own words for calls of actions that it does not know, and ours (front-door/intake.ts) for a body that was not taken. */
const NOT_TAKEN = /^(?:Failed to find Server Action|Invalid Server Actions? request|The rest of the body was not taken)/;

/**
 * What was sent for a server action made no sense to Next: neither our code nor anybody else's was running yet. A body that was
 * cut off because it was too large or too slow looks the same.
 */
function isUnreadable(error: unknown): boolean {
  if (exchangeHere()?.method !== "POST" || !(error instanceof Error) || !error.stack) return false;
  if (NOT_TAKEN.test(error.message)) return true;
  const frames = error.stack.split("\n").filter((line) => /^\s+at /.test(line));
  const boundary = frames.findIndex((frame) => /^\s+at async /.test(frame));
  const own = boundary === -1 ? frames : frames.slice(0, boundary);
  return own.length > 0 && own.every((frame) => NEXT_OR_NODE.test(frame));
}

const NEXT_OR_NODE = /\bnode:|<anonymous>|[\\/]next[\\/]dist[\\/]compiled[\\/](?:next-server|busboy)[\\/]/;
