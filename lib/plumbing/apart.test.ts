import { AsyncLocalStorage } from "node:async_hooks";
import { expect, it, vi } from "vitest";
import { apart, rememberStart } from "./apart";
import { log } from "./log";

const request = new AsyncLocalStorage<string>();

it("work beside the requests knows nothing of the one that asked for it", async () => {
  rememberStart();
  const known = await request.run("a request", () => new Promise((resolve) => apart(async () => resolve([request.getStore(), await later()]))));
  expect(known).toEqual([undefined, undefined]);
});

it("work that fails takes nobody along, and the log says so", async () => {
  const told = vi.spyOn(log, "error").mockReturnValue();
  apart(() => Promise.reject(new Error("not today")));
  await later();
  expect(told).toHaveBeenCalledWith(expect.stringContaining("interrupted"), expect.objectContaining({ message: "not today" }));
});

const later = () => new Promise((resolve) => setImmediate(() => resolve(request.getStore())));
