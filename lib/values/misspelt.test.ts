import { expect, it } from "vitest";
import { oneLetterOff } from "./misspelt";

it("one letter too many, too few, another one or two changed places", () => {
  const meant = oneLetterOff("abdc@x.io");
  for (const text of ["abc@x.io", "abddc@x.io", "abde@x.io", "abcd@x.io", "abdc@x.i", "abdc@x.iom", "xabdc@x.io"]) expect(meant).toContain(text);
  for (const text of ["abdc@x.io", "ab@x.io", "dcba@x.io"]) expect(meant).not.toContain(text);
  expect(oneLetterOff("x".repeat(65))).toEqual([]);
});
