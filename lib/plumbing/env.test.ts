import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type ConfigurationError, readEnv } from "./env";

const SECRET = "x".repeat(40);
const problems = (settings: Record<string, string>) => {
  try {
    readEnv(settings);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
};

it("says everything that is wrong at once", () => {
  const said = problems({ AUTH_SECRET: "short", DATABASE_URL: "mysql://x", PORT: "99999", CRON_SECRET: "x", BASE_URL: "nonsense", TRUSTED_PROXIES: "many" });
  expect(said).toHaveLength(6);
  expect(said.join("\n")).toMatch(/AUTH_SECRET must have 32/);
});

it("has no secret of its own to fall back on", () => {
  expect(problems({})).toEqual([expect.stringContaining("AUTH_SECRET is missing")]);
});

it("wants https, a provider and a sender outside localhost", () => {
  expect(problems({ AUTH_SECRET: SECRET, BASE_URL: "http://portal.example.com" })).toHaveLength(2);
  expect(problems({ AUTH_SECRET: SECRET, BASE_URL: "https://portal.example.com", RESEND_API_KEY: "re_12345678" })).toEqual([
    expect.stringContaining("MAIL_FROM"),
  ]);
  expect(
    readEnv({ AUTH_SECRET: SECRET, BASE_URL: "https://portal.example.com", RESEND_API_KEY: "re_12345678", MAIL_FROM: "Acme <a@example.com>" }),
  ).toMatchObject({
    transport: "resend",
    secureCookies: true,
    isLocal: false,
  });
});

it("wants a secret for the cron job where nothing else does the maintenance", () => {
  expect(problems({ AUTH_SECRET: SECRET, MAINTENANCE: "cron" })).toEqual([expect.stringContaining("CRON_SECRET is missing")]);
  expect(problems({ AUTH_SECRET: SECRET, MAINTENANCE: "cron", CRON_SECRET: "s".repeat(16) })).toEqual([]);
  expect(problems({ AUTH_SECRET: SECRET, MAINTENANCE: "process" })).toEqual([]);
});

it("has every setting in .env.example, and no other", () => {
  const documented = [...readFileSync(".env.example", "utf8").matchAll(/^([A-Z_]+)=/gm)].map((m) => m[1]).sort();
  const known = [...readFileSync("lib/plumbing/env.ts", "utf8").matchAll(/^ {2}([A-Z][A-Z_]+):/gm)]
    .map((m) => m[1])
    .filter((name) => !["NODE_ENV", "VERCEL", "VERCEL_PROJECT_PRODUCTION_URL"].includes(name!));
  expect(documented).toEqual(known.sort());
});
