// The short code beside a link: easy to type from another device, slow to guess (SPEC L6).
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { keyedHashes } from "../plumbing/secrets";
import { randomText } from "./token";

/** Without 0 O 1 I L U: nothing that is read as something else, and no accidental words. */
const ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
/**
 * Slow, but bounded: the keyed hash before it already makes a stolen table useless without the secret. Kept with each hash,
 * as the exponent of scrypt's N, so that it can be changed while codes are on their way.
 */
const COST = 8;
const COST_BYTES = 1;
const SALT_BYTES = 12;
const HASH_BYTES = 20;

export const newCode = (): string => randomText(LENGTH, ALPHABET);

/** ABCD-EFGH, as people read it out. */
export const showCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** Forgives case, spaces, dashes and the invisible characters that come along when it is copied; null when it can't be a code. */
export function parseCode(typed: unknown): string | null {
  if (typeof typed !== "string" || typed.length > 40) return null;
  const code = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}.]/gu, "");
  return code.length === LENGTH && [...code].every((c) => ALPHABET.includes(c)) ? code : null;
}

export async function hashCode(code: string): Promise<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  return Buffer.concat([Buffer.of(COST), salt, await slowHash(keyedHashes("code", code)[0]!, salt, COST)]);
}

export async function matchesCode(code: string, stored: Uint8Array): Promise<boolean> {
  const [cost = COST] = stored;
  const salt = Buffer.from(stored).subarray(COST_BYTES, COST_BYTES + SALT_BYTES);
  const hash = Buffer.from(stored).subarray(COST_BYTES + SALT_BYTES);
  for (const keyed of keyedHashes("code", code)) {
    if (timingSafeEqual(await slowHash(keyed, salt, cost), hash)) return true;
  }
  return false;
}

const slowHash = (keyed: Buffer, salt: Buffer, cost: number) =>
  new Promise<Buffer>((resolve, reject) =>
    scrypt(keyed, salt, HASH_BYTES, { N: 2 ** cost, r: 8, p: 1 }, (error, hash) => (error ? reject(error) : resolve(hash))),
  );
