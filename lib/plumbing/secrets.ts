// Secrets: random out, keyed hash in (SPEC 12.4). Keys are derived from AUTH_SECRET; old secrets stay accepted.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "./env";

/** What a key is for; a value hashed for one use can't be passed off as another. */
export type Use = "link" | "link-signature" | "session" | "attempt" | "device" | "code" | "seal" | "limit" | "cursor" | "csrf" | "file" | "domain" | "activity";

const derived = new Map<string, Buffer>();

function key(use: Use, secret: string): Buffer {
  const id = `${use}\n${secret}`;
  let k = derived.get(id);
  if (!k) derived.set(id, (k = Buffer.from(hkdfSync("sha256", secret, "foyer", use, 32))));
  return k;
}

const secrets = () => [env().AUTH_SECRET, ...env().AUTH_SECRET_PREVIOUS];

/** The keys of one use: today's first, then those still accepted. */
export const keysFor = (use: Use): Buffer[] => secrets().map((s) => key(use, s));

const mac = (use: Use, secret: string, value: string) => createHmac("sha256", key(use, secret)).update(value).digest();

/** The hash to store. */
export const keyedHash = (use: Use, value: string): Buffer => mac(use, env().AUTH_SECRET, value);

/** The hashes to look for: by today's secret and by the ones before it. */
export const keyedHashes = (use: Use, value: string): Buffer[] => secrets().map((s) => mac(use, s, value));

/** Bytes in a row that goes to the database as JSON. */
export const asHex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString("hex")}`;

export function matchesKeyedHash(use: Use, value: string, stored: Uint8Array): boolean {
  return keyedHashes(use, value).some((h) => h.length === stored.length && timingSafeEqual(h, stored));
}

export const randomSecret = (bytes = 32): string => randomBytes(bytes).toString("base64url");

/** Encrypts what has to wait in the database in a readable form, like a token in the outbox (M2). */
export function seal(value: unknown, context: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key("seal", env().AUTH_SECRET), nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

export function unseal(sealed: Uint8Array, context: string): unknown {
  const bytes = Buffer.from(sealed);
  for (const secret of secrets()) {
    try {
      const decipher = createDecipheriv("aes-256-gcm", key("seal", secret), bytes.subarray(0, 12)).setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8"));
    } catch {
      // Sealed under another secret: try the next.
    }
  }
  throw new Error("A sealed value could not be opened: AUTH_SECRET was changed without keeping the old one in AUTH_SECRET_PREVIOUS.");
}
