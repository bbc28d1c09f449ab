import { describe, expect, it, test } from "vitest";
import { destinationOr, doorTo, parseDashboardPath, parseDestination } from "./destination";

const HERE = "https://acme.example.com";

const ELSEWHERE = [
  "//evil.test",
  "///evil.test",
  "////evil.test/x",
  "/\\evil.test",
  "\\/evil.test",
  "\\\\evil.test",
  "/\\/evil.test",
  "/%2f%2fevil.test",
  "/%2F/evil.test",
  "/%2fevil.test",
  "/%5cevil.test",
  "/%5C%5Cevil.test",
  "/.//evil.test",
  "/./%2fevil.test",
  "/x/..//evil.test",
  "/x/%2e%2e//evil.test",
  "/x/../..//evil.test",
  "/%2e%2e//evil.test",
  "/%252f%252fevil.test",
  "/%25252fevil.test",
  "/%255cevil.test",
  "https://evil.test",
  "HTTPS://evil.test/",
  "http:evil.test",
  "https:/evil.test",
  "https:\\\\evil.test",
  "/https://evil.test",
  "evil.test",
  ".evil.test",
  "@evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/\r\n/evil.test",
  "\t//evil.test",
  "\n//evil.test",
  " //evil.test",
  " /documents",
  "/ /evil.test",
  "/\u00a0/evil.test",
  "/\u2028/evil.test",
  "/\u200b/evil.test",
  "/\0/evil.test",
  "/%09/%2fevil.test",
  "/%0d%0aLocation:%20https:%2f%2fevil.test",
  "/%00",
  "/%e2%80%ae",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "\u0001javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "file:///etc/passwd",
  "blob:https://evil.test/x",
  "//evil.test@acme.example.com",
  "//acme.example.com@evil.test",
  "https://acme.example.com@evil.test",
  "https://acme.example.com.evil.test",
  "//[::1]",
  "//0x7f000001",
  "/%ff",
  "/%",
  "/%zz",
  "/\ud800",
];

const DOING_SOMETHING = [
  "/api/auth/signout",
  "/API/Auth/SignOut",
  "/api/auth/signout/",
  "/api/auth/signout?callbackUrl=/",
  "/api",
  "/%61pi/auth/signout",
  "/a%70i/auth/signout",
  "/documents/../api/auth/signout",
  "/documents/%2e%2e/api/auth/signout",
  "/./api/auth/signout",
  "/logout",
  "/logout?x",
  "/LogOut",
  "/sign-out",
  "/sign-in",
  "/sign-in?to=/documents",
  "/dashboard/sign-in",
  "/magic-login",
  "/magic-login/abc",
  "/check-your-email",
  "/outbox",
  "/outbox/next",
  "/unsubscribe",
  "/unsubscribe/abc",
  "/un%73ubscribe/abc",
  "/documents/1/download",
  "/documents/1/download?x=1",
  "/dashboard/contacts/export",
  "/_next/static/x.js",
];

const PLACES = [
  ["/", "/"],
  ["/documents", "/documents"],
  ["/documents/", "/documents/"],
  ["/documents/0199-aa?tab=files#page-2", "/documents/0199-aa?tab=files#page-2"],
  ["/tickets/42", "/tickets/42"],
  ["/projects/./1", "/projects/1"],
  ["/projects/x/../1", "/projects/1"],
  ["/help/what's-new", "/help/what's-new"],
  ["/documents?next=https://evil.test", "/documents?next=https://evil.test"],
  ["/@evil.test", "/@evil.test"],
  ["/apiary", "/apiary"],
  ["/signage", "/signage"],
  ["/documents/downloads", "/documents/downloads"],
  ["/hilfe/häufig", "/hilfe/h%C3%A4ufig"],
  ["/a%20b", "/a%20b"],
] as const;

describe("a destination", () => {
  test.each(ELSEWHERE)("is never somewhere else: %j", (value) => {
    expect(parseDestination(value)).toBeNull();
    expect(destinationOr(value, "/documents")).toBe("/documents");
  });

  test.each(DOING_SOMETHING)("is never a place that does something or leads back to a door: %j", (value) => {
    expect(parseDestination(value)).toBeNull();
  });

  test.each(PLACES)("is a plain path: %j", (value, kept) => {
    expect(parseDestination(value)).toBe(kept);
  });

  it("of staff is a page of the dashboard", () => {
    for (const path of ["/dashboard", "/dashboard?x=1", "/dashboard/settings/sender#dns", "/dashboard/contacts/0199-aa"])
      expect(parseDashboardPath(path)).toBe(path);
    for (const path of [
      "/",
      "/documents",
      "/dashboards",
      "/dashboard/../documents",
      "/dashboard/%2e%2e/documents",
      "/dashboard/sign-in",
      "//dashboard/x",
      null,
    ])
      expect(parseDashboardPath(path)).toBeNull();
  });

  it("is judged the same when it is stored and when it is used", () => {
    const long = [`/${"a".repeat(999)}`, `/${"ä".repeat(166)}`, `/${"ä".repeat(167)}`, `/${"ä".repeat(500)}`, `/?${"ä".repeat(400)}`];
    for (const value of [...ELSEWHERE, ...DOING_SOMETHING, ...PLACES.map(([given]) => given), ...long]) {
      const kept = parseDestination(value);
      if (kept !== null) expect(parseDestination(kept), value.slice(0, 40)).toBe(kept);
    }
  });

  it("stays on the workspace, whatever pieces it is made of", () => {
    const pieces = [
      "/",
      "\\",
      "..",
      ".",
      "%2f",
      "%5c",
      "%2e",
      "%252f",
      "@",
      ":",
      "evil.test",
      "https:",
      "?",
      "#",
      "\t",
      " ",
      "a",
      "api",
      "%00",
      "；",
      "／",
      "℀",
    ];
    let kept = 0;
    for (const a of pieces) {
      for (const b of pieces) {
        for (const c of pieces) {
          const value = parseDestination(`/${a}${b}${c}`);
          if (value === null) continue;
          kept++;
          // A browser reads it as a Location, and a server may decode it once more.
          for (const read of [value, decodeURI(value)]) expect(new URL(read, HERE).origin, `/${a}${b}${c}`).toBe(HERE);
          expect(value).not.toMatch(/^\/api(\/|$)/i);
        }
      }
    }
    expect(kept).toBeGreaterThan(500);
  });

  it("has an end", () => {
    expect(parseDestination(`/${"a".repeat(999)}`)).toHaveLength(1_000);
    expect(parseDestination(`/${"a".repeat(1_000)}`)).toBeNull();
    expect(parseDestination(`/${"a".repeat(1_000_000)}`)).toBeNull();
  });

  it.each([undefined, null, 1, {}, [], ["/documents"], new URL(HERE)])("is text: %o", (value: unknown) => {
    expect(parseDestination(value)).toBeNull();
  });
});

it("a door leads on to one path, whatever stands in it, and says nothing of the start page", () => {
  expect(["/documents?page=2&to=/x#y", "/", null, undefined].map((path) => doorTo("/sign-in", path))).toEqual([
    "/sign-in?to=%2Fdocuments%3Fpage%3D2%26to%3D%2Fx%23y",
    ...["/sign-in", "/sign-in", "/sign-in"],
  ]);
});
