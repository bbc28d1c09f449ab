// The secret of a link: 42 random letters and digits, then 22 that prove this deployment made it (SPEC L1).
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { keysFor } from "../plumbing/secrets";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 42; // 250 bits
const SIGNATURE_LENGTH = 22; // 131 bits
const TOKEN = /^[0-9A-Za-z]{64}$/;

export function newToken(): string {
  const random = randomText(RANDOM_LENGTH);
  return random + sign(random, keysFor("link-signature")[0]!);
}

/** Asked before the database is: a token we never made costs nobody a query. */
export function isOurToken(token: string): boolean {
  if (!TOKEN.test(token)) return false;
  const random = token.slice(0, RANDOM_LENGTH);
  const signature = Buffer.from(token.slice(RANDOM_LENGTH));
  return keysFor("link-signature").some((key) => timingSafeEqual(signature, Buffer.from(sign(random, key))));
}

function sign(random: string, key: Buffer): string {
  const digest = createHmac("sha256", key).update(random).digest();
  let rest = BigInt(`0x${digest.subarray(0, 24).toString("hex")}`); // 192 bits, spread evenly over 131
  let text = "";
  for (let i = 0; i < SIGNATURE_LENGTH; i++) {
    text += ALPHABET[Number(rest % 62n)];
    rest /= 62n;
  }
  return text;
}

/** Even over the alphabet: bytes that would favour its beginning are thrown away. */
export function randomText(length: number, alphabet = ALPHABET): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
