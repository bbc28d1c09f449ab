// Bytes of a file as text, whatever program wrote it (SPEC D3): UTF-8, UTF-16, or what Windows calls ANSI.
import { isUtf8 } from "node:buffer";
import { Unreadable } from "./unreadable";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** Enough to tell what it is. */
const HEAD_BYTES = 4_096;
/** Text in UTF-16 has at least so many zeros in one half of its bytes, for the separators and the addresses. */
const MIN_ZEROS = 0.2;
const MAX_CONTROLS = 0.02;

const WORKBOOKS = ["504b0304", "d0cf11e0"];
/** PNG, JPEG, GIF, PDF, gzip, RTF. */
const OTHERS = ["89504e47", "ffd8ff", "47494638", "25504446", "1f8b", "7b5c727466"];
const MARKS: [string, Encoding][] = [
  ["efbbbf", "utf-8"],
  ["fffe", "utf-16le"],
  ["feff", "utf-16be"],
];

/** `encoding` is known for sure when all of it was read: a file may be plain ASCII for a long while. */
export interface Decoded {
  encoding: Encoding;
  texts: AsyncGenerator<string>;
}

export async function decode(bytes: AsyncIterable<Uint8Array>): Promise<Decoded> {
  const chunks = bytes[Symbol.asyncIterator]();
  const head = await headOf(chunks);
  mustBeText(head);
  const encoding = encodingOf(head);
  const decoded: Decoded = { encoding: encoding ?? "utf-8", texts: null as never };
  const decoder = encoding ? new TextDecoder(encoding) : new Guessing((found) => (decoded.encoding = found));
  decoded.texts = textsOf(head, chunks, decoder);
  return decoded;
}

async function headOf(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let size = 0; size < HEAD_BYTES; ) {
    const { value, done } = await chunks.next();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  return Buffer.concat(parts);
}

async function* textsOf(head: Uint8Array, chunks: AsyncIterator<Uint8Array>, decoder: Pick<TextDecoder, "decode">): AsyncGenerator<string> {
  // The database keeps no NUL; it is shown as what it is: something that can't be read.
  const clean = (text: string) => text.replaceAll("\0", "\ufffd");
  yield clean(decoder.decode(head, { stream: true }));
  for (;;) {
    const { value, done } = await chunks.next();
    if (done) break;
    yield clean(decoder.decode(value, { stream: true }));
  }
  yield clean(decoder.decode());
}

function mustBeText(head: Uint8Array): void {
  const start = Buffer.from(head.subarray(0, 8)).toString("hex");
  if (WORKBOOKS.some((mark) => start.startsWith(mark))) throw new Unreadable("workbook");
  if (OTHERS.some((mark) => start.startsWith(mark))) throw new Unreadable("not_text");
  const encoding = encodingOf(head);
  const sample = head.subarray(0, HEAD_BYTES);
  const text = encoding ? new TextDecoder(encoding).decode(sample, { stream: true }) : Buffer.from(sample).toString("latin1");
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) throw new Unreadable("not_text");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  const controls = text.match(/[\0-\x08\x0e-\x1f\x7f]/g)?.length ?? 0;
  if (controls > 1 && controls / text.length > MAX_CONTROLS) throw new Unreadable("not_text");
}

/** null: some encoding that begins like ASCII. */
function encodingOf(head: Uint8Array): Encoding | null {
  const start = Buffer.from(head.subarray(0, 3)).toString("hex");
  const marked = MARKS.find(([mark]) => start.startsWith(mark));
  if (marked) return marked[1];
  const sample = head.subarray(0, HEAD_BYTES);
  const zeros: [even: number, odd: number] = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[(i & 1) as 0 | 1]++;
  const [even, odd] = zeros.map((count) => count / (sample.length / 2)) as [number, number];
  if (odd > MIN_ZEROS && odd > 4 * even) return "utf-16le";
  return even > MIN_ZEROS && even > 4 * odd ? "utf-16be" : null;
}

/** The first letter that is not ASCII tells: as UTF-8 it makes sense, or it is an old Windows file. */
class Guessing {
  private decoder: TextDecoder | null = null;
  private held: Uint8Array = new Uint8Array();

  constructor(private readonly tell: (encoding: Encoding) => void) {}

  decode(chunk?: Uint8Array, options?: { stream: boolean }): string {
    if (this.decoder) return this.decoder.decode(chunk, options);
    const bytes = Buffer.concat([this.held, chunk ?? new Uint8Array()]);
    this.held = new Uint8Array();
    const at = bytes.findIndex((byte) => byte > 0x7f);
    if (at < 0) return bytes.toString("latin1");
    const letter = bytes.subarray(at, at + lengthOf(bytes[at]!));
    if (chunk && letter.length < lengthOf(bytes[at]!)) {
      this.held = bytes.subarray(at);
      return bytes.subarray(0, at).toString("latin1");
    }
    const encoding = isUtf8(letter) ? "utf-8" : "windows-1252";
    this.tell(encoding);
    this.decoder = new TextDecoder(encoding);
    return this.decoder.decode(bytes, options);
  }
}

/** How many bytes a letter of UTF-8 has that begins like this. */
const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
