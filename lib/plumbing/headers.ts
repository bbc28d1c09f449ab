// Headers every response carries (SPEC 12, ASVS 3.4). Set by next.config.ts, and again by the front door on what Next answers by itself.

const YEAR_S = 31_536_000;

export interface HeaderOptions {
  /** Visitors come over https. */
  https: boolean;
  dev: boolean;
}

export function securityHeaders({ https }: Pick<HeaderOptions, "https">): { key: string; value: string }[] {
  return [
    { key: "X-Content-Type-Options", value: "nosniff" },
    // Never the path, but an origin: a form without JavaScript needs one to be accepted.
    { key: "Referrer-Policy", value: "strict-origin" },
    { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
    { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
    { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()" },
    { key: "X-Frame-Options", value: "DENY" },
    { key: "X-Robots-Tag", value: "noindex, nofollow" },
    ...(https ? [{ key: "Strict-Transport-Security", value: `max-age=${2 * YEAR_S}; includeSubDomains` }] : []),
  ];
}

/** Of what is no page: data, files, a way elsewhere. Whoever opens it by itself gets nothing but what it is. */
export const POLICY_OF_DATA = "default-src 'none'; frame-ancestors 'none'";

/** A mail shown in a frame of our own page: nothing runs, nothing is loaded, links open in a tab of their own. */
export function letterHeaders(): { key: string; value: string }[] {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";
  return [
    { key: "Content-Security-Policy", value: policy },
    { key: "X-Frame-Options", value: "SAMEORIGIN" },
  ];
}

const NONCE_BYTES = 18;
const pool = new Uint8Array(NONCE_BYTES * 200);
let used = pool.length;

/** Random bytes are dear one by one; each is used once. */
export function newNonce(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += NONCE_BYTES;
  return btoa(String.fromCharCode(...pool.subarray(used - NONCE_BYTES, used)));
}

export interface PolicyOptions {
  dev: boolean;
  /** Only where no page is made by Next's own error shell, which comes without our root layout. */
  trustedTypes: boolean;
}

export function contentSecurityPolicy(nonce: string, { dev, trustedTypes }: PolicyOptions): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'self'",
    "frame-ancestors 'none'",
    // components/shell/trusted-scripts.ts says what is trusted.
    ...(dev || !trustedTypes ? [] : ["require-trusted-types-for 'script'", "trusted-types default"]),
  ].join("; ");
}
