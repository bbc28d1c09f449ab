import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { clientIp } from "./client";
import { exchangeHere } from "./exchange";
import { installFrontDoor } from "./front-door";
import { log } from "./log";

/** What stands behind the door in a test, in Next's place. */
let behind: (req: IncomingMessage, res: ServerResponse) => unknown;
const server = createServer((req, res) => void behind(req, res));
let port = 0;
/** On a machine that has much to do. */
const SLOWLY = { timeout: 30_000 };

const SESSION = ["foyer.session=new; Path=/", "foyer.seen=1; Path=/"];
const brand = { name: "Acme & <Sons>", tagline: null, accent: "#3454d1", logoLight: null, logoDark: null };
const brandOf = vi.fn(async () => brand as typeof brand | null);

beforeAll(async () => {
  installFrontDoor({
    dev: false,
    https: false,
    trustedProxies: 0,
    slidingCookies: (cookies) => (cookies?.includes("foyer.session=old") ? SESSION : []),
    brandOf,
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  brandOf.mockReset().mockResolvedValue(brand);
});

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

function ask(
  path: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | AsyncIterable<string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers: { host: "acme.localhost", ...headers }, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on("error", reject);
    });
    asked.on("error", reject);
    void (async () => {
      if (typeof body === "string") asked.write(body);
      else for await (const chunk of body ?? []) asked.write(chunk);
      asked.end();
    })();
  });
}

it("gives a fault a page that works without anything, and leaves out what was on its way", async () => {
  behind = (_, res) => {
    res.writeHead(500, { "content-type": "text/html", "content-encoding": "gzip", etag: "x", "x-inside": "1", "set-cookie": "foyer.session=fresh; Path=/" });
    res.end("Error: SELECT at /app/lib/x.ts:1");
  };
  const { status, headers, body } = await ask("/x");
  expect(status).toBe(500);
  expect(body).toContain("Something did not work on our side");
  expect(body).toContain(`500 · ${headers["x-request-id"]}`);
  expect(body).toContain("Acme &#38; &#60;Sons&#62;");
  expect(body).not.toContain("SELECT");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(headers["x-inside"]).toBeUndefined();
  expect(headers["set-cookie"]).toEqual(["foyer.session=fresh; Path=/"]); // a sign-in that happened stays one
  expect(headers["content-security-policy"]).toContain(`'nonce-${/nonce="([^"]+)"/.exec(body)?.[1]}'`);
});

it("gives words to an answer that has none: a page for people, a document for programs", async () => {
  behind = (_, res) => {
    res.statusCode = 404;
    res.setHeader("allow", "GET");
    res.end();
  };
  expect((await ask("/x")).body).toContain("<h1>This page was not found</h1>");
  expect((await ask("/x", { method: "HEAD" })).body).toBe("");
  const api = await ask("/api/x");
  expect(api.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(api.headers.allow).toBe("GET");
  expect(JSON.parse(api.body)).toMatchObject({ status: 404, reason: "missing", requestId: api.headers["x-request-id"] });
});

it("does not let an error page wait for the brand", async () => {
  brandOf.mockImplementation(() => new Promise(() => undefined));
  behind = (_, res) => void res.writeHead(404, { "content-type": "text/html" }).end("<html>");
  expect((await ask("/x")).body).not.toContain("Acme");
  brandOf.mockRejectedValue(new Error("away"));
  expect((await ask("/x")).status).toBe(404);
});

it("leaves alone what programs and Next's own client understand", async () => {
  const given: [Record<string, string>, number, string][] = [
    [{ "content-type": "text/x-component" }, 500, "0:E{}"],
    [{ "content-type": "application/json" }, 503, '{"ready":false}'],
    [{ "content-type": "text/plain" }, 404, "Not Found"],
    [{ "content-type": "text/html" }, 200, "<p>hello</p>"],
  ];
  for (const [headers, status, text] of given) {
    behind = (_, res) => void res.writeHead(status, headers).end(text);
    expect(await ask("/x")).toMatchObject({ status, body: text });
  }
  behind = (_, res) => void res.writeHead(404, { "content-type": "text/html" }).end("flight");
  expect((await ask("/x", { headers: { rsc: "1" } })).body).toBe("flight");
});

it("answers 503 the moment the database is found to be away, and forgets what comes after", async () => {
  let thrown: unknown;
  behind = async (_, res) => {
    exchangeHere()?.databaseIsDown?.();
    try {
      await new Promise((later) => setTimeout(later, 20));
      res.statusCode = 200;
      res.setHeader("x-late", "1");
      res.appendHeader("x-late", "2");
      res.writeHead(200, { "content-type": "text/html" });
      expect(res.write("late")).toBe(true);
      await new Promise((written) => res.end("later", written as () => void));
    } catch (error) {
      thrown = error;
    }
  };
  const { status, headers, body } = await ask("/x");
  expect([status, headers["retry-after"], headers["x-late"]]).toEqual([503, "5", undefined]);
  expect(body).toContain("We will be right back");
  expect(body).not.toContain("late");
  await vi.waitFor(() => expect(exchangeHere()).toBeUndefined(), SLOWLY);
  expect(thrown).toBeUndefined();
});

it("notes the answer that was given, whatever is set on the response afterwards", async () => {
  const noted = vi.spyOn(log, "info").mockImplementation(() => undefined);
  onTestFinished(() => noted.mockRestore());
  behind = (_, res) => {
    exchangeHere()?.databaseIsDown?.();
    res.statusCode = 500;
    res.end("late");
  };
  expect((await ask("/noted")).status).toBe(503);
  await vi.waitFor(() => expect(noted).toHaveBeenCalledWith("request", expect.objectContaining({ path: "/noted", status: 503 })), SLOWLY);
});

it("does not break off an answer that is half told", async () => {
  behind = (_, res) => {
    res.writeHead(200, { "content-type": "text/plain" });
    res.write("first ");
    exchangeHere()?.databaseIsDown?.();
    res.end("second");
  };
  expect(await ask("/x")).toMatchObject({ status: 200, body: "first second" });
});

it("never passes off the beginning of a body as the whole", async () => {
  let seen: "whole" | "broken" | undefined;
  behind = async (req, res) => {
    try {
      for await (const _ of req);
      seen = "whole";
      res.end("done");
    } catch {
      seen = "broken";
    }
  };
  const body = (async function* () {
    for (let i = 0; i < 40; i++) yield "x".repeat(65_536);
  })();
  const { status } = await ask("/api/x", { method: "POST", headers: { "content-type": "application/json", "transfer-encoding": "chunked" }, body });
  expect(status).toBe(413);
  await vi.waitFor(() => expect(seen).toBe("broken"), SLOWLY);
  behind = (req, res) => void req.resume().on("end", () => res.end("done"));
  expect((await ask("/api/x", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).body).toBe("done");
});

it("tells what is behind where a request came from, and lets nobody else tell it", async () => {
  let seen: IncomingMessage["headers"] = {};
  behind = (req, res) => {
    seen = { ...req.headers };
    res.end(clientIp(new Headers(req.headers as Record<string, string>)));
  };
  const lies = {
    "x-forwarded-for": "6.6.6.6",
    "x-foyer-door": "guess 6.6.6.6",
    "x-middleware-subrequest": "a:b",
    "x-nextjs-data": "1",
    "x-request-id": "mine",
    "x-nonce": "mine",
  };
  const { body, headers } = await ask("/x", { headers: lies });
  expect(body).toBe("127.0.0.1");
  expect(seen["x-request-id"]).toBe(headers["x-request-id"]);
  for (const name of ["x-forwarded-for", "x-middleware-subrequest", "x-nextjs-data"]) expect(seen[name]).toBeUndefined();
  expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|mine/);
  expect(clientIp(new Headers({ "x-foyer-door": "guess 6.6.6.6" }))).toBe("unknown");
});

it("lets the session cookie slide with a visit, but not against what the page says of it", async () => {
  behind = (_, res) => void res.writeHead(200, { "content-type": "text/html" }).end("x");
  expect((await ask("/x", { headers: { cookie: "foyer.session=old" } })).headers["set-cookie"]).toEqual(SESSION);
  expect((await ask("/x")).headers["set-cookie"]).toBeUndefined();
  behind = (_, res) => void res.writeHead(200, { "content-type": "text/html", "set-cookie": "foyer.session=; Max-Age=0" }).end("x");
  expect((await ask("/x", { headers: { cookie: "foyer.session=old" } })).headers["set-cookie"]).toEqual(["foyer.session=; Max-Age=0"]);
  behind = (_, res) => void res.writeHead(200, { "content-type": "text/css", "cache-control": "public, max-age=31536000, immutable" }).end("x");
  expect((await ask("/x", { headers: { cookie: "foyer.session=old" } })).headers["set-cookie"]).toBeUndefined();
});

it("gives everything a policy: a page its own, and whatever is none may load and be framed by nothing", async () => {
  behind = (_, res) => void res.writeHead(200, { "content-type": "application/json" }).end("{}");
  expect((await ask("/api/x")).headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  behind = (_, res) => void res.writeHead(307, { location: "/x" }).end();
  expect((await ask("/y")).headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  behind = (_, res) => void res.writeHead(200, { "content-type": "text/html" }).end("x");
  expect((await ask("/x")).headers["content-security-policy"]).toContain("'strict-dynamic'");
});

it("lets no cache keep a page, whatever was said of it", async () => {
  behind = (_, res) => void res.writeHead(200, { "content-type": "text/html", "cache-control": "s-maxage=31536000" }).end("x");
  expect((await ask("/x")).headers["cache-control"]).toBe("no-store");
  behind = (_, res) => void res.writeHead(200, { "content-type": "application/json" }).end("{}");
  expect((await ask("/api/x")).headers["cache-control"]).toBe("no-store");
  behind = (_, res) => void res.writeHead(200, { "content-type": "text/html", "content-security-policy": "sandbox" }).end("x");
  expect((await ask("/x")).headers["content-security-policy"]).toBe("sandbox");
});
