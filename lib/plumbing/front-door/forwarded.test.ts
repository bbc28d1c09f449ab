import { describe, expect, it } from "vitest";
import { originOf, plainAddress } from "./forwarded";

const PEER = "198.51.100.1";

describe("who is asking", () => {
  it("is who holds the line, whatever the headers say, as long as no proxy is trusted", () => {
    const headers = { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https", "x-forwarded-host": "evil.test" };
    expect(originOf(headers, PEER, 0)).toEqual({ ip: PEER, scheme: null, host: null });
    expect(originOf(headers, "::ffff:198.51.100.1", 0).ip).toBe(PEER);
  });

  it("is whom the outermost trusted proxy saw; what a client put before it counts for nothing", () => {
    expect(originOf({ "x-forwarded-for": "6.6.6.6, 203.0.113.9" }, PEER, 1).ip).toBe("203.0.113.9");
    expect(originOf({ "x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.0.0.2" }, PEER, 2).ip).toBe("203.0.113.9");
    expect(originOf({ "x-forwarded-for": ["6.6.6.6", "203.0.113.9"] }, PEER, 1).ip).toBe("203.0.113.9");
  });

  it("is who holds the line where the proxies said too little, or nonsense", () => {
    expect(originOf({}, PEER, 1).ip).toBe(PEER);
    expect(originOf({ "x-forwarded-for": "203.0.113.9" }, PEER, 2).ip).toBe(PEER);
    expect(originOf({ "x-forwarded-for": "unknown" }, PEER, 1).ip).toBe(PEER);
    expect(originOf({ "x-forwarded-for": "203.0.113.9\u0000" }, PEER, 1).ip).toBe(PEER);
  });

  it("came by the scheme and for the host that the proxy tells", () => {
    expect(originOf({ "x-forwarded-proto": "HTTPS", "x-forwarded-host": "portal.example.com" }, PEER, 1)).toMatchObject({
      scheme: "https",
      host: "portal.example.com",
    });
    expect(originOf({ "x-forwarded-proto": "http, https" }, PEER, 1).scheme).toBe("https");
    expect(originOf({ "x-forwarded-proto": "gopher" }, PEER, 1).scheme).toBeNull();
  });
});

describe("an address", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["203.0.113.9:4711", "203.0.113.9"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
    ["2001:DB8:0::1", "2001:db8::1"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
  ])("%s is %s", (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });

  it.each(["", "unknown", "203.0.113", "fe80::1%eth0", "_hidden", "203.0.113.9, 6.6.6.6"])("is not %j", (text) => {
    expect(plainAddress(text)).toBeNull();
  });
});
