import { expect, it, vi } from "vitest";
import { SomebodyElse } from "../values/shown-to";
import { isDatabaseDown } from "./db";
import { type Exchange, inExchange } from "./exchange";
import { noteFault } from "./fault";
import { log } from "./log";

it("knows a database that is away from a mistake of ours", () => {
  const coded = (code: string) => Object.assign(new Error("x"), { code });
  for (const code of ["ECONNREFUSED", "ECONNRESET", "57P01", "08006", "53300", "P1001", "P2024"]) expect(isDatabaseDown(coded(code))).toBe(true);
  for (const code of ["23505", "P2002", "22021", "42P01", "ENOENT", "42601"]) expect(isDatabaseDown(coded(code))).toBe(false);
  expect(isDatabaseDown(new Error("outer", { cause: coded("ETIMEDOUT") }))).toBe(true);
  expect(isDatabaseDown(Object.assign(coded("XX000"), { severity: "FATAL" }))).toBe(true);
  expect(isDatabaseDown(Object.assign(coded("XX000"), { severity: "ERROR" }))).toBe(false);
  for (const message of [
    "timeout exceeded when trying to connect",
    "Client has encountered a connection error and is not queryable",
    "\nInvalid `prisma.contact.findUnique()` invocation:\n\n\nTransaction API error: A rollback cannot be executed on an expired transaction.",
  ])
    expect(isDatabaseDown(new Error(message))).toBe(true);
  expect(isDatabaseDown(new Error("Transaction API error: Transaction already closed"))).toBe(false);
  expect(isDatabaseDown(Object.assign(new Error("x"), { meta: { driverAdapterError: { cause: { kind: "DatabaseNotReachable" } } } }))).toBe(true);
  expect(isDatabaseDown(null)).toBe(false);
  const circular = new Error("x");
  circular.cause = circular;
  expect(isDatabaseDown(circular)).toBe(false);
});

it("answers a call that made no sense to Next as the caller's, and everything else as ours", () => {
  expect(
    answerTo("POST", "TypeError: x\n    at a (/app/node_modules/next/dist/compiled/next-server/app.js:1:1)\n    at async b (/app/.next/server/x.js:1:1)"),
  ).toBe("unreadable");
  expect(
    answerTo(
      "POST",
      "TypeError: x\n    at act (/app/.next/server/chunks/ssr/x.js:1:1)\n    at a (/app/node_modules/next/dist/compiled/next-server/app.js:1:1)",
    ),
  ).toBe("none");
  expect(answerTo("GET", "TypeError: x\n    at a (/app/node_modules/next/dist/compiled/next-server/app.js:1:1)")).toBe("none");
  expect(answerTo("POST", "Error: x")).toBe("none");
  expect(answerOf(new Error("The rest of the body was not taken: the answer had been given."))).toBe("unreadable");
});

it("answers the page of somebody else as nobody's fault, and keeps it out of the log", () => {
  const warned = vi.spyOn(log, "warn");
  const failed = vi.spyOn(log, "error");
  expect(answerOf(new SomebodyElse())).toBe("somebody else's");
  expect(warned).not.toHaveBeenCalled();
  expect(failed).not.toHaveBeenCalled();
});

const answerTo = (method: string, stack: string) => answerOf(Object.assign(new TypeError("x"), { stack }), method);

function answerOf(error: Error, method = "POST"): string {
  let answer = "none";
  const exchange: Exchange = {
    id: "1",
    method,
    databaseIsDown: () => (answer = "down"),
    isUnreadable: () => (answer = "unreadable"),
    isSomebodyElses: () => (answer = "somebody else's"),
  };
  inExchange(exchange, () => noteFault(error, "/"));
  return answer;
}
