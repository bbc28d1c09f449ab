import { expect, it } from "vitest";
import { slidingCookies } from "./slide";

const SESSION = `720.${"a".repeat(43)}`;

it("lets the age of a session cookie slide with a visit, and notes that it did", () => {
  const cookies = slidingCookies(`theme=dark; foyer.session=${SESSION}`, false);
  expect(cookies).toEqual([
    `foyer.session=${SESSION}; Path=/; Max-Age=2592000; SameSite=lax; HttpOnly`,
    "foyer.seen=2592000; Path=/; Max-Age=43200; SameSite=lax; HttpOnly",
  ]);
});

it("keeps its prefix and its lock on https", () => {
  const [session] = slidingCookies(`__Host-foyer.session=${SESSION}`, true);
  expect(session).toBe(`__Host-foyer.session=${SESSION}; Path=/; Max-Age=2592000; SameSite=lax; HttpOnly; Secure`);
  expect(slidingCookies(`foyer.session=${SESSION}`, true)).toEqual([]);
});

it("says nothing when it slid lately, when nobody is signed in, and when the cookie is none of ours", () => {
  expect(slidingCookies(`foyer.session=${SESSION}; foyer.seen=2592000`, false)).toEqual([]);
  for (const header of [undefined, "", "foyer.session=", "foyer.session=720.short", "foyer.session=a;b=c", ";;;=;", `foyer.session=${SESSION}x`])
    expect(slidingCookies(header, false)).toEqual([]);
});

it("slides the shorter session that took the place of a longer one, whatever the longer one noted", () => {
  expect(slidingCookies(`foyer.session=12.${"a".repeat(43)}; foyer.seen=2592000`, false)).toEqual([
    `foyer.session=12.${"a".repeat(43)}; Path=/; Max-Age=43200; SameSite=lax; HttpOnly`,
    "foyer.seen=43200; Path=/; Max-Age=720; SameSite=lax; HttpOnly",
  ]);
});
