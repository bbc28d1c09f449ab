import { REASONS } from "@/components/contacts/bulk-words";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pages } from "@/components/ui/pages";
import { SegmentedNav } from "@/components/ui/segmented-nav";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { type BulkActView, bulkReport, isResult, type Result } from "@/lib/contacts/bulk";
import type { Staff } from "@/lib/viewer";

const RESULTS: Record<Result, { tone: Tone; says: string; view: string }> = {
  changed: { tone: "ok", says: "Done", view: "Done" },
  unchanged: { tone: "neutral", says: "As it was", view: "As they were" },
  refused: { tone: "danger", says: "Refused", view: "Refused" },
};

interface ReportProps {
  viewer: Staff;
  act: BulkActView;
  typed: Record<string, string | string[] | undefined>;
}

/** What became of each, with the reason where nothing came of it. */
export async function Report({ viewer, act, typed }: ReportProps) {
  const result = isResult(typed.result) ? typed.result : null;
  const { contacts, next } = await bulkReport(viewer, act.id, result, typed.after);
  const href = (which: Result | null, after?: string) =>
    `/dashboard/contacts/bulk/${act.id}?${new URLSearchParams({ ...(which && { result: which }), ...(after && { after }) })}`;
  const counts = { changed: act.changed, refused: act.refused, unchanged: act.done - act.changed - act.refused };
  return (
    <>
      <SegmentedNav
        label="Which contacts"
        className="mb-4"
        here={href(result)}
        items={[
          { href: href(null), label: "All", count: act.done },
          ...(Object.keys(RESULTS) as Result[]).map((one) => ({ href: href(one), label: RESULTS[one].view, count: counts[one] })),
        ]}
      />
      {contacts.length === 0 ? (
        <Card>
          <EmptyState icon="people" title="Nobody here">
            {act.finishedAt ? "It came to this with no contact." : "As soon as a contact is done, it stands here."}
          </EmptyState>
        </Card>
      ) : (
        <Table
          label="What became of each"
          head={
            <>
              <TableHead>Name</TableHead>
              <TableHead>Result</TableHead>
              <TableHead>Why</TableHead>
            </>
          }
        >
          {contacts.map(({ contactId, name, result: came, reason }) => (
            <TableRow key={contactId}>
              <TableCell phone="title">
                <RowLink href={`/dashboard/contacts/${contactId}`}>
                  <bdi>{name}</bdi>
                </RowLink>
              </TableCell>
              <TableCell phone="corner">
                <Badge tone={RESULTS[came].tone}>{RESULTS[came].says}</Badge>
              </TableCell>
              <TableCell phone={reason ? "line" : "hidden"}>{reason && <span className="text-muted">{REASONS[reason]}</span>}</TableCell>
            </TableRow>
          ))}
        </Table>
      )}
      {(typed.after || next) && <Pages previous={typed.after ? href(result) : null} next={next && href(result, next)} />}
    </>
  );
}
