// What a server process does once, before its first request.
import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";
import { rememberStart } from "./apart";
import { tameConsole } from "./console";
import { closeDatabase, openOwnDatabase } from "./db";
import { env } from "./env";
import { type FrontDoorOptions, installFrontDoor } from "./front-door";
import { log } from "./log";
import { readable } from "./problems";

export async function startPlumbing(ours: Pick<FrontDoorOptions, "slidingCookies" | "brandOf">): Promise<void> {
  const { VERCEL, NODE_ENV, TRUSTED_PROXIES, secureCookies } = await orLeave(env);
  const dev = NODE_ENV === "development";
  rememberStart();
  mendAbortLeak();
  leaveRedirectsToTheBrowser();
  rememberServers();
  if (!dev) tameConsole();
  if (!VERCEL) installFrontDoor({ dev, https: secureCookies, trustedProxies: TRUSTED_PROXIES, ...ours });
  const began = Date.now();
  const { kind } = await orLeave(openOwnDatabase);
  log.info("The database is ready.", { kind, ms: Date.now() - began });
  closeInTheEnd();
}

/** A server that can't work says why in one line and ends, instead of answering every request with a fault. */
async function orLeave<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`\n${readable(error)}\n\n`);
    process.exit(1);
  }
}

const GRACE_MS = 10_000;

/** Requests under way may finish; then the database is closed and the process ends. */
function closeInTheEnd() {
  let closing = false;
  const stop = async () => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    await Promise.race([drain(), new Promise((done) => setTimeout(done, GRACE_MS - 2_000))]);
    await closeDatabase().catch(() => undefined);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
}

const servers = new Set<Server>();

/** Every HTTP server of this process, as its requests come by. */
function rememberServers() {
  subscribe("http.server.request.start", (message) => servers.add((message as { server: Server }).server));
}

async function drain() {
  await Promise.all(
    [...servers].map(
      (server) =>
        new Promise<void>((done) => {
          server.close(() => done());
          server.closeIdleConnections();
        }),
    ),
  );
}

/** Node 20 keeps every request alive whose abort reason's stack was never formatted (nodejs/node#66129). */
function mendAbortLeak() {
  const { abort } = AbortController.prototype;
  AbortController.prototype.abort = function (this: AbortController, reason?: unknown) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // nobody reads it
    abort.call(this, reason);
    Error.stackTraceLimit = stackTraceLimit;
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
