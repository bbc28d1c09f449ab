import { describe, expect, it } from "vitest";
import { openSheet, type SheetRow } from "./sheet";
import { Unreadable } from "./unreadable";

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const PIECES = [1, 2, 3, 7, 65_536];

async function read(file: string | Uint8Array, size = 65_536) {
  const sheet = await openSheet(inPieces(typeof file === "string" ? Buffer.from(file) : file, size));
  const rows: SheetRow[] = [];
  for await (const row of sheet.rows) rows.push(row);
  return { rows, cells: rows.map((row) => row.cells), delimiter: sheet.delimiter, encoding: sheet.encoding() };
}

const refused = (file: string | Uint8Array) =>
  read(file).then(
    () => "read",
    (error: unknown) => (error instanceof Unreadable ? [error.reason, error.line] : Promise.reject(error)),
  );

const utf16 = (text: string, order: "le" | "be" = "le") => (order === "le" ? Buffer.from(text, "utf16le") : Buffer.from(text, "utf16le").swap16());

describe("encodings", () => {
  const text = "Name,Email\r\nZoë Ünï 🚣,zoe@example.com\r\nنور,noor@example.com\r\n";
  const cells = [
    ["Name", "Email"],
    ["Zoë Ünï 🚣", "zoe@example.com"],
    ["نور", "noor@example.com"],
  ];

  it.each([
    ["UTF-8", Buffer.from(text), "utf-8"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`), "utf-8"],
    ["UTF-16 with a mark", utf16(`\ufeff${text}`), "utf-16le"],
    ["UTF-16 the other way round, with a mark", utf16(`\ufeff${text}`, "be"), "utf-16be"],
    ["UTF-16 without a mark", utf16(text), "utf-16le"],
    ["UTF-16 the other way round, without a mark", utf16(text, "be"), "utf-16be"],
  ] as const)("%s is read, in whatever pieces it comes", async (_, bytes, encoding) => {
    for (const size of PIECES) expect(await read(bytes, size)).toMatchObject({ cells, encoding });
  });

  it("an old Windows file is read, also when its first accent comes late or last", async () => {
    const old = Buffer.from(`Name,Email\n${"Ada,ada@example.com\n".repeat(5_000)}J\xe9r\xf4me,\x80 5\nRen\xe9`, "latin1");
    for (const size of PIECES.slice(2)) {
      const { cells: found, encoding } = await read(old, size);
      expect([found.at(-2), found.at(-1), encoding]).toEqual([["Jérôme", "€ 5"], ["René"], "windows-1252"]);
    }
  });

  it("what is broken in UTF-8 and what is NUL is shown as unreadable, and the rest is read", async () => {
    const broken = Buffer.concat([Buffer.from("Name,Email\nZoë,zoe@example.com\nB"), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from("n\0,ben@example.com\n")]);
    expect((await read(broken)).cells).toEqual([
      ["Name", "Email"],
      ["Zoë", "zoe@example.com"],
      ["B\ufffd(\ufffdn\ufffd", "ben@example.com"],
    ]);
  });
});

describe("rows", () => {
  it("quotes hold separators, quotes and line ends; lines are counted as an editor counts them", async () => {
    const file = 'a,b\r\n"x, ""y""","two\r\nlines"\r\n\r\n , \nlast,"three\n\nlines"\rold Mac,1';
    for (const size of PIECES) {
      const { rows } = await read(file, size);
      expect(rows).toEqual([
        { line: 1, cells: ["a", "b"] },
        { line: 2, cells: ['x, "y"', "two\r\nlines"] },
        { line: 6, cells: ["last", "three\n\nlines"] },
        { line: 9, cells: ["old Mac", "1"] },
      ]);
    }
  });

  it("a quotation mark inside a word is a quotation mark", async () => {
    expect((await read('a,b\n5" pipe,"x" y\n')).cells[1]).toEqual(['5" pipe', '"x" y']);
  });

  it.each([",", ";", "\t", "|"])("finds that %j separates, whatever else is in the cells", async (delimiter) => {
    const row = (...cells: string[]) => `${cells.join(delimiter)}\n`;
    const file = row("Name", "Email", "Note") + row('"Lovelace, Ada; Lady"', "ada@example.com", '"a|b\tc"') + row("Ben", "ben@example.com", "x");
    expect(await read(file)).toMatchObject({
      delimiter,
      cells: [
        ["Name", "Email", "Note"],
        ["Lovelace, Ada; Lady", "ada@example.com", "a|b\tc"],
        ["Ben", "ben@example.com", "x"],
      ],
    });
  });

  it("believes the line in which Excel says what separates", async () => {
    expect(await read("sep=|\r\nName, first|Email\r\nAda|ada@example.com\r\n")).toMatchObject({
      delimiter: "|",
      rows: [
        { line: 2, cells: ["Name, first", "Email"] },
        { line: 3, cells: ["Ada", "ada@example.com"] },
      ],
    });
  });

  it("one column is a sheet too", async () => {
    expect((await read("Email\nada@example.com\n")).cells).toEqual([["Email"], ["ada@example.com"]]);
  });

  it("ten thousand columns are read, for whoever refuses them", async () => {
    expect((await read(`${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",")}\n`)).cells[0]).toHaveLength(10_000);
  });
});

describe("what is no sheet", () => {
  it.each([
    ["nothing", "", "empty"],
    ["blanks", " \r\n \n", "empty"],
    ["a mark and nothing", Buffer.from([0xef, 0xbb, 0xbf]), "empty"],
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), "workbook"],
    ["an old workbook", Buffer.from("d0cf11e0a1b11ae1", "hex"), "workbook"],
    ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "not_text"],
    ["a PDF", "%PDF-1.7\n", "not_text"],
    ["a page of the web", "<!DOCTYPE html><table><tr><td>Ada</td></tr></table>", "not_text"],
    ["something else", Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 7919) % 251)), "not_text"],
  ] as const)("%s is said to be one", async (_, file, reason) => {
    expect(await refused(file)).toEqual([reason, undefined]);
  });

  it("a quotation mark that is never closed is told with the line it is in", async () => {
    expect(await refused('a,b\n1,2\n3,"never closed\n4,5\n')).toEqual(["line_too_long", 3]);
  });

  it("a line of 50 MB is not collected", async () => {
    const piece = Buffer.alloc(65_536, "x");
    let given = 0;
    async function* endless() {
      yield Buffer.from("a,b\n1,");
      for (; given < 50 * 1024 * 1024; given += piece.length) yield piece;
    }
    const sheet = await openSheet(endless());
    await expect(
      (async () => {
        for await (const _ of sheet.rows);
      })(),
    ).rejects.toMatchObject({ reason: "line_too_long" });
    expect(given).toBeLessThan(1024 * 1024);
  });
});
