// PostgreSQL's wire protocol, as far as several clients of one session need it: cutting, naming and a few messages of our own.

export const TERMINATE = code("X");
const QUERY = code("Q");
const PARSE = code("P");
const BIND = code("B");
const DESCRIBE = code("D");
const CLOSE = code("C");
const STATEMENT = code("S");
const READY = code("Z");

/** A client's messages carry one letter and their length; the very first one has no letter. */
const HEAD_BYTES = 5;
const SSL_REQUEST = 80877103;
const CANCEL_REQUEST = 80877102;
const PROTOCOL_3 = 196608;
/** PGlite's own bound of one message. */
const MAX_MESSAGE_BYTES = 2 ** 30;

export const SYNC = Uint8Array.of(code("S"), 0, 0, 0, 4);
export const NO_ENCRYPTION = Buffer.from("N");
export const GREETING = greeting("user\0postgres\0database\0postgres\0\0");

export function simpleQuery(sql: string): Uint8Array {
  return withHead(QUERY, Buffer.from(`${sql}\0`));
}

/** The last thing a client hears from the session before the line is cut. */
export function fatalError(sqlState: string, text: string): Uint8Array {
  return withHead(code("E"), Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${text}\0\0`));
}

/** What an answer ends with when the session is done with a request: "I" idle, "T" in a transaction, "E" in a failed one. */
export function statusIn(answer: Uint8Array): string | null {
  const n = answer.length; // ReadyForQuery is always last: "Z" 0 0 0 5 status
  return n >= 6 && answer[n - 6] === READY && answer[n - 2] === 5 ? String.fromCharCode(answer[n - 1]!) : null;
}

/** The first whole message of these bytes; null while there is none yet. Throws where no client of PostgreSQL would speak so. */
export function firstMessage(bytes: Buffer, greeting: boolean): Buffer | null {
  if (bytes.length < HEAD_BYTES) return null;
  const length = greeting ? bytes.readInt32BE(0) : 1 + bytes.readInt32BE(1);
  if (length < HEAD_BYTES || length > MAX_MESSAGE_BYTES) throw new RangeError("not a message of PostgreSQL's protocol");
  return bytes.length < length ? null : bytes.subarray(0, length);
}

export const asksForEncryption = (greeting: Buffer) => greeting.length === 8 && greeting.readInt32BE(4) === SSL_REQUEST;
export const asksToCancel = (greeting: Buffer) => greeting.length === 16 && greeting.readInt32BE(4) === CANCEL_REQUEST;

export const isGreeting = (message: Uint8Array) => message.length >= 8 && Buffer.from(message).readInt32BE(4) === PROTOCOL_3 && message[0] === 0;

/** Prepared statements belong to the session, and there is one for everybody: each channel's names get a prefix of their own. */
export function withOwnNames(message: Buffer, prefix: string, made: Set<string>): Buffer {
  const at = nameAt(message);
  if (at === null || message[at] === 0) return message; // the unnamed statement lives no longer than its query
  if (message[0] === PARSE) made.add(prefix + message.toString("utf8", at, message.indexOf(0, at)));
  const named = Buffer.concat([message.subarray(0, at), Buffer.from(prefix), message.subarray(at)]);
  named.writeInt32BE(named.length - 1, 1);
  return named;
}

/** Where a message names a statement. Bind has the portal's name first; Describe and Close say by a letter whether they mean a statement. */
function nameAt(message: Buffer): number | null {
  const type = message[0];
  if (type === PARSE) return HEAD_BYTES;
  if (type === BIND) return message.indexOf(0, HEAD_BYTES) + 1;
  if ((type === DESCRIBE || type === CLOSE) && message[HEAD_BYTES] === STATEMENT) return HEAD_BYTES + 1;
  return null;
}

function greeting(settings: string): Uint8Array {
  const message = Buffer.from(`${"\0".repeat(8)}${settings}`);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(PROTOCOL_3, 4);
  return message;
}

function withHead(type: number, body: Buffer): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = type;
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}
