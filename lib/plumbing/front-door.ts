// What comes before Next.js on a server of our own: every request of the process passes here first, and every answer last.
// Next leaves to its host what this does: unknown methods, malformed addresses, forwarded headers, bounds of bodies, slow
// clients, other sites' forms. Serverless platforms have a door of their own; there proxy.ts applies the same rules.
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { DOOR_HEADER, doorMark, readDoorMark } from "./client";
import { inExchange } from "./exchange";
import { originOf } from "./front-door/forwarded";
import { Guesses } from "./front-door/guesses";
import { sayRaw, turnAway } from "./front-door/no-request";
import { watchResponses } from "./front-door/responses";
import { type Asked, entranceOf, pathOf, type Refusal, refusal, wrongMethod } from "./front-door/rules";
import { Visit, type VisitOptions } from "./front-door/visit";
import { logVisit } from "./front-door/visit-log";

export interface FrontDoorOptions extends VisitOptions {
  trustedProxies: number;
}

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 6 * 60_000;
const IDLE_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 5_000;
/** Longer than a proxy keeps its connections, so that it never writes into one that just closed. */
const KEEP_ALIVE_BEHIND_PROXY_MS = 65_000;
const MAX_HEADERS = 200;

/** What only proxies, Next itself and this door may say. */
const NOT_FOR_CLIENTS =
  /^(?:x-forwarded-.*|forwarded|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|x-middleware-.*|x-nextjs-data|x-invoke-.*|x-matched-path|x-now-.*|x-vercel-.*|x-next-.*|next-resume.*|x-prerender-.*|x-nonce|content-security-policy.*|x-request-id|x-foyer-.*|x-action-forwarded)$/;

/** Paths that end with a link's secret. */
const HAS_SECRET = /^\/(?:magic-login|not-me|undo)\//;

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
  // Who asks before sending a body is told before sending it.
  server.on("checkContinue", (req: IncomingMessage, res: ServerResponse) => {
    if (!refusalOf(req, askedOf(req, options), options)) res.writeContinue();
    server.emit("request", req, res);
  });
  server.on("checkExpectation", (req: IncomingMessage, res: ServerResponse) => {
    newVisit(req, res, askedOf(req, options), options).answer({ status: 417, reason: "expectation" });
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
    res.writeHead(204).end();
    return true;
  }
  const asked = askedOf(req, options);
  const visit = newVisit(req, res, asked, options);
  const found = refusalOf(req, asked, options);
  if (found) visit.answer(found);
  else if (req.method === "OPTIONS") res.setHeader("allow", entranceOf(asked).methods.join(", ")).writeHead(204).end();
  else {
    rewriteHeaders(req, visit, asked, options);
    return inExchange(visit, pass);
  }
  return true;
}

function newVisit(req: IncomingMessage, res: ServerResponse, asked: Asked, options: FrontDoorOptions): Visit {
  const { maxBytes, bodyMs } = entranceOf(asked);
  const visit = new Visit(req, res, options, { maxBytes, withinMs: bodyMs });
  res.once("close", () => logVisit(visit));
  return visit;
}

interface Caller extends Asked {
  ip: string;
  /** The proxy says that the visitor came over http, where https is what we have. */
  onOpenLine: boolean;
}

function askedOf(req: IncomingMessage, { https, trustedProxies, dev }: FrontDoorOptions): Caller {
  const { ip, scheme, host } = originOf(req.headers, req.socket.remoteAddress, trustedProxies);
  return {
    method: req.method ?? "",
    url: req.url ?? "",
    host: host ?? req.headers.host ?? "",
    scheme: https ? "https" : "http",
    header: (name) => one(req.headers[name]),
    dev,
    ip,
    onOpenLine: https && scheme === "http",
  };
}

// One count per process, whatever number of servers it has.
const guesses = new Guesses();

function refusalOf(req: IncomingMessage, asked: Caller, { dev }: FrontDoorOptions): Refusal | null {
  if (req.rawHeaders.length > 2 * MAX_HEADERS) return { status: 431, reason: "headers" };
  if (count(req.rawHeaders, "host") !== 1) return { status: 400, reason: "bad_host" };
  return refusal(asked) ?? guesses.refuse(asked.url, asked.ip) ?? (asked.onOpenLine && !dev ? toHttps(asked) : null);
}

/** Pages move over; a link's secret is not sent along a second time; programs are told. */
function toHttps({ method, url, host }: Asked): Refusal | null {
  if (pathOf(url).startsWith("/api/health")) return null;
  if ((method !== "GET" && method !== "HEAD") || url.startsWith("/api/")) return { status: 403, reason: "insecure" };
  return { status: 308, reason: "insecure", headers: { location: `https://${host}${HAS_SECRET.test(url) ? "/magic-login" : url}` } };
}

function rewriteHeaders(req: IncomingMessage, visit: Visit, { host, ip }: Caller, { https }: FrontDoorOptions): void {
  for (const name of Object.keys(req.headers)) if (NOT_FOR_CLIENTS.test(name)) delete req.headers[name];
  req.headers.host = host.toLowerCase();
  req.headers[DOOR_HEADER] = doorMark(ip);
  req.headers["x-request-id"] = visit.id;
  req.headers["x-nonce"] = visit.nonce;
  // Where Next looks for the nonce of a page's scripts.
  req.headers["content-security-policy"] = visit.policy;
  if (https) req.headers["x-forwarded-proto"] = "https";
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header.join(",") : header);

function count(rawHeaders: string[], name: string): number {
  let found = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === name) found++;
  return found;
}
