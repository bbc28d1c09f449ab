// Where a request came from, as the front door saw it (lib/plumbing/front-door.ts), or the platform that stands in its place.
import { randomBytes } from "node:crypto";
import { env } from "./env";

/** Says that the front door let a request in, and where it came from. It can't be sent from outside: the pass is this process's secret. */
export const DOOR_HEADER = "x-foyer-door";

// Next bundles modules more than once; the pass must be one.
const shared = globalThis as { foyerDoorPass?: string };
const pass = (shared.foyerDoorPass ??= randomBytes(24).toString("base64url"));

export const doorMark = (ip: string): string => `${pass} ${ip}`;

/** The address in a mark of this process; null when it is somebody's invention. */
export function readDoorMark(value: string | null | undefined): string | null {
  return value?.startsWith(`${pass} `) ? value.slice(pass.length + 1) : null;
}

export function clientIp(headers: { get(name: string): string | null }): string {
  if (env().VERCEL) return headers.get("x-real-ip") ?? headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? "unknown";
  return readDoorMark(headers.get(DOOR_HEADER)) ?? "unknown";
}
