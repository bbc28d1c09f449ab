// Where a link leads: a path on this workspace and nothing else, checked when stored and again when used (SPEC L11).

const MAX_LENGTH = 1_000;
const HERE = "https://here.invalid";
/** Places that do something or belong to a door: arriving there after a sign-in makes no sense, or harm. */
const NOT_A_PLACE = /^\/(api|magic-login|sign-in|sign-out|check-your-email|outbox|_next|logout|unsubscribe)(\/|$)|\/(download|export|sign-in)(\/|$)/i;

/** null when it is anything but a plain path of ours. */
export function parseDestination(value: unknown): string | null {
  if (typeof value !== "string" || value.length > MAX_LENGTH || !/^\/(?![/\\])/.test(value) || /[\\\p{C}\p{Z}]/u.test(value)) return null;
  try {
    const url = new URL(value, HERE);
    // What is hidden in escapes must be as harmless as what is plain.
    const plain = decodeURIComponent(url.pathname);
    if (url.origin !== HERE || /[\\%\p{C}]|\/\//u.test(plain) || plain.split("/").includes("..") || NOT_A_PLACE.test(plain)) return null;
    const path = url.pathname + url.search + url.hash;
    return path.length > MAX_LENGTH ? null : path; // escaped it is longer, and it is checked again when it is used
  } catch {
    return null;
  }
}

/** The staff door leads into the dashboard and nowhere else (S8a). */
export function parseDashboardPath(value: unknown): string | null {
  const path = parseDestination(value);
  return path && /^\/dashboard(?![^/?#])/.test(path) ? path : null;
}

/** The way to a door, and on from there. */
export const doorTo = (door: string, path: string | null | undefined): string => (path && path !== "/" ? `${door}?to=${encodeURIComponent(path)}` : door);

export const destinationOr = (value: unknown, otherwise: string): string => parseDestination(value) ?? otherwise;
