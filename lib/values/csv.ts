// Cells of a sheet that somebody opens in a spreadsheet: text stays text, whatever it begins with (SPEC D2).
import { stringify } from "csv-stringify/sync";

/**
 * A program that opens the file takes a cell that begins like this for a formula, also after blanks it throws away. What
 * has been made harmless before is made so once more: `plainCell` then gives back exactly what was there.
 */
const FORMULA = /^'*(?:[\s\u00a0\ufeff]*[=+\-@＝＋－＠]|[\t\r\n])/u;

/**
 * Where a spreadsheet takes semicolons for separators, as most of Europe's do, a new cell begins after one, after a tab and on a new
 * line, quotation marks or not. A list of dashes, one on each line, is left as it is.
 */
const INSIDE = /([;\t][ \u00a0\ufeff]*)('*)(?=[=+\-@＝＋－＠])|([\r\n][ \u00a0\ufeff]*)('*)(?=[=@＝＠])/gu;
const INSIDE_AGAIN = /([;\t][ \u00a0\ufeff]*)'('*)(?=[=+\-@＝＋－＠])|([\r\n][ \u00a0\ufeff]*)'('*)(?=[=@＝＠])/gu;
const BEGINNING = /^'*[\s\u00a0\ufeff]*/u;

/** Tells a spreadsheet that the file is UTF-8. */
export const BYTE_ORDER_MARK = "\ufeff";

export type Cell = string | number | boolean | Date | null | undefined;

/** Lines as RFC 4180 has them, each with its line end. */
export const csvLines = (rows: Cell[][]): string =>
  stringify(
    rows.map((row) => row.map(harmlessCell)),
    { record_delimiter: "\r\n", quoted_match: /^'|[\r\n]/ },
  );

function harmlessCell(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== "string") return String(cell);
  const text = afterBeginning(cell.replaceAll("\0", ""), (rest) => rest.replace(INSIDE, "$1$3'$2$4"));
  return FORMULA.test(text) ? `'${text}` : text;
}

function afterBeginning(text: string, change: (rest: string) => string): string {
  const { length } = BEGINNING.exec(text)?.[0] ?? "";
  return text.slice(0, length) + change(text.slice(length));
}

/** What stood there before `csvLines` made it harmless (SPEC D3: an export can be imported again). */
export const plainCell = (cell: string): string =>
  afterBeginning(cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell, (rest) => rest.replace(INSIDE_AGAIN, "$1$2$3$4"));
