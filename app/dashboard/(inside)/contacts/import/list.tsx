import { Badge, type Tone } from "@/components/ui/badge";
import { Pages } from "@/components/ui/pages";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ListedImport } from "@/lib/imports";
import { rowsIn } from "./words";

const STATES: Record<ListedImport["state"], [string, Tone]> = {
  receiving: ["Uploading", "neutral"],
  uploaded: ["Not started", "warn"],
  running: ["Running", "accent"],
  done: ["Done", "ok"],
  failed: ["Stopped", "danger"],
  undoing: ["Being undone", "accent"],
  undone: ["Undone", "neutral"],
};

export const ImportState = ({ state }: Pick<ListedImport, "state">) => <Badge tone={STATES[state][1]}>{STATES[state][0]}</Badge>;

interface ImportListProps {
  imports: ListedImport[];
  timeZone: string;
  newest: string | null;
  older: string | null;
}

export const ImportList = ({ imports, timeZone, newest, older }: ImportListProps) => (
  <section aria-labelledby="earlier">
    <h2 id="earlier" className="mb-3 text-heading">
      Earlier imports
    </h2>
    <Table
      label="Earlier imports"
      head={
        <>
          <TableHead>File</TableHead>
          <TableHead>State</TableHead>
          <TableHead end>New</TableHead>
          <TableHead end>Changed</TableHead>
          <TableHead end>With a problem</TableHead>
          <TableHead>By</TableHead>
          <TableHead end>When</TableHead>
        </>
      }
    >
      {imports.map((one) => (
        <TableRow key={one.id}>
          <TableCell phone="title">
            <RowLink href={`/dashboard/contacts/import/${one.id}`} className="break-all">
              {one.fileName}
            </RowLink>
            <span className="block text-caption text-muted">{rowsIn(one.total)}</span>
          </TableCell>
          <TableCell phone="corner">
            <ImportState state={one.state} />
          </TableCell>
          <TableCell label="New" end>
            {one.created.toLocaleString("en")}
          </TableCell>
          <TableCell label="Changed" end>
            {one.updated.toLocaleString("en")}
          </TableCell>
          <TableCell label="With a problem" end>
            {one.failed.toLocaleString("en")}
          </TableCell>
          <TableCell label="By">{one.by}</TableCell>
          <TableCell label="When" end>
            <Time at={one.createdAt} timeZone={timeZone} />
          </TableCell>
        </TableRow>
      ))}
    </Table>
    {(newest || older) && (
      <Pages previous={newest} next={older}>
        {imports.length === 1 ? "1 import" : `${imports.length} imports`} on this page
      </Pages>
    )}
  </section>
);
