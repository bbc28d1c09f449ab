import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { csvLines, plainCell } from "./csv";

const FORMULAS = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  " =1",
  "\u00a0=1",
  "＝1",
  "＋1",
  "－1",
  "＠a",
  "\ufeff=1",
  "=cmd|' /C calc'!A0",
  "\t",
  "\r\n",
];

it("no cell begins like a formula, and every one is still there", () => {
  const read = parse(csvLines(FORMULAS.map((f) => [f, "x"])), { relax_column_count: false }) as string[][];
  expect(read.map(([cell]) => cell)).toEqual(FORMULAS.map((f) => `'${f}`));
});

it("separators, quotes and line ends open no new cell", () => {
  const cells = ["a,b;c\td|e", 'say "=1+1"', '","=1', "two\r\nlines", "it's", "Zoë Ünï 🚣 نور", ""];
  expect(parse(csvLines([cells]))).toEqual([cells]);
});

it("where semicolons separate, no new cell begins like a formula either, and every one is read again as it was", () => {
  const cells = ["x;=1+1;y", "x; +1", "x\t-1", "x;;＝1", "x\n=1;@a", "x\r\n =1", 'a";=1', "=1;=2", "x;'=1", "x; ''=1\n@b", "\t=1;-2"];
  const written = csvLines([cells]);
  for (const part of written.split(/[;\r\n,]/)) expect(part).not.toMatch(/^"?\s*[=+\-@＝＋－＠]/u);
  const once = (parse(written) as string[][])[0]!;
  const twice = (parse(csvLines([once])) as string[][])[0]!;
  expect(once.map(plainCell)).toEqual(cells);
  expect(twice.map(plainCell).map(plainCell)).toEqual(cells);
  const began = performance.now();
  for (const many of [";", "; ", "\n", ";'", "\t'"]) expect(plainCell(csvLines([[many.repeat(60_000)]])).length).toBeGreaterThan(0);
  expect(performance.now() - began).toBeLessThan(2_000);
  const plain = ["to do:\n- this\n- that", "a;b", "Ada; Ben", "+45 12; 34"];
  expect((parse(csvLines([plain])) as string[][])[0]!.slice(0, 3)).toEqual(plain.slice(0, 3));
});

it("numbers, dates and nothing are written plainly; a NUL is left out", () => {
  expect(csvLines([[-1, true, new Date("2026-11-21T05:00:00Z"), null, undefined, "a\0b"]])).toBe("-1,true,2026-11-21T05:00:00.000Z,,,ab\r\n");
});

it("what was written can be read again as it was, also when it was exported twice", () => {
  const cells = [...FORMULAS, "'=1", "''+45 12 34", "+45 12 34 56 78", "O'Hara", "'quoted'", "plain", ""];
  const once = (parse(csvLines([cells])) as string[][])[0]!;
  const twice = (parse(csvLines([once])) as string[][])[0]!;
  expect(once.map(plainCell)).toEqual(cells);
  expect(twice.map(plainCell).map(plainCell)).toEqual(cells);
});
