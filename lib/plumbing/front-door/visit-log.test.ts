import { expect, it } from "vitest";
import { loggablePath } from "./visit-log";

it("leaves out of a path what opens a door or names a person", () => {
  expect(loggablePath("/magic-login/abcDEF123?x=1")).toBe("/magic-login/[token]");
  expect(loggablePath("/not-me/abc/more")).toBe("/not-me/[token]/more");
  expect(loggablePath("/sign-in?email=ada@example.com")).toBe("/sign-in");
  expect(loggablePath("/dashboard/doctor/ada%40example.com")).toBe("/dashboard/doctor/[address]");
  expect(loggablePath(`/x/${"a".repeat(64)}`)).toBe("/x/[long]");
  expect(loggablePath("/dashboard/contacts/019aa5b2-7c6e-7b43-9d53-0242ac120002")).toBe("/dashboard/contacts/019aa5b2-7c6e-7b43-9d53-0242ac120002");
});

it("keeps a path short", () => {
  expect(loggablePath(`/${"a/".repeat(5_000)}`).length).toBeLessThanOrEqual(201);
});
