import type { Instrumentation } from "next";

/** At hand without waiting: a fault has to be known before its answer is sent. */
let noteFault: ((error: unknown, route: string) => void) | undefined;

export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  noteFault = (await import("./lib/plumbing/fault")).noteFault;
  const { start } = await import("./lib/start");
  await start();
}

export const onRequestError: Instrumentation.onRequestError = (error, _request, { routePath }) => noteFault?.(error, routePath);
