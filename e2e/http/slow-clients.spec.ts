// People who never finish: others are served all the same, and the line is cut (CHECKS R17, shortened).
import net from "node:net";
import { expect, test } from "@playwright/test";
import { raw, request } from "../support/raw";
import { type OwnServer, startServer } from "../support/server";

const IDLE = 1_000;
const DRIPPING = 100;

let server: OwnServer;
test.beforeAll(async () => {
  server = await startServer({});
});
test.afterAll(() => server?.stop());

test("a thousand idle lines and two hundred that drip hold nobody up, and are cut", async () => {
  const usual = await slowest();
  const began = Date.now();
  const ends: { kind: string; ms: number; said: string }[] = [];
  const sockets: net.Socket[] = [];
  const form = { "content-type": "multipart/form-data; boundary=----WebKitFormBoundaryAbCdEf0123456789", "content-length": "100000" };
  const open = async (kind: string, first: string, drip: string) => {
    let timer: NodeJS.Timeout | undefined;
    const socket = net.connect(server.port, "127.0.0.1", () => {
      if (first) socket.write(first);
      if (drip) timer = setInterval(() => socket.writable && socket.write(drip), 1_000);
    });
    let said = "";
    socket.on("data", (chunk) => (said += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearInterval(timer);
      ends.push({ kind, ms: Date.now() - began, said: said.slice(9, 12) });
    });
    sockets.push(socket);
    await new Promise((connected) => socket.once("connect", connected));
  };
  for (let i = 0; i < IDLE; i++) await open("idle", "", "");
  for (let i = 0; i < DRIPPING; i++) await open("headers", "GET / HTTP/1.1\r\nhost: club.localhost\r\nx-a: ", "a");
  for (let i = 0; i < DRIPPING; i++) await open("body", request("POST /sign-in", form).replace("connection: close\r\n", ""), "a");

  expect(await slowest()).toBeLessThan(500 + 10 * usual);

  await expect(async () => expect(ends.length).toBe(IDLE + 2 * DRIPPING)).toPass({ timeout: 120_000, intervals: [1_000] });
  expect(ends.filter(({ kind, said }) => kind === "body" && said !== "408")).toEqual([]);
  expect(ends.filter(({ kind, said }) => kind === "headers" && said !== "408")).toEqual([]);
  expect((await raw(request("GET /sign-in"), { to: server.port })).status).toBe(200);
  for (const socket of sockets) socket.destroy();
});

/** How long an answer takes, but for five of a hundred. */
async function slowest(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 100; i++) {
    const answer = await raw(request("GET /api/health"), { to: server.port });
    expect(answer.status).toBe(200);
    times.push(answer.ms);
  }
  return times.sort((a, b) => a - b)[94]!;
}
