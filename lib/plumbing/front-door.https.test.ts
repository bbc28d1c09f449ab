import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installFrontDoor } from "./front-door";

const server = createServer((_, res) => void res.end("in"));

beforeAll(async () => {
  installFrontDoor({ dev: false, https: true, trustedProxies: 1, slidingCookies: () => [], brandOf: async () => null });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Asked by a proxy whose visitor came over http. */
const overHttp = (path: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { host: "portal.example.com", "x-forwarded-proto": "http", "x-forwarded-for": "203.0.113.9" };
    const asked = request({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, path, headers, agent: false }, (res) => resolve(res.resume()));
    asked.on("error", reject).end();
  });

it("moves a page over to https, and no secret with it (H19)", async () => {
  const moved = await overHttp("/sign-in?to=%2Faccount");
  expect([moved.statusCode, moved.headers.location]).toEqual([308, "https://portal.example.com/sign-in?to=%2Faccount"]);
  for (const path of ["/magic-login/s3cret", "/not-me/s3cret", "/undo/s3cret?x=1"]) {
    const { statusCode, headers } = await overHttp(path);
    expect([statusCode, headers.location]).toEqual([308, "https://portal.example.com/magic-login"]);
  }
});
