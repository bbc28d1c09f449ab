// Why a file is no sheet of contacts: thrown while it is read, told as a value by lib/imports/receive.ts.

export type UnreadableReason = "empty" | "workbook" | "not_text" | "no_rows" | "too_many_columns" | "too_many_rows" | "line_too_long" | "too_large" | "broken";

export class Unreadable extends Error {
  constructor(
    readonly reason: UnreadableReason,
    /** Where it stopped making sense. */
    readonly line?: number,
  ) {
    super(reason);
  }
}
