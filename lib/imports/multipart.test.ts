import { expect, it } from "vitest";
import { fileOf } from "./multipart";
import type { Unreadable } from "./unreadable";

const TYPE = "multipart/form-data; boundary=----x";

async function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const form = (content: string) =>
  `------x\r\nContent-Disposition: form-data; name="file"; filename="Zoë.csv"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n------x--\r\n`;

async function read(text: string, size: number, type = TYPE) {
  const { name, bytes } = await fileOf(inPieces(text, size), type);
  const parts: Uint8Array[] = [];
  for await (const piece of bytes) parts.push(piece);
  return { name, content: Buffer.concat(parts).toString() };
}

it.each(["a,b\r\n1,2\r\n", "", "\r\n", "\r\n-", "a\r\n------", "x\r\n\r\n", "------x", "é".repeat(50)])(
  "gives %j as it was, in whatever pieces it comes",
  async (content) => {
    for (const size of [1, 2, 3, 5, 8, 13, 64, 1_000]) expect(await read(form(content), size)).toEqual({ name: "Zoë.csv", content });
  },
);

it("a form that breaks off, or is none, is refused and not taken for the whole", async () => {
  const broken = { reason: "broken" } satisfies Partial<Unreadable>;
  await expect(read(form("a,b\r\n").slice(0, -12), 7)).rejects.toMatchObject(broken);
  await expect(read("a,b\r\n1,2\r\n", 7)).rejects.toMatchObject(broken);
  await expect(read("x".repeat(100_000), 1_000)).rejects.toMatchObject(broken);
});
