// What is done when the answer has been given.
import { after } from "next/server";
import { apart } from "./plumbing/apart";
import { env } from "./plumbing/env";

/** A serverless function lives as long as its request, which therefore waits for the work. A server lives on. */
export function afterwards(work: () => Promise<unknown>): void {
  after(async () => {
    if (env().VERCEL) await work();
    else apart(work);
  });
}
