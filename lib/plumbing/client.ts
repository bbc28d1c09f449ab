// Where a request came from, as the front door saw it (lib/plumbing/front-door.ts).
import { env } from "./env";

/** Set by the front door and by nobody else: it strips what a client sends under this name. */
export const IP_HEADER = "x-foyer-ip";

export function clientIp(headers: { get(name: string): string | null }): string {
  if (env().VERCEL) return headers.get("x-real-ip") ?? headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? "unknown";
  return headers.get(IP_HEADER) ?? "unknown";
}
