// Internet addresses as limits and people see them.
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** What counts as one neighbour: an IPv4 address, or the /64 of an IPv6 (SPEC A4, L10). */
export function networkOf(ip: string): string {
  if (!isIP(ip)) return "unknown";
  const address = ipaddr.process(ip);
  if (address.kind() === "ipv4") return address.toString();
  const [a, b, c, d] = (address as ipaddr.IPv6).parts as [number, number, number, number];
  return `${[a, b, c, d].map((part) => part.toString(16)).join(":")}::/64`;
}

/** Enough to recognise one's own connection: 203.0.113.… */
export function roughly(ip: string): string {
  if (!isIP(ip)) return "unknown";
  const address = ipaddr.process(ip);
  if (address.range() === "loopback") return "this computer";
  return address.kind() === "ipv4" ? `${address.toString().split(".").slice(0, 3).join(".")}.…` : `${networkOf(ip).split(":").slice(0, 3).join(":")}:…`;
}
