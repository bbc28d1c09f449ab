import { describe, expect, it } from "vitest";
import { remembered } from "./remembered";

describe("what is remembered", () => {
  it("is made once for the same words, and again for others", () => {
    const made: string[] = [];
    const join = remembered((a: string, b: string) => {
      made.push(a + b);
      return { words: a + b };
    });
    expect(join("a", "bc")).toBe(join("a", "bc"));
    expect(join("ab", "c")).toEqual({ words: "abc" });
    expect(made).toEqual(["abc", "abc"]);
  });

  it("is never more than was allowed: the oldest makes room", () => {
    let made = 0;
    const count = remembered((_: string) => ++made, 3);
    for (const word of ["a", "b", "c", "d"]) count(word);
    expect([count("d"), count("c"), count("b")]).toEqual([4, 3, 2]);
    expect(count("a")).toBe(5);
  });

  it("keeps nothing when making it fails", () => {
    let tries = 0;
    const fails = remembered((_: string): number => {
      if (++tries === 1) throw new Error("not yet");
      return tries;
    });
    expect(() => fails("a")).toThrow("not yet");
    expect(fails("a")).toBe(2);
  });
});
