import type { UnreadableReason } from "@/lib/imports/unreadable";

/** Why a file was not taken, and what to do. */
export const PROBLEMS: Record<UnreadableReason, string> = {
  empty: "This file is empty. Choose the one with your contacts in it.",
  workbook: "This is a workbook. In Excel, Numbers or Google Sheets choose “Save as” or “Download”, then “CSV UTF-8”, and upload that file.",
  not_text: "This is not a CSV file. Choose one that ends in .csv, or save your sheet as “CSV UTF-8” first.",
  no_rows: "This file has names of columns and nobody under them.",
  too_many_columns: "This file has more than 200 columns. Remove those that are not about your contacts and upload it again.",
  too_many_rows: "This file has more than 200,000 rows. Split it and import one part after the other.",
  line_too_long: "Something is torn in this file: a row does not end. Usually a quotation mark is missing.",
  too_large: "This file is larger than 50 MB. Split it and import one part after the other.",
  broken: "The file did not arrive. Check the connection and upload it again.",
};

export const problemOf = (reason: UnreadableReason, line?: number): string => (line ? `${PROBLEMS[reason]} Look at line ${line}.` : PROBLEMS[reason]);

export const rowsIn = (count: number): string => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);

export const contactsIn = (count: number): string => (count === 1 ? "1 contact" : `${count.toLocaleString("en")} contacts`);
