// What comes before Next.js on a server of our own: every request of the process passes here first, and every answer last.
// Next leaves to its host what this does: unknown methods, malformed addresses, forwarded headers, bounds of bodies, slow
// clients, other sites' forms. Serverless platforms have a door of their own; there proxy.ts applies the same rules.
import { type IncomingMessage, Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { DOOR_HEADER, doorMark, readDoorMark } from "./client";
import { inExchange } from "./exchange";
import { originOf } from "./front-door/forwarded";
import { page } from "./front-door/page";
import { type Asked, entranceOf, pathOf, type Reason, type Refusal, refusal, wrongMethod } from "./front-door/rules";
import { Visit, type VisitOptions, watchResponses } from "./front-door/visit";
import { logVisit } from "./front-door/visit-log";
import { contentSecurityPolicy, securityHeaders } from "./headers";
import { log } from "./log";

export interface FrontDoorOptions extends VisitOptions {
  trustedProxies: number;
}

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 6 * 60_000;
const IDLE_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 5_000;
/** Longer than a proxy keeps its connections, so that it never writes into one that just closed. */
const KEEP_ALIVE_BEHIND_PROXY_MS = 65_000;
/** A refused body is still taken off the wire for so long, so that the client gets to read why. */
const LINGER_MS = 3_000;
const MAX_HEADERS = 200;

/** What only proxies, Next itself and this door may say. */
const NOT_FOR_CLIENTS =
  /^(?:x-forwarded-.*|forwarded|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|x-middleware-.*|x-nextjs-data|x-invoke-.*|x-matched-path|x-now-.*|x-vercel-.*|x-next-.*|next-resume.*|x-prerender-.*|x-nonce|content-security-policy.*|x-request-id|x-foyer-.*|x-action-forwarded)$/;

const shared = globalThis as { foyerFrontDoor?: true };

/** Once per process; `next start`, `next dev` and the standalone server all answer through node:http. */
export function installFrontDoor(options: FrontDoorOptions): void {
  if (shared.foyerFrontDoor) return;
  shared.foyerFrontDoor = true;
  watchResponses();
  const emit = Server.prototype.emit as (this: Server, event: string, ...args: unknown[]) => boolean;
  const seen = new WeakSet<Server>();
  Server.prototype.emit = function (this: Server, event: string, ...args: unknown[]) {
    if (!seen.has(this)) {
      seen.add(this);
      prepare(this, options);
    }
    if (event === "request") return enter(args[0] as IncomingMessage, args[1] as ServerResponse, options, () => emit.call(this, event, ...args));
    if (event === "clientError") return turnAway(args[0] as NodeJS.ErrnoException, args[1] as Socket, options);
    return emit.call(this, event, ...args);
  } as typeof Server.prototype.emit;
}

function prepare(server: Server, options: FrontDoorOptions): void {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.timeout = IDLE_TIMEOUT_MS;
  server.keepAliveTimeout = options.trustedProxies ? KEEP_ALIVE_BEHIND_PROXY_MS : KEEP_ALIVE_MS;
  // A missing Host gets an answer like any other bad one.
  (server as Server & { requireHostHeader: boolean }).requireHostHeader = false;
  server.on("checkContinue", (req: IncomingMessage, res: ServerResponse) => {
    // Who asks before sending a body is told before sending it.
    const found = refusalOf(req, options);
    if (!found) res.writeContinue();
    server.emit("request", req, res);
  });
  server.on("checkExpectation", (req: IncomingMessage, res: ServerResponse) => {
    newVisit(req, res, options).answer({ status: 417, reason: "expectation" });
  });
  server.on("connect", (_req: IncomingMessage, socket: Socket) => sayRaw(socket, wrongMethod(), options));
  // Nothing here speaks web sockets; without a listener such a request is an ordinary one.
  if (!options.dev) server.removeAllListeners("upgrade");
}

/**
 * After an action that redirects, Next fetches the next page from itself over loopback, under its own host name: here the
 * host decides the workspace, so that page would be another one. Only this process knows its mark: such a request is
 * answered with nothing, and the browser goes there itself.
 */
const isNextItself = (req: IncomingMessage) => readDoorMark(one(req.headers[DOOR_HEADER])) !== null;

function enter(req: IncomingMessage, res: ServerResponse, options: FrontDoorOptions, pass: () => boolean): boolean {
  if (isNextItself(req)) {
    res.writeHead(204);
    res.end();
    return true;
  }
  const visit = newVisit(req, res, options);
  const found = refusalOf(req, options);
  const ip = originOf(req.headers, req.socket.remoteAddress, options.trustedProxies).ip;
  if (found) {
    visit.answer(found);
    return true;
  }
  if (req.method === "OPTIONS") {
    res.setHeader("allow", entranceOf(askedOf(req, options)).methods.join(", "));
    res.writeHead(204);
    res.end();
    return true;
  }
  rewriteHeaders(req, visit, ip, options);
  if (req.method !== "GET" && req.method !== "HEAD") bound(req, visit, options);
  return inExchange(visit, pass);
}

function newVisit(req: IncomingMessage, res: ServerResponse, options: FrontDoorOptions): Visit {
  const visit = new Visit(req, res, options);
  res.once("close", () => logVisit(visit));
  // An answer that came before the whole question: the rest of it must not block the line.
  res.once("finish", () => letGo(req));
  return visit;
}

function refusalOf(req: IncomingMessage, options: FrontDoorOptions): Refusal | null {
  if (req.rawHeaders.length > 2 * MAX_HEADERS) return { status: 431, reason: "headers" };
  if (count(req.rawHeaders, "host") !== 1) return { status: 400, reason: "bad_host" };
  const asked = askedOf(req, options);
  return refusal(asked) ?? (isOpenLine(req, options) ? toHttps(asked) : null);
}

function askedOf(req: IncomingMessage, options: FrontDoorOptions): Asked {
  const { host } = originOf(req.headers, req.socket.remoteAddress, options.trustedProxies);
  return {
    method: req.method ?? "",
    url: req.url ?? "",
    host: host ?? req.headers.host ?? "",
    scheme: options.https ? "https" : "http",
    header: (name) => one(req.headers[name]),
    dev: options.dev,
  };
}

/** The proxy says that the visitor came over http, where https is what we have. */
const isOpenLine = (req: IncomingMessage, { https, trustedProxies }: FrontDoorOptions): boolean =>
  https && trustedProxies > 0 && originOf(req.headers, undefined, trustedProxies).scheme === "http" && !pathOf(req.url ?? "").startsWith("/api/health");

/** Pages move over; a link's secret is not sent along a second time; programs are told. */
function toHttps({ method, url, host }: Asked): Refusal {
  if ((method !== "GET" && method !== "HEAD") || url.startsWith("/api/")) return { status: 403, reason: "insecure" };
  const to = url.startsWith("/magic-login/") ? "/magic-login" : url;
  return { status: 308, reason: "insecure", headers: { location: `https://${host}${to}` } };
}

function rewriteHeaders(req: IncomingMessage, visit: Visit, ip: string, options: FrontDoorOptions): void {
  const { host } = askedOf(req, options);
  for (const name of Object.keys(req.headers)) if (NOT_FOR_CLIENTS.test(name)) delete req.headers[name];
  req.headers.host = host.toLowerCase();
  req.headers[DOOR_HEADER] = doorMark(ip);
  req.headers["x-request-id"] = visit.id;
  req.headers["x-nonce"] = visit.nonce;
  // Where Next looks for the nonce of a page's scripts.
  req.headers["content-security-policy"] = visit.policy;
  if (options.https) req.headers["x-forwarded-proto"] = "https";
}

/** Counts what arrives, whatever the client said it would be, and how long it takes. */
function bound(req: IncomingMessage, visit: Visit, options: FrontDoorOptions): void {
  const { maxBytes, bodyMs } = entranceOf(askedOf(req, options));
  let bytes = 0;
  let over = false;
  const refuse = (status: number, reason: Reason) => {
    if (over) return;
    over = true;
    visit.answer({ status, reason });
  };
  const push = req.push;
  req.push = function (chunk: Buffer | null, ...rest: BufferEncoding[]) {
    if (chunk === null) clearTimeout(timer);
    // Whoever was reading must not take the part for the whole.
    if (over) return chunk === null ? !req.destroy() : true;
    bytes += chunk?.length ?? 0;
    if (bytes <= maxBytes) return push.call(this, chunk, ...rest);
    refuse(413, "too_large");
    return true;
  };
  const timer = setTimeout(() => refuse(408, "too_slow"), bodyMs);
  req.once("close", () => clearTimeout(timer));
}

/** The answer is given; the rest of the body is thrown away for a moment, then the line is cut. */
function letGo(req: IncomingMessage): void {
  if (req.complete) return;
  const timer = setTimeout(() => req.destroy(), LINGER_MS);
  req.once("close", () => clearTimeout(timer));
  req.resume();
}

const CLIENT_ERRORS: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, reason: "headers" },
  HPE_INVALID_METHOD: wrongMethod(),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, reason: "too_large" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: "too_slow" },
};

/** What never became a request. */
function turnAway(error: NodeJS.ErrnoException, socket: Socket, options: FrontDoorOptions): boolean {
  const inFlight = (socket as Socket & { _httpMessage?: { headersSent: boolean } })._httpMessage;
  const found = CLIENT_ERRORS[error.code ?? ""] ?? { status: 400, reason: "bad_request" as const };
  if (error.code === "ECONNRESET" || !socket.writable || inFlight?.headersSent) socket.destroy();
  else {
    log.debug("A request could not be read.", { code: error.code, status: found.status });
    sayRaw(socket, found, options);
  }
  return true;
}

const saidRaw = new WeakSet<Socket>();

function sayRaw(socket: Socket, { status, reason, headers = {} }: Refusal, options: FrontDoorOptions): void {
  if (saidRaw.has(socket)) return;
  saidRaw.add(socket);
  const body = page({ status, reason, requestId: "-", nonce: "none" });
  const all = {
    connection: "close",
    "content-type": "text/html; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    "cache-control": "no-store",
    "content-security-policy": contentSecurityPolicy("none", { ...options, trustedTypes: true }),
    ...Object.fromEntries(securityHeaders(options).map(({ key, value }) => [key.toLowerCase(), value])),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join("")}\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header.join(",") : header);

function count(rawHeaders: string[], name: string): number {
  let found = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === name) found++;
  return found;
}
