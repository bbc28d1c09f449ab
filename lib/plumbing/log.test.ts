import { expect, it } from "vitest";
import config from "../../next.config";
import { clean } from "./log";

it("writes one line, whatever was in the text (CHECKS H22)", () => {
  expect(clean('x\n{"level":"error"}')).toBe('x {"level":"error"}');
  expect(clean("a\r\nb\u2028c\u2029d\u0000e")).toBe("a b c d e");
  expect(clean("\u001b[31mred\u001b[0m")).toBe(" [31mred [0m");
  expect(clean("a".repeat(8_192).replace(/.{10}/g, "$& "))).toHaveLength(2_000);
});

it("blanks what opens a door", () => {
  const token = "aB3".repeat(22).slice(0, 64);
  expect(clean(`GET /magic-login/${token} 200`)).toBe("GET /magic-login/[secret] 200");
  expect(clean("key re_AbCdEf123456 and whsec_c2VjcmV0c2VjcmV0")).toBe("key re_[secret] and whsec_[secret]");
  expect(clean("postgres://foyer:hunter2@db:5432/foyer")).toBe("postgres://[secret]@db:5432/foyer");
  expect(clean("smtps://user:pa:ss@mail.example.com")).toBe("smtps://[secret]@mail.example.com");
  expect(clean("cookie foyer.session=720.abc-def_ghi; other=1")).toBe("cookie foyer.session=[secret]; other=1");
});

it("is alone in telling of requests: Next, whose lines hold addresses whole, says nothing of them", () => {
  expect(config.logging).toEqual({ incomingRequests: false, serverFunctions: false });
});
