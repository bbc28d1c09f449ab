import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { importOf, importRows, type Result } from "@/lib/imports";
import { ImportState } from "../list";
import { rowsIn } from "../words";
import { Columns, Refresh, Undo } from "./form";
import { Report, Running } from "./report";

export const metadata: Metadata = { title: "Import contacts" };

const RESULTS: Result[] = ["failed", "skipped", "kept"];
const ENCODINGS: Record<string, string> = { "utf-8": "UTF-8", "utf-16le": "UTF-16", "utf-16be": "UTF-16", "windows-1252": "Windows-1252" };
const DELIMITERS: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };

export default async function OneImport({ params, searchParams }: PageProps<"/dashboard/contacts/import/[id]">) {
  const { id } = await params;
  const { workspace, viewer } = await requireStaff("contacts.import", `/dashboard/contacts/import/${id}`);
  const details = await importOf(viewer, id);
  if (!details) notFound();
  const { show, after } = await searchParams;
  const { fileName, state, total, encoding, delimiter, headers, undoUntil, created, updated } = details;
  const atWork = state === "running" || state === "undoing";
  const usual = RESULTS.find((result) => details[result] > 0) ?? "failed";
  const result = RESULTS.find((one) => one === show) ?? (state === "undone" && details.kept ? "kept" : usual);
  return (
    <>
      <PageHeader
        title={<span className="break-all">{fileName}</span>}
        beside={<ImportState state={state} />}
        hint={`${rowsIn(total)} and ${headers.length === 1 ? "1 column" : `${headers.length} columns`}, ${ENCODINGS[encoding] ?? encoding}${headers.length > 1 ? `, separated by ${DELIMITERS[delimiter] ?? `“${delimiter}”`}` : ""}`}
        back={{ href: "/dashboard/contacts/import", label: "Imports" }}
        actions={undoUntil && <Undo {...{ id: details.id, fileName, created, updated, running: state === "running" }} />}
      />
      {atWork && <Refresh />}
      {state === "uploaded" ? (
        <Columns
          id={details.id}
          headers={headers}
          sample={details.sample}
          mapping={details.mapping}
          choices={details.choices}
          total={total}
          failed={details.failed}
        />
      ) : atWork ? (
        <Running details={details} />
      ) : (
        <Report details={details} result={result} rows={await importRows(viewer, details.id, result, Number(after) || 0)} timeZone={workspace.timeZone} />
      )}
    </>
  );
}
