// A domain name as people type it.
import { isIP } from "node:net";
import { domainToASCII } from "node:url";

const MAX_LENGTH = 253;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** Never somebody's own on the internet (RFC 6761, 2606). */
const NOT_PUBLIC = /(^|\.)(localhost|local|internal|invalid|test|onion|arpa)$/;

/** null: no domain that DNS could know. */
export function parseDomain(typed: unknown): string | null {
  if (typeof typed !== "string" || typed.length > MAX_LENGTH * 2) return null;
  const name = typed.trim().toLowerCase().replace(/\.$/, "");
  // Node cuts a name off there instead of refusing it.
  const domain = /[/?#@:\\%]/.test(name) ? "" : domainToASCII(name);
  return DOMAIN.test(domain) && !isIP(domain) && !NOT_PUBLIC.test(domain) ? domain : null;
}
