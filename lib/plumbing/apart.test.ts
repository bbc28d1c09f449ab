import { AsyncLocalStorage } from "node:async_hooks";
import { expect, it } from "vitest";
import { apart, rememberStart } from "./apart";

const request = new AsyncLocalStorage<string>();

it("work beside the requests knows nothing of the one that asked for it", async () => {
  rememberStart();
  const known = await request.run("a request", () => new Promise((resolve) => apart(async () => resolve([request.getStore(), await later()]))));
  expect(known).toEqual([undefined, undefined]);
});

it("work that fails takes nobody along", async () => {
  apart(() => Promise.reject(new Error("not today")));
  expect(await later()).toBeUndefined();
});

const later = () => new Promise((resolve) => setImmediate(() => resolve(request.getStore())));
