// A file of separated values, row by row: memory holds a row, however long the file is (SPEC D3).
import { Readable } from "node:stream";
import { type CsvError, type Options, parse } from "csv-parse";
import { parse as parseAll } from "csv-parse/sync";
import { type Decoded, decode } from "./decode";
import { Unreadable } from "./unreadable";

const DELIMITERS = [",", ";", "\t", "|"] as const;
export const MAX_COLUMNS = 200;
/** Of one row, in bytes. Longer ones are not rows: a quotation mark is missing somewhere. */
const MAX_ROW_BYTES = 128 * 1024;
const SAMPLE_CHARACTERS = 64 * 1024;
const SAMPLE_ROWS = 30;

export interface SheetRow {
  /** Where it begins in the file, counted as an editor does. */
  line: number;
  cells: string[];
}

export interface Sheet {
  delimiter: string;
  encoding(): Decoded["encoding"];
  /** Rows that say something. */
  rows: AsyncGenerator<SheetRow>;
}

const OPTIONS = {
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  relax_quotes: true,
  max_record_size: MAX_ROW_BYTES,
} satisfies Options;

export async function openSheet(bytes: AsyncIterable<Uint8Array>): Promise<Sheet> {
  const decoded = await decode(bytes);
  const { head, whole } = await headOf(decoded.texts);
  if (!head.trim()) throw new Unreadable("empty");
  // Excel tells itself in a line of its own.
  const [said, told] = /^sep=(.)\r?\n/.exec(head) ?? [""];
  const delimiter = told ?? guessDelimiter(head.slice(said.length), whole);
  const rows = rowsOf(after(head.slice(said.length), decoded.texts), delimiter, said ? 1 : 0);
  return { delimiter, encoding: () => decoded.encoding, rows };
}

async function headOf(texts: AsyncGenerator<string>): Promise<{ head: string; whole: boolean }> {
  let head = "";
  while (head.length < SAMPLE_CHARACTERS) {
    const { value, done } = await texts.next();
    if (done) return { head, whole: true };
    head += value;
  }
  return { head, whole: false };
}

async function* after(head: string, texts: AsyncGenerator<string>): AsyncGenerator<string> {
  if (head) yield head;
  for await (const text of texts) if (text) yield text;
}

/** The one under which the rows have as many cells as the first, of those the one that makes the most. */
function guessDelimiter(head: string, whole: boolean): string {
  const sample = whole ? head : head.slice(0, SAMPLE_CHARACTERS);
  const scored = DELIMITERS.map((delimiter) => {
    const rows = sampleRows(sample, delimiter);
    const columns = rows[0]?.length ?? 0;
    const alike = rows.filter((cells) => cells.length === columns).length / Math.max(rows.length, 1);
    return { delimiter, columns, alike: columns > 1 ? alike : 0 };
  });
  return scored.sort((a, b) => b.alike - a.alike || b.columns - a.columns)[0]!.delimiter;
}

function sampleRows(sample: string, delimiter: string): string[][] {
  try {
    return parseAll(sample, { ...OPTIONS, delimiter, to: SAMPLE_ROWS, skip_empty_lines: true, skip_records_with_error: true }) as string[][];
  } catch {
    return [];
  }
}

async function* rowsOf(texts: AsyncGenerator<string>, delimiter: string, linesBefore: number): AsyncGenerator<SheetRow> {
  let next = linesBefore + 1;
  const counted = (cells: string[]): SheetRow => {
    const line = next;
    next += 1 + lineBreaks(cells);
    return { line, cells };
  };
  const source = Readable.from(texts);
  const parser = parse({ ...OPTIONS, delimiter, on_record: counted as never });
  source.once("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const row of parser as AsyncIterable<SheetRow>) if (row.cells.some((cell) => cell.trim())) yield row;
  } catch (error) {
    throw isTooLong(error) ? new Unreadable("line_too_long", next) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

const isTooLong = (error: unknown) => ["CSV_MAX_RECORD_SIZE", "CSV_QUOTE_NOT_CLOSED"].includes(String((error as Partial<CsvError> | null)?.code));
const lineBreaks = (cells: string[]) => cells.reduce((sum, cell) => sum + (cell.match(/\r\n?|\n/g)?.length ?? 0), 0);
