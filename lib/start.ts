// A server process comes up: the outside world first, then the work that runs beside the requests.
import { sayHowMailGoes } from "./mail/alarm";
import { startMaintenance } from "./maintenance";
import { env } from "./plumbing/env";
import { startPlumbing } from "./plumbing/start";
import { slidingCookies } from "./sessions/slide";
import { workspaceByHost } from "./workspaces";

export async function start(): Promise<void> {
  await startPlumbing({
    slidingCookies: (cookies) => slidingCookies(cookies, env().secureCookies),
    brandOf: async (host) => (await workspaceByHost(host ?? null))?.brand ?? null,
  });
  void sayHowMailGoes();
  // A serverless function lives as long as a request: there maintenance comes by cron.
  if ((env().MAINTENANCE ?? (env().VERCEL ? "cron" : "process")) === "process") startMaintenance();
}
