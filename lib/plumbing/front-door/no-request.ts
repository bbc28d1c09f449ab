// What never became a request gets an answer all the same, written by hand.
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { contentSecurityPolicy, type HeaderOptions, newNonce, securityHeaders } from "../headers";
import { log } from "../log";
import { page } from "./page";
import { type Refusal, wrongMethod } from "./rules";

/** So long to read why. */
const LINGER_MS = 3_000;

const CLIENT_ERRORS: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, reason: "headers" },
  HPE_INVALID_METHOD: wrongMethod(),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, reason: "too_large" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: "too_slow" },
};

/** The parser's or the clock's word on a line (`clientError`). */
export function turnAway(error: NodeJS.ErrnoException, socket: Socket, options: HeaderOptions): boolean {
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

export function sayRaw(socket: Socket, { status, reason, headers = {} }: Refusal, options: HeaderOptions): void {
  if (saidRaw.has(socket)) return;
  saidRaw.add(socket);
  const nonce = newNonce();
  const requestId = randomUUID();
  const body = page({ status, reason, requestId, nonce });
  const all = {
    connection: "close",
    "content-type": "text/html; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    "cache-control": "no-store",
    "x-request-id": requestId,
    "content-security-policy": contentSecurityPolicy(nonce, { ...options, trustedTypes: true }),
    ...Object.fromEntries(securityHeaders(options).map(({ key, value }) => [key.toLowerCase(), value])),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join("")}\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
