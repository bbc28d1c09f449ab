import { afterEach, describe, expect, it } from "vitest";
import { useEnv } from "../plumbing/env";
import { isOurToken, newToken, randomText } from "./token";

const TOKENS = 1_000;
const LENGTH = 64;
const RANDOM_LENGTH = 42;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/**
 * Chi-square with 61 degrees of freedom is above 160 once in 10¹⁰ (Wilson-Hilferty): over the 64 positions a fair
 * generator fails this once in 10⁸ runs.
 */
const CHI_SQUARE_LIMIT = 160;
/** Two fair tokens agree in about one position; in 15 or more once in 10¹², and there are half a million pairs. */
const MIN_DISTANCE = 50;

afterEach(() => useEnv({}));

describe("a thousand tokens", () => {
  const tokens = Array.from({ length: TOKENS }, newToken);

  it("are 64 letters and digits each, and no two are the same", () => {
    for (const one of tokens) expect(one).toMatch(/^[0-9A-Za-z]{64}$/);
    expect(new Set(tokens).size).toBe(TOKENS);
  });

  it("favour no letter at any position", () => {
    for (let at = 0; at < LENGTH; at++) expect(chiSquare(tokens.map((one) => one[at]!)), `position ${at}`).toBeLessThan(CHI_SQUARE_LIMIT);
  });

  it("favour no letter in all, which a remainder of bytes would", () => {
    const letters = tokens.flatMap((one) => [...one.slice(0, RANDOM_LENGTH)]);
    expect(chiSquare(letters)).toBeLessThan(CHI_SQUARE_LIMIT);
    const careless = [...crypto.getRandomValues(new Uint8Array(letters.length))].map((byte) => ALPHABET[byte % ALPHABET.length]!);
    expect(chiSquare(careless)).toBeGreaterThan(CHI_SQUARE_LIMIT);
  });

  it("are far from each other", () => {
    const bytes = tokens.map((one) => Buffer.from(one));
    let nearest = LENGTH;
    for (let i = 0; i < TOKENS; i++) for (let j = 0; j < i; j++) nearest = Math.min(nearest, distance(bytes[i]!, bytes[j]!));
    expect(nearest).toBeGreaterThanOrEqual(MIN_DISTANCE);
  });
});

describe("a token that is not exactly ours", () => {
  const ours = Array.from({ length: 3 }, newToken);

  it("is refused with any one character changed", () => {
    for (const one of ours) {
      expect(isOurToken(one)).toBe(true);
      const changed = [...one].flatMap((was, at) => [...ALPHABET].filter((c) => c !== was).map((c) => one.slice(0, at) + c + one.slice(at + 1)));
      expect(changed).toHaveLength(LENGTH * (ALPHABET.length - 1));
      expect(changed.filter(isOurToken)).toEqual([]);
    }
  });

  it("is refused cut, extended, turned, in other case or escaped", () => {
    for (const one of ours) {
      const cuts = Array.from({ length: LENGTH }, (_, length) => [one.slice(0, length), one.slice(LENGTH - length)]).flat();
      const extended = [...ALPHABET, "=", "==", "\n", "\r\n", " ", "\0", "%00", "/", ".", "?", "#", "\u200b"].flatMap((more) => [one + more, more + one]);
      const cased = [...one].flatMap((c, at) => [c.toUpperCase(), c.toLowerCase()].filter((d) => d !== c).map((d) => one.slice(0, at) + d + one.slice(at + 1)));
      const turned = Array.from({ length: LENGTH - 1 }, (_, by) => one.slice(by + 1) + one.slice(0, by + 1));
      const escaped = [encodeURIComponent(one).replace(/^./, "%41"), `%${one}`, one.replace(/./, "%30"), Buffer.from(one).toString("base64"), one + one];
      const bad = [...cuts, ...extended, ...cased, ...turned, ...escaped, one.toLowerCase(), one.toUpperCase(), "", "x".repeat(100_000)].filter(
        (other) => other !== one,
      );
      expect(bad.filter(isOurToken)).toEqual([]);
    }
  });

  it("is refused when half of it is of another token", () => {
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const)
      expect(isOurToken(ours[a]!.slice(0, RANDOM_LENGTH) + ours[b]!.slice(RANDOM_LENGTH))).toBe(false);
  });

  it("is refused when the right letters are of another script", () => {
    const fullWidth = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
    for (const one of ours) {
      expect(isOurToken(fullWidth(one))).toBe(false);
      expect(isOurToken(fullWidth(one[0]!) + one.slice(1))).toBe(false);
    }
  });

  it("is refused when a deployment with another secret made it", () => {
    useEnv({ AUTH_SECRET: "another-secret-another-secret-another-secret" });
    for (const one of ours) expect(isOurToken(one)).toBe(false);
  });
});

describe("a change of the secret", () => {
  const OLD = process.env.AUTH_SECRET;
  const NEW = "the-next-secret-the-next-secret-the-next-secret";

  it("keeps the links of before alive while the old one is still named, and no longer", () => {
    const before = newToken();
    useEnv({ AUTH_SECRET: NEW, AUTH_SECRET_PREVIOUS: OLD });
    const since = newToken();
    expect([before, since].map(isOurToken)).toEqual([true, true]);
    useEnv({ AUTH_SECRET: NEW });
    expect([before, since].map(isOurToken)).toEqual([false, true]);
    useEnv({});
    expect([before, since].map(isOurToken)).toEqual([true, false]);
  });

  it("can be done twice in a row", () => {
    const before = newToken();
    useEnv({ AUTH_SECRET: "the-one-after-the-one-after-the-one-after", AUTH_SECRET_PREVIOUS: `${NEW}, ${OLD}` });
    expect(isOurToken(before)).toBe(true);
  });
});

it("draws any alphabet evenly, to the very length", () => {
  for (const alphabet of ["ab", "abc", "0123456789", ALPHABET]) {
    const text = randomText(5_000, alphabet);
    expect(text).toHaveLength(5_000);
    expect([...text].every((c) => alphabet.includes(c))).toBe(true);
    expect(chiSquare([...text], alphabet)).toBeLessThan(CHI_SQUARE_LIMIT);
  }
});

function chiSquare(letters: string[], alphabet = ALPHABET): number {
  const expected = letters.length / alphabet.length;
  const counts = new Map([...alphabet].map((letter) => [letter, 0]));
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function distance(a: Buffer, b: Buffer): number {
  let differs = 0;
  for (let i = 0; i < LENGTH; i++) if (a[i] !== b[i]) differs++;
  return differs;
}
