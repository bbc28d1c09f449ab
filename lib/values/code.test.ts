import { randomBytes, scryptSync } from "node:crypto";
import { afterEach, describe, expect, it, test } from "vitest";
import { useEnv } from "../plumbing/env";
import { keyedHash } from "../plumbing/secrets";
import { hashCode, matchesCode, newCode, parseCode, showCode } from "./code";

const ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ";
const CODE = "K7WX3PQ9";

afterEach(() => useEnv({}));

describe("a code", () => {
  it("is eight letters and digits that nobody mixes up, and never the same twice", () => {
    const codes = Array.from({ length: 1_000 }, newCode);
    for (const code of codes) expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXYZ]{8}$/);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.join("")).not.toMatch(/[01OILU]/);
    expect(new Set(codes.join("")).size).toBe(ALPHABET.length);
  });

  test.each([
    ["as shown", "K7WX-3PQ9"],
    ["in small letters", "k7wx-3pq9"],
    ["without the dash", "k7wx3pq9"],
    ["with spaces, as read out", " K 7 W X  3 P Q 9 "],
    ["in groups of two", "k7 wx 3p q9"],
    ["with the dash a phone makes of it", "K7WX–3PQ9"],
    ["with a long dash", "K7WX—3PQ9"],
    ["with a dot", "K7WX.3PQ9"],
    ["in full width", "Ｋ７ＷＸ－３ＰＱ９"],
    ["with what comes along when it is copied", "\u200bK7WX-3PQ9\u200e\ufeff\r\n"],
    ["with a soft hyphen", "K7WX\u00ad3PQ9"],
    ["with a no-break space", "K7WX\u00a03PQ9"],
  ])("is understood %s", (_, typed) => {
    expect(parseCode(typed)).toBe(CODE);
  });

  test.each([
    "",
    "K7WX3PQ",
    "K7WX3PQ99",
    "K7WX3PQ0",
    "K7WX3PQO",
    "K7WX3PQ1",
    "K7WX3PQI",
    "K7WX3PQL",
    "K7WX3PQU",
    "К7WX3PQ9",
    "K7WX_3PQ9",
    "K7WX3PQ9; --",
    "ﬀ7WX3PQ9\0x",
  ])("is not guessed from %j", (typed) => {
    expect(parseCode(typed)).toBeNull();
  });

  it.each([undefined, null, 12345678, {}, ["K7WX3PQ9"], " ".repeat(100_000)])("is text of a sensible length", (typed: unknown) => {
    expect(parseCode(typed)).toBeNull();
  });

  it("is read back as it is shown", () => {
    for (let i = 0; i < 100; i++) {
      const code = newCode();
      expect(showCode(code)).toMatch(/^.{4}-.{4}$/);
      expect(parseCode(showCode(code))).toBe(code);
    }
  });
});

describe("its hash", () => {
  it("matches that code and no neighbour of it", async () => {
    const stored = await hashCode(CODE);
    expect(await matchesCode(CODE, stored)).toBe(true);
    for (const other of ["K7WX3PQ8", "J7WX3PQ9", "7KWX3PQ9", "K7WX3PQ", "", CODE.toLowerCase()]) expect(await matchesCode(other, stored), other).toBe(false);
  });

  it("differs each time and holds nothing of the code", async () => {
    const [one, two] = await Promise.all([hashCode(CODE), hashCode(CODE)]);
    expect(one.equals(two)).toBe(false);
    expect(one).toHaveLength(33);
    for (const stored of [one, two]) expect(stored.toString("latin1")).not.toContain(CODE);
  });

  it("is read with the cost it was made at, not with today's", async () => {
    const salt = randomBytes(12);
    const dearer = scryptSync(keyedHash("code", CODE), salt, 20, { N: 2 ** 11 });
    expect(await matchesCode(CODE, Buffer.concat([Buffer.of(11), salt, dearer]))).toBe(true);
    expect(await matchesCode(CODE, Buffer.concat([Buffer.of(10), salt, dearer]))).toBe(false);
  });

  it("is worth nothing without the secret, and survives a change of it", async () => {
    const stored = await hashCode(CODE);
    useEnv({ AUTH_SECRET: "another-secret-another-secret-another-secret" });
    expect(await matchesCode(CODE, stored)).toBe(false);
    useEnv({ AUTH_SECRET: "another-secret-another-secret-another-secret", AUTH_SECRET_PREVIOUS: process.env.AUTH_SECRET });
    expect(await matchesCode(CODE, stored)).toBe(true);
  });
});
