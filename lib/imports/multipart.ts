// The file in a form that no script sent (RFC 7578): its bytes as they come, never the whole form in memory.
import { Unreadable } from "./unreadable";

const MAX_HEAD_BYTES = 8_192;
const BLANK_LINE = "\r\n\r\n";

export interface FormFile {
  name: string;
  bytes: AsyncGenerator<Uint8Array>;
}

/** The first part of the form: there is one field, and it is the file. */
export async function fileOf(body: AsyncIterable<Uint8Array>, contentType: string): Promise<FormFile> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const end = Buffer.from(`\r\n--${boundary?.[1] ?? boundary?.[2] ?? ""}`);
  const chunks = body[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let at = -1;
  while (at < 0) {
    const { value, done } = await chunks.next();
    if (done || head.length > MAX_HEAD_BYTES) throw new Unreadable("broken");
    head = Buffer.concat([head, value]);
    at = head.indexOf(BLANK_LINE);
  }
  const name = /filename="([^"\r\n]*)"/i.exec(head.subarray(0, at).toString("utf8"))?.[1] ?? "";
  return { name, bytes: until(end, head.subarray(at + BLANK_LINE.length), chunks) };
}

/** What could be the beginning of the end is held back until more has come. */
async function* until(end: Buffer, first: Buffer, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let held = first; ; ) {
    const at = held.indexOf(end);
    const upTo = at >= 0 ? at : Math.max(0, held.length - end.length);
    if (upTo) yield held.subarray(0, upTo);
    if (at >= 0) return;
    const { value, done } = await chunks.next();
    if (done) throw new Unreadable("broken");
    held = Buffer.concat([held.subarray(upTo), value]);
  }
}
