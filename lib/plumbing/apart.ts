// Work beside the requests, done as if none of them had asked for it.
import { AsyncResource } from "node:async_hooks";
import { log } from "./log";

// Next bundles modules more than once; the process starts once.
const shared = globalThis as { foyerStart?: AsyncResource };

/** Called before the first request. */
export function rememberStart(): void {
  shared.foyerStart = new AsyncResource("Foyer");
}

/**
 * A promise that waits keeps the request alive that made it, with its headers, streams and page: twenty kilobytes each, of
 * thousands of requests while a provider or the database is slow.
 */
export function apart(work: () => Promise<unknown>): void {
  const begin = () => void work().catch((error) => log.error("Work beside the requests was interrupted.", error));
  if (shared.foyerStart) shared.foyerStart.runInAsyncScope(begin);
  else begin();
}
