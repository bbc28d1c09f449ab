// What is not let in, and why: one list for the server's front door and, where the platform has its own server, for proxy.ts.

export interface Asked {
  method: string;
  /** As it stands in the request line: path and query. */
  url: string;
  host: string;
  /** http or https, as visitors see it. */
  scheme: string;
  header(name: string): string | undefined;
  dev: boolean;
}

export type Reason =
  | "bad_request"
  | "sign_in"
  | "not_allowed"
  | "stale"
  | "limited"
  | "bad_host"
  | "bad_path"
  | "not_found"
  | "missing"
  | "method"
  | "other_site"
  | "insecure"
  | "content_type"
  | "too_large"
  | "too_long"
  | "headers"
  | "expectation"
  | "too_slow"
  | "fault"
  | "unavailable";

export interface Refusal {
  status: number;
  reason: Reason;
  headers?: Record<string, string>;
}

const MIB = 1024 * 1024;
const MAX_BODY_BYTES = MIB;
const MAX_UPLOAD_BYTES = 50 * MIB;
const MAX_URL = 8_192;
const BODY_TIME_MS = 30_000;
const UPLOAD_TIME_MS = 5 * 60_000;

interface Entrance {
  path: RegExp;
  methods: string[];
  maxBytes: number;
  bodyMs: number;
  /** Media types of bodies; a form that no script sends is always multipart. */
  types: RegExp;
}

const READ = ["GET", "HEAD", "OPTIONS"];
const API_METHODS = [...READ, "POST", "PUT", "PATCH", "DELETE"];
const STRUCTURED = /^(?:application\/(?:[a-z0-9.-]+\+)?json|application\/x-www-form-urlencoded|multipart\/form-data)$/;

/** The first that matches; what is not named here is a page. */
const ENTRANCES: Entrance[] = [
  {
    path: /^\/dashboard\/contacts\/import\/upload$/,
    methods: [...READ, "POST"],
    maxBytes: MAX_UPLOAD_BYTES,
    bodyMs: UPLOAD_TIME_MS,
    types: /^(?:text\/csv|application\/octet-stream|application\/vnd\.ms-excel|multipart\/form-data)$/,
  },
  { path: /^\/api\/webhooks\//, methods: ["OPTIONS", "POST"], maxBytes: MAX_BODY_BYTES, bodyMs: BODY_TIME_MS, types: STRUCTURED },
  { path: /^\/api\/health(?:\/|$)/, methods: READ, maxBytes: MAX_BODY_BYTES, bodyMs: BODY_TIME_MS, types: STRUCTURED },
  { path: /^\/api\//, methods: API_METHODS, maxBytes: MAX_BODY_BYTES, bodyMs: BODY_TIME_MS, types: STRUCTURED },
  // One-click unsubscribing comes from mail programs (RFC 8058).
  { path: /^\/unsubscribe\//, methods: [...READ, "POST"], maxBytes: MAX_BODY_BYTES, bodyMs: BODY_TIME_MS, types: STRUCTURED },
];
const PAGE: Entrance = { path: /^\//, methods: [...READ, "POST"], maxBytes: MAX_BODY_BYTES, bodyMs: BODY_TIME_MS, types: /^multipart\/form-data$/ };
const CALLED_ACTION: Entrance = { ...PAGE, types: /^(?:multipart\/form-data|text\/plain)$/ };

export function entranceOf({ url, header }: Pick<Asked, "url" | "header">): Entrance {
  const path = pathOf(url);
  return ENTRANCES.find((e) => e.path.test(path)) ?? (header("next-action") === undefined ? PAGE : CALLED_ACTION);
}

export const pathOf = (url: string): string => url.split("?", 1)[0] as string;

/** null: come in. */
export function refusal(asked: Asked): Refusal | null {
  if (!isHost(asked.host)) return { status: 400, reason: "bad_host" };
  const bad = badAddress(asked.url);
  if (bad) return bad;
  // Next's development server has entrances of its own.
  if (asked.dev && /^\/(?:_next|__nextjs)/.test(asked.url)) return null;
  const entrance = entranceOf(asked);
  if (!entrance.methods.includes(asked.method)) return wrongMethod(entrance.methods);
  if (READ.includes(asked.method)) return null;
  return otherSite(asked) ?? wrongType(asked, entrance) ?? tooLarge(asked, entrance) ?? unknownAction(asked);
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9.])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** A name or an address, perhaps with a port: nothing that could mean something in a URL, a log or a page, and that makes one (port 99999 does not). */
export function isHost(host: string): boolean {
  return host.length <= 255 && HOST.test(host) && !host.includes("..") && URL.canParse(`http://${host}`);
}

export const wrongMethod = (methods = PAGE.methods): Refusal => ({ status: 405, reason: "method", headers: { allow: methods.join(", ") } });

/** Tricks that mean one thing to us and another to whoever stands before or behind us. */
function badAddress(url: string): Refusal | null {
  if (!url.startsWith("/")) return { status: 400, reason: "bad_path" };
  if (url.length > MAX_URL) return { status: 414, reason: "too_long" };
  const path = pathOf(url);
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    return { status: 400, reason: "bad_path" };
  }
  if (/\p{Cc}/u.test(plain) || /%00/.test(url)) return { status: 400, reason: "bad_path" };
  const segments = plain.split("/").slice(1);
  const isTrick = plain.includes("\\") || /%(?:2f|5c)/i.test(path) || segments.some((s, i) => s === "." || s === ".." || (s === "" && i < segments.length - 1));
  // Files beside the product (.env, .git) and doors of Next that nobody here uses.
  const isPrivate = segments.some((s) => s.startsWith(".") && s !== ".well-known") || /^\/_next\/(?:image|data)(?:\/|$)/.test(plain) || plain.endsWith(".map");
  return isTrick || isPrivate ? { status: 404, reason: "not_found" } : null;
}

/**
 * Changes come from this site's own pages or from programs, never from another site's page: the browser's word for it is
 * `Origin`, and where that is missing `Sec-Fetch-Site`. A sibling on the same base host is another site here.
 */
function otherSite({ header, scheme, host }: Asked): Refusal | null {
  const refused: Refusal = { status: 403, reason: "other_site" };
  const origin = header("origin");
  if (origin !== undefined) return origin === new URL(`${scheme}://${host}`).origin ? null : refused;
  const site = header("sec-fetch-site");
  return site === undefined || site === "same-origin" || site === "none" ? null : refused;
}

function wrongType({ header }: Asked, { types }: Entrance): Refusal | null {
  const refused: Refusal = { status: 415, reason: "content_type" };
  const given = header("content-type");
  if (given === undefined) return types === PAGE.types || hasBody(header) ? refused : null;
  const [type = "", ...parameters] = given.split(";").map((part) => part.trim());
  if (!types.test(type.toLowerCase())) return refused;
  const named = new Map(parameters.map((p) => [p.split("=", 1)[0]?.toLowerCase(), p.slice(p.indexOf("=") + 1).replace(/^"|"$/g, "")]));
  if (named.has("charset") && !/^utf-?8$/i.test(named.get("charset") ?? "")) return refused;
  if (type.toLowerCase().startsWith("multipart/") && !/^[\w'()+,./:=? -]{1,70}$/.test(named.get("boundary") ?? "")) return refused;
  return null;
}

const hasBody = (header: Asked["header"]): boolean => header("transfer-encoding") !== undefined || Number(header("content-length") ?? 0) > 0;

const tooLarge = ({ header }: Asked, { maxBytes }: Entrance): Refusal | null =>
  Number(header("content-length") ?? 0) > maxBytes ? { status: 413, reason: "too_large" } : null;

/** Next's name of a server action: anything else is not worth parsing a body for. */
function unknownAction({ header }: Asked): Refusal | null {
  const id = header("next-action");
  return id === undefined || /^[0-9a-f]{40,44}$/.test(id) ? null : { status: 404, reason: "not_found" };
}
