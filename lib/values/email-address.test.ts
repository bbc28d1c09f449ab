import { describe, expect, it, test } from "vitest";
import { domainOf, maskEmail, parseEmail } from "./email-address";

const ADA = { email: "ada@example.com", key: "ada@example.com" };
const LOCAL_64 = "a".repeat(64);
/** As long as an address may be, and one more. */
const WHOLE_254 = `${LOCAL_64}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.com`;
const WHOLE_255 = `${LOCAL_64}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(58)}.com`;

describe("an address", () => {
  test.each([
    ["space around it", "  ada@example.com  "],
    ["a tab", "\tada@example.com\t"],
    ["a line break at the end, as people paste it", "ada@example.com\r\n"],
    ["a no-break space", "\u00a0ada@example.com\u00a0"],
    ["an ideographic space", "\u3000ada@example.com"],
    ["a byte order mark", "\ufeffada@example.com"],
    ["a full-width domain", "ada@ｅｘａｍｐｌｅ.com"],
    ["a full-width dot", "ada@example．com"],
    ["an ideographic dot", "ada@example。com"],
  ])("is the same with %s", (_, typed) => {
    expect(parseEmail(typed)).toEqual(ADA);
  });

  it("is matched without case, and written to as it was spelled", () => {
    expect(parseEmail("Ada.Lovelace+Portal@Example.COM")).toEqual({ email: "Ada.Lovelace+Portal@example.com", key: "ada.lovelace+portal@example.com" });
  });

  it("keeps tags and dots: ada+x and a.d.a are not ada", () => {
    const keys = ["ada@example.com", "ada+x@example.com", "a.d.a@example.com", "ada-x@example.com", "ada_x@example.com"].map((typed) => parseEmail(typed)?.key);
    expect(new Set(keys).size).toBe(5);
    expect(keys).not.toContain(undefined);
  });

  it("has one key for a domain and its punycode, composed or not", () => {
    const punycode = parseEmail("zoe@xn--exmple-cua.test");
    expect(punycode).toEqual({ email: "zoe@xn--exmple-cua.test", key: "zoe@xn--exmple-cua.test" });
    for (const typed of ["zoe@exämple.test", "zoe@exa\u0308mple.test", "ZOE@EXÄMPLE.TEST", "zoe@XN--EXMPLE-CUA.test"])
      expect(parseEmail(typed)?.key, typed).toBe(punycode?.key);
  });

  it("is another one when a letter only looks the same", () => {
    const cyrillic = parseEmail("ada@exаmple.com");
    expect(cyrillic?.key).toMatch(/^ada@xn--/);
    expect(parseEmail("ada@ехаmple.com")?.key).not.toBe(ADA.key);
    expect(parseEmail("ada@examp1e.com")?.key).not.toBe(ADA.key);
  });

  it.each([
    ["64 characters before the @", `${LOCAL_64}@example.com`, true],
    ["65 of them", `${LOCAL_64}a@example.com`, false],
    ["254 in all", WHOLE_254, true],
    ["255 in all", WHOLE_255, false],
    ["320", `${"a".repeat(64)}@${"b".repeat(251)}.com`, false],
    ["a label of 63", `ada@${"b".repeat(63)}.com`, true],
    ["a label of 64", `ada@${"b".repeat(64)}.com`, false],
    ["248 that are 254 in ASCII", `${LOCAL_64}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(49)}.ä.com`, true],
    ["249 that are 255 in ASCII", `${LOCAL_64}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(50)}.ä.com`, false],
    ["10 kB", `${"a".repeat(10_000)}@example.com`, false],
    ["1 MB", `ada@${"a".repeat(1_000_000)}.com`, false],
    ["10 kB of space", `${" ".repeat(10_000)}ada@example.com`, false],
  ])("has its length checked to the character: %s", (_, typed, good) => {
    expect(parseEmail(typed) !== null).toBe(good);
  });
});

describe("no address", () => {
  test.each([
    ["nothing", ""],
    ["space", "   "],
    ["no @", "ada.example.com"],
    ["no local part", "@example.com"],
    ["no domain", "ada@"],
    ["two @", "ada@evil.test@example.com"],
    ["two @ beside each other", "ada@@example.com"],
    ["a full-width @", "ada＠example.com"],
    ["a full-width @ and a real one", "attacker@evil.test＠example.com"],
    ["a small @", "ada﹫example.com"],
    ["a small @ and a real one", "attacker@evil.test﹫example.com"],
    ["a quoted local part", '"ada"@example.com'],
    ["a quoted @", '"ada@evil.test"@example.com'],
    ["a single quote", "'ada'@example.com"],
    ["a comma: two recipients", "ada@example.com,evil@evil.test"],
    ["a semicolon: two recipients", "ada@example.com;evil@evil.test"],
    ["a comma in the local part", "evil,ada@example.com"],
    ["angle brackets", "<ada@example.com>"],
    ["a name and angle brackets", "Ada <ada@example.com>"],
    ["a full-width angle bracket", "ada＜x@example.com"],
    ["a comment", "ada(x)@example.com"],
    ["an address literal", "ada@[127.0.0.1]"],
    ["a backslash", "ada\\x@example.com"],
    ["a colon", "mailto:ada@example.com"],
    ["a header line", "ada@example.com\r\nBcc: evil@evil.test"],
    ["a header line without an @", "ada@example.com\nSubject: x"],
    ["a line break inside", "ada\n@example.com"],
    ["a lone carriage return", "ada@exam\rple.com"],
    ["NUL at the end", "ada@example.com\0"],
    ["NUL inside", "ada\0@example.com"],
    ["a bell", "ada\u0007@example.com"],
    ["a delete", "ada\u007f@example.com"],
    ["a C1 control", "ada@exam\u0085ple.com"],
    ["a line separator inside", "ada\u2028@example.com"],
    ["a zero-width space", "ada\u200b@example.com"],
    ["a zero-width joiner", "ada@exam\u200dple.com"],
    ["a byte order mark inside", "ada@\ufeffexample.com"],
    ["a soft hyphen", "ada@exam\u00adple.com"],
    ["a right-to-left override", "\u202eada@example.com"],
    ["a tab inside", "ada\t@example.com"],
    ["a space inside", "a da@example.com"],
    ["a no-break space inside", "ada\u00a0@example.com"],
    ["a lone surrogate", "ada\ud800@example.com"],
    ["a Kelvin sign", "\u212aate@example.com"],
    ["a full-width local part", "ａda@example.com"],
    ["a ligature", "ﬁona@example.com"],
    ["an umlaut in the local part", "zoë@example.com"],
    ["a Cyrillic local part", "аda@example.com"],
    ["a dot at the start", ".ada@example.com"],
    ["a dot at the end", "ada.@example.com"],
    ["two dots", "a..da@example.com"],
    ["two dots in the domain", "ada@example..com"],
    ["a dot at the end of the domain", "ada@example.com."],
    ["no top level", "ada@localhost"],
    ["an internet address", "ada@127.0.0.1"],
    ["one in hexadecimal", "ada@0x7f.0.0.1"],
    ["one as a number", "ada@2130706433"],
    ["a dash at the start of a label", "ada@-example.com"],
    ["a dash at the end of a label", "ada@example-.com"],
    ["an underscore in the domain", "ada@exam_ple.com"],
    ["a port", "ada@example.com:25"],
    ["a path", "ada@example.com/evil.test"],
    ["a path that only NFKC shows", "ada@evil.test℀.example.com"],
    ["a query", "ada@example.com?cc=evil"],
    ["a fragment", "ada@example.com#evil"],
    ["a percent escape in the domain", "ada@exam%70le.com"],
    ["broken punycode", "ada@xn--\u00e4.com"],
  ])("is what has %s", (_, typed) => {
    expect(parseEmail(typed)).toBeNull();
  });

  it.each([undefined, null, 1, true, {}, [], ["ada@example.com"], { toString: () => "ada@example.com" }, new File([], "x")])(
    "is what is no text: %o",
    (typed: unknown) => {
      expect(parseEmail(typed)).toBeNull();
    },
  );
});

it("gives every address it accepts a form that it accepts again, unchanged", () => {
  for (const typed of [" Ada@Example.com ", "zoe@exämple.test", "a+b!c@ｅxample.com", WHOLE_254]) {
    const { email, key } = parseEmail(typed)!;
    expect(parseEmail(email)).toEqual({ email, key });
    expect(parseEmail(key)).toEqual({ email: key, key });
  }
});

it("shows a stranger no more than one letter and the domain", () => {
  expect(maskEmail("ada@example.com")).toBe("a…@example.com");
  expect(maskEmail("a@example.com")).toBe("a…@example.com");
  expect(maskEmail("")).toBe("…");
  expect(maskEmail("@example.com")).toBe("…");
  expect(domainOf("ada@example.com")).toBe("example.com");
});
