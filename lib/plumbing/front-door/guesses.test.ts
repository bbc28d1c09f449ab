import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { newToken, randomText } from "../../values/token";
import { Guesses } from "./guesses";

const wrong = () => `/magic-login/${randomText(64)}`;
const guess = (guesses: Guesses, times: number, ip: string, now: number) => Array.from({ length: times }, () => guesses.refuse(wrong(), ip, now)).at(-1);

describe("whoever tries out links", () => {
  it("is told to wait after many, and for how long; other networks are not", () => {
    const guesses = new Guesses();
    expect(guess(guesses, 60, "198.51.100.7", 0)).toBeNull();
    expect(guesses.refuse(wrong(), "198.51.100.7", 20_000)).toEqual({ status: 429, reason: "limited", headers: { "retry-after": "40" } });
    expect(guesses.refuse(wrong(), "198.51.100.8", 20_000)).toBeNull();
  });

  it("gets no more pages from many networks than from a few, and a real link opens all the same", () => {
    const guesses = new Guesses();
    const from = (i: number) => guesses.refuse(wrong(), `10.0.${i >> 8}.${i & 255}`, 0);
    for (let i = 0; i < 120; i++) expect(from(i)).toBeNull();
    expect(from(120)).toEqual({ status: 429, reason: "limited", headers: { "retry-after": "60" } });
    expect(guesses.refuse(`/magic-login/${newToken()}`, "198.51.100.7", 0)).toBeNull();
    expect(guesses.refuse(wrong(), "198.51.100.7", 60_000)).toBeNull();
  });

  it("is one network to the others: what it is refused for is not counted against them", () => {
    const guesses = new Guesses();
    guess(guesses, 5_000, "198.51.100.7", 0);
    expect(guesses.refuse(wrong(), "198.51.100.8", 0)).toBeNull();
  });

  it("keeps nobody of the same network from a real link, and is asked to wait no longer than the window", () => {
    const guesses = new Guesses();
    const real = `/magic-login/${newToken()}`;
    guess(guesses, 61, "198.51.100.7", 0);
    expect(guesses.refuse(wrong(), "198.51.100.7", 59_999)?.status).toBe(429);
    expect(guesses.refuse(real, "198.51.100.7", 59_999)).toBeNull();
    expect(guesses.refuse(wrong(), "198.51.100.7", 60_000)).toBeNull();
  });

  it("is one neighbour of an IPv6 network", () => {
    const guesses = new Guesses();
    for (let i = 0; i < 61; i++) guesses.refuse(wrong(), `2001:db8:1:2::${i.toString(16)}`, 0);
    expect(guesses.refuse(wrong(), "2001:db8:1:2:ffff::1", 0)?.status).toBe(429);
    expect(guesses.refuse(wrong(), "2001:db8:1:3::1", 0)).toBeNull();
  });
});

it("real links are never counted, nor are other pages and the sealed links of other mails", () => {
  const guesses = new Guesses();
  for (const url of [`/magic-login/${newToken()}`, "/sign-in", `/not-me/${randomText(120)}`, `/undo/${randomText(300)}`]) {
    for (let i = 0; i < 400; i++) expect(guesses.refuse(url, "198.51.100.7", 0)).toBeNull();
  }
  expect(guess(guesses, 60, "198.51.100.7", 0)).toBeNull();
});

it("a flood from everywhere does not fill the memory", () => {
  const guesses = new Guesses();
  const before = heapHeld();
  for (let i = 0; i < 100_000; i++) guesses.refuse("/magic-login/x", `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 0);
  expect((heapHeld() - before) / 1e6).toBeLessThan(10);
  expect(guesses.refuse(wrong(), "198.51.100.7", 60_000)).toBeNull();
});

/** What is held, without what only waits to be collected: how much that is depends on the moment. */
function heapHeld(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
