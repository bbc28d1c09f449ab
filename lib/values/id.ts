// Row ids: UUIDs that sort by time, so that new rows land at the end of an index.
import { randomBytes } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** 12 bits after the time: those of one millisecond count up in them, so that they sort in the order they were made in. */
const PLACES = 0x1000;
let latest = 0;
let place = 0;

export function newId(at = Date.now()): string {
  const bytes = randomBytes(16);
  place = at === latest ? place + 1 : bytes.readUInt16BE(6) % (PLACES / 2);
  latest = at;
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt16BE(0x7000 | (place % PLACES), 6);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** An id from outside; null when it can't be one, which is the same as not found. */
export const parseId = (value: unknown): string | null => (typeof value === "string" && UUID.test(value) ? value.toLowerCase() : null);
