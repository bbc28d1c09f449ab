import { describe, expect, it } from "vitest";
import { inFull, partsOf, sayTooLong, typedLine, typedLines, typedVersion } from "./typed";

describe("what is typed", () => {
  it("is kept in full up to the last character there is room for, and refused with the next", () => {
    for (const one of ["x", "é", "字", "😀"]) {
      expect(typedLine(one.repeat(40), 40)).toBe(one.repeat(40));
      expect(typedLine(one.repeat(41), 40)).toEqual({ max: 40, length: 41 });
      expect(typedLines(one.repeat(41), 40)).toEqual({ max: 40, length: 41 });
    }
  });

  it("is counted as it would be kept: without what is around it, a line break as one", () => {
    expect(typedLine(`  ${"x".repeat(20)}   ${"y".repeat(19)}\u0000 `, 40)).toBe(`${"x".repeat(20)} ${"y".repeat(19)}`);
    expect(typedLines(`${"x".repeat(20)}\r\n${"y".repeat(19)}\r\n`, 40)).toBe(`${"x".repeat(20)}\n${"y".repeat(19)}`);
  });

  it("is not lost behind spaces either: far too much of them is too long", () => {
    expect(typedLine(`${" ".repeat(200)}+45 1`, 40)).toEqual({ max: 40, length: 205 });
  });

  it("costs nothing, though it is a megabyte", () => {
    const begun = performance.now();
    for (let i = 0; i < 100; i++) expect(typedLine("x".repeat(1_000_000), 40)).toEqual({ max: 40, length: 1_000_000 });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it.each([null, undefined, 7, {}, ["x"]])("is nothing where it is no text: %j", (typed) => expect(typedLine(typed, 40)).toBe(""));

  it("is all there or says what is not", () => {
    expect(inFull({ name: typedLine("Ada", 40), note: typedLines("a\nb", 40) })).toEqual({ ok: true, texts: { name: "Ada", note: "a\nb" } });
    const refused = inFull({ name: typedLine("Ada", 40), note: typedLines("x".repeat(4_012), 4_000) });
    expect(refused).toEqual({ ok: false, reason: "too_long", field: "note", max: 4_000, length: 4_012 });
    expect(sayTooLong({ max: 4_000, length: 4_012 })).toBe("This has 4,012 characters, and there is room for 4,000. Please shorten it.");
  });
});

it("a list is taken apart as far as there is room in it, and some more; a megabyte of separators costs nothing", () => {
  expect(partsOf("a, b,,c", ",", 3)).toEqual(["a", " b", "", "c"]);
  expect(partsOf(",".repeat(11), ",", 3)).toHaveLength(12);
  expect(partsOf(",".repeat(12), ",", 3)).toBeNull();
  const began = performance.now();
  for (let i = 0; i < 100; i++) expect(partsOf("a;".repeat(500_000), /[,;|]/, 20)).toBeNull();
  expect(performance.now() - began).toBeLessThan(2_000);
});

describe("a version that a form sends back", () => {
  it.each([
    ["7", 7],
    [7, 7],
    ["999999999", 999_999_999],
  ])("%j is one", (typed, version) => expect(typedVersion(typed)).toBe(version));
  it.each(["1e20", "-1", "7.5", "NaN", "", "4294967296000", 1e20, Number.NaN, null, undefined, {}])("%j never was one", (typed) =>
    expect(typedVersion(typed)).toBe(0),
  );
});
