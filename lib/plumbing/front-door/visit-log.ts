// One line for each request, without anything that opens a door or names a person (SPEC 12.4).
import { log } from "../log";
import { pathOf } from "./rules";
import type { Visit } from "./visit";

const MAX_PATH = 200;
/** After these comes a secret. */
const SECRET_AFTER = /\/(magic-login|not-me|undo|unsubscribe|invite|hand-off)\/[^/]+/g;
/** The client went away before the answer was complete. */
const CLIENT_GONE = 499;

export function logVisit({ id, req, res, url, startedAt, status }: Visit): void {
  const path = loggablePath(url);
  const level = path.startsWith("/_next/") || path.startsWith("/api/health") ? "debug" : "info";
  log[level]("request", {
    request: id,
    method: req.method,
    path,
    status: res.writableFinished ? (status ?? res.statusCode) : CLIENT_GONE,
    ms: Math.round(performance.now() - startedAt),
  });
}

/** Query strings carry addresses and codes; nobody needs them in a log. */
export function loggablePath(url: string): string {
  return pathOf(url)
    .slice(0, MAX_PATH)
    .replace(SECRET_AFTER, "/$1/[token]")
    .replace(/[^/]*(?:@|%40)[^/]*/gi, "[address]")
    .replace(/[^/]{41,}/g, "[long]");
}
