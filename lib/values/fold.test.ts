import { describe, expect, it } from "vitest";
import { fold } from "./fold";

describe("folding", () => {
  it.each([
    ["Zoë Ünï", "zoe uni"],
    ["Zoe\u0308 U\u0308ni\u0308", "zoe uni"],
    ["İstanbul ISPARTA ılık", "istanbul isparta ilik"],
    ["Straße STRASSE", "strasse strasse"],
    ["Søren Æbelø Łukasz", "soren aebelo lukasz"],
    ["ΟΔΥΣΣΕΥΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"],
    ["ＡＤＡ　Ｌｏｖｅｌａｃｅ", "ada lovelace"],
    ["a\u200bd\u202ea\u00adm", "adam"],
    ["  Ada \n\t Lovelace ", "ada lovelace"],
    ["王芳", "王 芳"],
    ["شَرِكَة النور", "شركة النور"],
    ["🎉 Party", "u1f389 party"],
    ["👩‍🚀", "u1f469 u1f680"],
    ["김철수", "김철수".normalize("NFKD")],
    ["ada@example.com #1 (c) ©", "ada@example.com #1 (c) ©"],
  ])("%s reads %s", (text, folded) => expect(fold(text)).toBe(folded));

  it("is the same when it is done twice", () => {
    for (const text of ["Zoë Ünï", "İ", "王芳 🎉", "ﬁnal ς", "K Å ½ ㍿", "が ガ"]) expect(fold(fold(text))).toBe(fold(text));
  });
});
