// Who is asking, over which scheme and for which host, when proxies may stand in between (TRUSTED_PROXIES).
import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

export interface Origin {
  ip: string;
  /** null: nobody trustworthy told. */
  scheme: "http" | "https" | null;
  /** null: the Host header says it. */
  host: string | null;
}

type Header = string | string[] | undefined;

/**
 * Each trusted proxy appends the address it was called from, so the n-th entry from the right is the one that the outermost of
 * them saw; what stands further left was sent by the client and is worth nothing. A list that is too short did not come through them.
 */
export function originOf(headers: Record<string, Header>, peer: string | undefined, trusted: number): Origin {
  const direct = plainAddress(peer) ?? "unknown";
  if (trusted === 0) return { ip: direct, scheme: null, host: null };
  const chain = list(headers["x-forwarded-for"]);
  const scheme = told(headers["x-forwarded-proto"], trusted)?.toLowerCase();
  return {
    ip: plainAddress(chain[chain.length - trusted]) ?? direct,
    scheme: scheme === "https" || scheme === "http" ? scheme : null,
    host: told(headers["x-forwarded-host"], trusted) ?? null,
  };
}

/** Some proxies append to these, most of them replace them. */
function told(header: Header, trusted: number): string | undefined {
  const values = list(header);
  return values[Math.max(0, values.length - trusted)];
}

const list = (header: Header): string[] =>
  header === undefined
    ? []
    : [header]
        .flat()
        .join(",")
        .split(",")
        .map((entry) => entry.trim())
        .filter(Boolean);

/** Without port, brackets and the IPv6 dress of an IPv4 address; null when it is none. */
export function plainAddress(text: string | undefined): string | null {
  if (!text) return null;
  const bare = text.replace(/^\[([^\]]+)\](?::\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  if (isIPv4(bare)) return bare;
  return isIPv6(bare) && !bare.includes("%") ? ipaddr.process(bare).toString() : null;
}
