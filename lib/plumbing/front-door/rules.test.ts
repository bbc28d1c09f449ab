import { describe, expect, it } from "vitest";
import { type Asked, isHost, refusal } from "./rules";

const HOST = "club.localhost:3000";

function asked(method: string, url: string, headers: Record<string, string> = {}, more: Partial<Asked> = {}): Asked {
  return { method, url, host: HOST, scheme: "http", dev: false, header: (name) => headers[name], ...more };
}
const statusOf = (...of: Parameters<typeof asked>): number | undefined => refusal(asked(...of))?.status;

const FORM = { "content-type": "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", origin: `http://${HOST}`, "content-length": "20" };
const CALL = { "content-type": "text/plain;charset=UTF-8", origin: `http://${HOST}`, "next-action": "0".repeat(42), "content-length": "2" };

describe("what comes in", () => {
  it("is a page that is read, a form of this site, an action it calls, and a program's call", () => {
    expect(refusal(asked("GET", "/sign-in?email=ada%40example.com"))).toBeNull();
    expect(refusal(asked("HEAD", "/"))).toBeNull();
    expect(refusal(asked("POST", "/sign-in", FORM))).toBeNull();
    expect(refusal(asked("POST", "/sign-in", CALL))).toBeNull();
    expect(refusal(asked("POST", "/api/webhooks/resend", { "content-type": "application/json", "content-length": "20" }))).toBeNull();
    expect(refusal(asked("DELETE", "/api/v1/contacts/1"))).toBeNull();
    expect(refusal(asked("POST", "/unsubscribe/abc", { "content-type": "application/x-www-form-urlencoded", "content-length": "26" }))).toBeNull();
    expect(refusal(asked("GET", "/.well-known/security.txt"))).toBeNull();
    expect(refusal(asked("GET", "/z%C3%BCrich/%E2%82%AC"))).toBeNull();
  });

  it("is a form without JavaScript, whose browser names no origin at all", () => {
    const { origin: _, ...without } = FORM;
    expect(refusal(asked("POST", "/sign-in", without))).toBeNull();
    expect(refusal(asked("POST", "/sign-in", { ...without, "sec-fetch-site": "same-origin" }))).toBeNull();
  });
});

describe("methods", () => {
  it("are the seven that mean something, each where it means something", () => {
    for (const method of ["TRACE", "CONNECT", "PROPFIND", "FOO", "get"]) expect(statusOf(method, "/")).toBe(405);
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      expect(statusOf(method, "/sign-in", FORM)).toBe(405);
      expect(statusOf(method, "/api/v1/contacts", { "content-type": "application/json" })).toBeUndefined();
    }
    expect(refusal(asked("TRACE", "/"))?.headers?.allow).toBe("GET, HEAD, OPTIONS, POST");
    expect(refusal(asked("GET", "/api/webhooks/resend"))).toMatchObject({ status: 405, headers: { allow: "OPTIONS, POST" } });
    expect(refusal(asked("POST", "/api/health/ready"))).toMatchObject({ status: 405, headers: { allow: "GET, HEAD, OPTIONS" } });
  });
});

describe("other sites", () => {
  it.each([
    ["another site", { origin: "https://evil.test" }],
    ["no site", { origin: "null" }],
    ["a sibling on the same base host", { origin: "http://desk.localhost:3000" }],
    ["a host that only begins like ours", { origin: `http://${HOST}.evil.test` }],
    ["our host under another scheme", { origin: `https://${HOST}` }],
    ["our host on another port", { origin: "http://club.localhost:3001" }],
    ["nonsense", { origin: "::::" }],
    ["an empty word", { origin: "" }],
    ["another site that hides its name", { origin: undefined, "sec-fetch-site": "cross-site" }],
    ["a sibling that hides its name", { origin: undefined, "sec-fetch-site": "same-site" }],
  ])("%s changes nothing here", (_, headers) => {
    expect(statusOf("POST", "/sign-in", { ...FORM, ...headers } as Record<string, string>)).toBe(403);
    expect(statusOf("POST", "/sign-in", { ...CALL, ...headers } as Record<string, string>)).toBe(403);
    expect(statusOf("DELETE", "/api/v1/contacts/1", headers as Record<string, string>)).toBe(403);
    expect(statusOf("GET", "/sign-in", headers as Record<string, string>)).toBeUndefined();
  });

  it("are told from this one by the scheme visitors use", () => {
    const https = { ...FORM, origin: "https://portal.example.com" };
    expect(refusal(asked("POST", "/sign-in", https, { host: "portal.example.com", scheme: "https" }))).toBeNull();
    expect(refusal(asked("POST", "/sign-in", https, { host: "Portal.Example.com:443", scheme: "https" }))).toBeNull();
  });
});

describe("bodies", () => {
  it.each([
    ["JSON that says it is text", { "content-type": "text/plain" }],
    ["a form that says nothing of its parts", { "content-type": "multipart/form-data" }],
    ["a form with an impossible boundary", { "content-type": `multipart/form-data; boundary=${"x".repeat(71)}` }],
    ["a short form, which no page of ours sends", { "content-type": "application/x-www-form-urlencoded" }],
    ["XML", { "content-type": "application/xml" }],
    ["nothing named", { "content-type": undefined }],
  ])("%s is no form", (_, headers) => {
    expect(statusOf("POST", "/sign-in", { ...FORM, ...headers } as Record<string, string>)).toBe(415);
  });

  it.each(["text/plain", "text/plain;charset=utf-8", "application/xml", "application/json; charset=utf-16", "text/csv"])(
    "%s is nothing for a program to send",
    (type) => {
      expect(statusOf("POST", "/api/v1/contacts", { "content-type": type, "content-length": "2" })).toBe(415);
    },
  );

  it("are bounded: a mebibyte, and fifty for an import", () => {
    const sized = (bytes: number) => ({ ...FORM, "content-length": String(bytes) });
    expect(statusOf("POST", "/sign-in", sized(1_048_576))).toBeUndefined();
    expect(statusOf("POST", "/sign-in", sized(1_048_577))).toBe(413);
    expect(statusOf("POST", "/api/webhooks/resend", { "content-type": "application/json", "content-length": "1048577" })).toBe(413);
    expect(statusOf("POST", "/dashboard/contacts/import/upload", sized(50 * 1_048_576))).toBeUndefined();
    expect(statusOf("POST", "/dashboard/contacts/import/upload", sized(50 * 1_048_576 + 1))).toBe(413);
    expect(statusOf("POST", "/dashboard/contacts/import/uploads", sized(1_048_577))).toBe(413);
  });

  it("for actions that can't exist are not read", () => {
    expect(statusOf("POST", "/sign-in", { ...CALL, "next-action": "x" })).toBe(404);
    expect(statusOf("POST", "/sign-in", { ...CALL, "next-action": "../../x" })).toBe(404);
  });
});

describe("addresses", () => {
  it.each(["http://evil.test/", "*", "/%zz", "/%c3%28", "/a%00b", "/sign-in?to=%00", "/a%0d%0ab", "/%E0%80%AF"])("%s is malformed", (url) => {
    expect(statusOf("GET", url)).toBe(400);
  });

  it.each(["//evil.test", "/sign-in//x", "/../etc/passwd", "/a/./b", "/%2e%2e/x", "/..%2f..%2fx", "/a%5cb", "/a\\b", "/a%2Fb"])("%s is a trick", (url) => {
    expect(statusOf("GET", url)).toBe(404);
  });

  it.each([
    "/.env",
    "/.env.local",
    "/.git/HEAD",
    "/%2eenv",
    "/x/.npmrc",
    "/_next/image?url=%2Fx",
    "/_next/data/x/account.json",
    "/_next/static/chunks/a.js.map",
  ])("%s is nobody's business", (url) => {
    expect(statusOf("GET", url)).toBe(404);
  });

  it("end somewhere", () => {
    expect(statusOf("GET", `/${"a".repeat(8_191)}`)).toBeUndefined();
    expect(statusOf("GET", `/${"a".repeat(8_192)}`)).toBe(414);
  });
});

describe("hosts", () => {
  it.each(["club.localhost:3000", "localhost", "portal.example.com.", "xn--bcher-kva.example", "127.0.0.1:3000", "[::1]:3000"])("%s is one", (host) => {
    expect(isHost(host)).toBe(true);
  });

  it.each(["club.localhost:99999", "1.2.3.4.5", "999.1.1.1", "xn--a.example", "[1:2]"])("%s makes no address, so nothing is compared with it", (host) => {
    expect(isHost(host)).toBe(false);
    expect(refusal(asked("POST", "/sign-in", { ...FORM, origin: "http://evil.test" }, { host }))?.status).toBe(400);
  });

  it.each(["", "a b", "a/b", "a@b", 'a"b', "<a>", "a,b", "a:b", "a:123456", "a..b", "-a", "ä.example", "a\tb", `${"a".repeat(256)}`])("%j is none", (host) => {
    expect(isHost(host)).toBe(false);
    expect(refusal(asked("GET", "/", {}, { host }))?.status).toBe(400);
  });
});
