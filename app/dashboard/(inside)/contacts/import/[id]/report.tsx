import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Pages } from "@/components/ui/pages";
import { Progress } from "@/components/ui/progress";
import { SegmentedNav } from "@/components/ui/segmented-nav";
import { Stat, StatRow } from "@/components/ui/stat";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { ImportDetails, ImportedRow, Result } from "@/lib/imports";
import { exactTime } from "@/lib/values/time";
import { contactsIn, rowsIn } from "../words";

const number = (value: number) => value.toLocaleString("en");

/** On its way: it goes on whether somebody looks or not. */
export function Running({ details: { state, done, total, created, updated, skipped, failed } }: { details: ImportDetails }) {
  const undoing = state === "undoing";
  const all = undoing ? created + updated : total;
  return (
    <Card>
      <CardBody className="grid grid-cols-1 gap-4">
        <p className="text-body">
          {undoing ? "Undoing: " : ""}
          <span className="font-semibold tabular-nums">{number(done)}</span> of {undoing ? contactsIn(all) : rowsIn(all)}
        </p>
        <Progress label={undoing ? "Undo" : "Import"} value={done} max={Math.max(all, 1)} />
        <p className="text-small text-muted">
          {!undoing && `${number(created)} new, ${number(updated)} changed, ${number(skipped)} skipped, ${number(failed)} with a problem so far. `}
          You can leave this page: it goes on by itself.
        </p>
      </CardBody>
    </Card>
  );
}

interface ReportProps {
  details: ImportDetails;
  result: Result;
  rows: { rows: ImportedRow[]; next: number | null };
  timeZone: string;
}

export function Report({ details, result, rows, timeZone }: ReportProps) {
  const { id, state, created, updated, skipped, failed, removed, restored, kept } = details;
  const path = `/dashboard/contacts/import/${id}`;
  const views = (
    [
      ["failed", "With a problem"],
      ["skipped", "Skipped"],
      ["kept", "Left as they are"],
    ] as const
  ).filter(([view]) => details[view] > 0);
  return (
    <div className="grid grid-cols-1 gap-6">
      <Outcome details={details} timeZone={timeZone} />
      <StatRow label="What became of the rows">
        <Stat label="New" value={number(created)} />
        <Stat label="Changed" value={number(updated)} />
        <Stat label="Skipped" value={number(skipped)} />
        <Stat label="With a problem" value={number(failed)} />
      </StatRow>
      {state === "undone" && (
        <StatRow label="What the undo did">
          <Stat label="Removed" value={number(removed)} />
          <Stat label="Put back" value={number(restored)} />
          <Stat label="Left as they are" value={number(kept)} />
        </StatRow>
      )}
      {views.length > 0 && (
        <section aria-label="Rows">
          <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
            <SegmentedNav
              label="Which rows"
              here={`${path}?show=${result}`}
              items={views.map(([view, label]) => ({ href: `${path}?show=${view}`, label, count: details[view] }))}
            />
            {result === "failed" && failed > 0 && (
              <ButtonLink href={`${path}/failed`} download>
                <Icon name="download" />
                Download these rows
              </ButtonLink>
            )}
          </div>
          {result === "failed" && (
            <p className="mb-3 text-small text-muted">
              The file says in its last column what to mend. Mend it there and import that file: nobody is imported twice.
            </p>
          )}
          <Rows rows={rows.rows} first={path} next={rows.next === null ? null : `${path}?show=${result}&after=${rows.next}`} />
        </section>
      )}
    </div>
  );
}

function Outcome({ details, timeZone }: { details: ImportDetails; timeZone: string }) {
  const { state, created, updated, failed, kept, undoUntil } = details;
  if (state === "undone")
    return (
      <Notice tone="ok" title="This import was undone">
        {kept ? `${contactsIn(kept)} ${kept === 1 ? "was" : "were"} used or changed since and left as they are.` : "Everything is as it was before."}
      </Notice>
    );
  if (state === "failed")
    return (
      <Notice tone="warn" title="This import was stopped">
        Whoever started it may not import any more. What was imported until then is there and can be undone.
      </Notice>
    );
  return (
    <Notice tone={failed ? "warn" : "ok"} title={created + updated ? `${contactsIn(created + updated)} imported` : "Nobody was imported"}>
      {created > 0 && "New contacts have no portal access yet: choose them in the list and invite them. "}
      {undoUntil && `You can undo this import until ${exactTime(undoUntil, timeZone)}.`}
    </Notice>
  );
}

function Rows({ rows, first, next }: { rows: ImportedRow[]; first: string; next: string | null }) {
  if (!rows.length)
    return (
      <Card>
        <EmptyState title="No such rows any more">The rows of an import are kept for thirty days.</EmptyState>
      </Card>
    );
  return (
    <>
      <Table
        label="Rows"
        head={
          <>
            <TableHead>Line</TableHead>
            <TableHead>What happened</TableHead>
            <TableHead>In the file</TableHead>
          </>
        }
      >
        {rows.map(({ line, problem, cells, contactId }) => (
          <TableRow key={line}>
            <TableCell phone="corner" className="text-muted tabular-nums">
              <span className="md:hidden">Line </span>
              {line}
            </TableCell>
            <TableCell phone="title" className="md:w-1/2">
              {contactId ? <RowLink href={`/dashboard/contacts/${contactId}`}>{problem}</RowLink> : problem}
            </TableCell>
            <TableCell label="In the file" className="text-muted">
              <span className="line-clamp-2 wrap-anywhere">{cells.filter(Boolean).join(" · ").slice(0, 300)}</span>
            </TableCell>
          </TableRow>
        ))}
      </Table>
      {next && (
        <Pages previous={first} next={next}>
          {rowsIn(rows.length)} on this page
        </Pages>
      )}
    </>
  );
}
