// The request at hand: its number, which every log line and every error page of it carries, and what went wrong with it.
import { AsyncLocalStorage } from "node:async_hooks";

export interface Exchange {
  /** Made here, never taken from a client; what a visitor quotes and an operator searches for. */
  id: string;
  method: string;
  // Faults that have an answer of their own; the front door gives it at once, if nothing was sent yet.
  databaseIsDown?(): void;
  isUnreadable?(): void;
  isSomebodyElses?(): void;
}

// Next bundles modules more than once; the request must be one.
const shared = globalThis as { foyerExchange?: AsyncLocalStorage<Exchange> };
const storage = (shared.foyerExchange ??= new AsyncLocalStorage<Exchange>());

export const exchangeHere = (): Exchange | undefined => storage.getStore();

export const inExchange = <T>(exchange: Exchange, work: () => T): T => storage.run(exchange, work);
