// A small picture as a data URL, as logos and icons are kept: whatever comes is looked at before any browser has to open it.

/** Of the picture itself; three of them and their form stay far below what a request may hold. */
const MAX_BYTES = 64 * 1024;
/** A few kilobytes can claim to be a wall: nobody's browser shall unfold it. */
const MAX_SIDE = 2_000;

const DATA_URL = /^data:image\/(png|jpeg|webp|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})$/;

interface Size {
  width: number;
  height: number;
}

/** What is wrong with it; null: nothing. */
export function pictureProblem(value: string): "type" | "size" | "sides" | null {
  const [, type, base64] = DATA_URL.exec(value) ?? [];
  if (!type || !base64) return "type";
  if (base64.length > Math.ceil(MAX_BYTES / 3) * 4) return "size";
  const bytes = Buffer.from(base64, "base64");
  if (type === "svg+xml") return isHarmlessSvg(bytes.toString("utf8")) ? null : "type";
  const size = sizeOf(type, bytes);
  if (!size) return "type";
  return size.width > 0 && size.height > 0 && size.width <= MAX_SIDE && size.height <= MAX_SIDE ? null : "sides";
}

const FORBIDDEN =
  /<!(?:doctype|entity)|<\?xml-stylesheet|<(?:[\w-]+:)?(?:script|foreignobject|iframe|embed|object|use|image|animate\w*|set)\b|[\s"'/]on\w+\s*=|javascript:|(?:href|src)\s*=(?!\s*["']?#)|url\((?!\s*["']?#)|@import|&#/i;

/** It is only ever shown as an image, where nothing in it runs or loads; and still there is no reason to keep what would. */
function isHarmlessSvg(text: string): boolean {
  const drawing = withoutComments(text)?.trim();
  return drawing !== undefined && /^(?:<\?xml[^<>]*\?>\s*)?<svg[\s>]/.test(drawing) && drawing.endsWith("</svg>") && !FORBIDDEN.test(drawing);
}

/** undefined: one of them has no end. */
function withoutComments(text: string): string | undefined {
  let rest = text;
  let kept = "";
  for (let from = rest.indexOf("<!--"); from >= 0; from = rest.indexOf("<!--")) {
    const to = rest.indexOf("-->", from + 4);
    if (to < 0) return undefined;
    kept += rest.slice(0, from);
    rest = rest.slice(to + 3);
  }
  return kept + rest;
}

function sizeOf(type: string, bytes: Buffer): Size | null {
  if (type === "png") return pngSize(bytes);
  if (type === "jpeg") return jpegSize(bytes);
  return webpSize(bytes);
}

function pngSize(b: Buffer): Size | null {
  const isPng = b.length > 33 && b.readBigUInt64BE(0) === 0x89504e470d0a1a0an && b.toString("latin1", 12, 16) === "IHDR";
  return isPng ? { width: b.readUInt32BE(16), height: b.readUInt32BE(20) } : null;
}

/** The frame header is somewhere behind other segments. */
function jpegSize(b: Buffer): Size | null {
  if (b.length < 4 || b.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < b.length && b[at] === 0xff; at += 2 + b.readUInt16BE(at + 2)) {
    const marker = b[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: b.readUInt16BE(at + 5), width: b.readUInt16BE(at + 7) };
  }
  return null;
}

function webpSize(b: Buffer): Size | null {
  if (b.length < 30 || b.toString("latin1", 0, 4) !== "RIFF" || b.toString("latin1", 8, 12) !== "WEBP") return null;
  const kind = b.toString("latin1", 12, 16);
  if (kind === "VP8X") return { width: b.readUIntLE(24, 3) + 1, height: b.readUIntLE(27, 3) + 1 };
  if (kind === "VP8L") return { width: (b.readUInt16LE(21) & 0x3fff) + 1, height: ((b.readUInt32LE(21) >> 14) & 0x3fff) + 1 };
  return kind === "VP8 " ? { width: b.readUInt16LE(26) & 0x3fff, height: b.readUInt16LE(28) & 0x3fff } : null;
}
