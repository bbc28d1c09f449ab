// Whom to tell about a weakness, in the words of RFC 9116.
import { env } from "./plumbing/env";
import { DAY_MS } from "./values/time";
import type { Workspace } from "./workspaces";

/** The file asks to be read anew after this. */
const VALID_MS = 180 * DAY_MS;

export function securityContact({ origin, support }: Pick<Workspace, "origin" | "support">, now = new Date()): [name: string, value: string][] {
  const expires = new Date(now.getTime() + VALID_MS);
  expires.setUTCHours(0, 0, 0, 0);
  const contact = env().SECURITY_CONTACT ?? (support.email && `mailto:${support.email}`) ?? support.url ?? `${origin}/help`;
  return [
    ["Contact", contact],
    ["Expires", expires.toISOString()],
    ["Preferred-Languages", "en"],
    ["Canonical", `${origin}/.well-known/security.txt`],
  ];
}
