import type { Metadata } from "next";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { listFields } from "@/lib/fields";
import { requireStaff } from "@/lib/here";
import { may } from "@/lib/viewer";
import { AddField, RemoveField } from "./form";

export const metadata: Metadata = { title: "Fields" };

const KINDS = { text: "A text", date: "A date", choice: "A choice" };

export default async function Fields() {
  const { viewer } = await requireStaff("settings.read", "/dashboard/settings/fields");
  const fields = await listFields(viewer);
  const edit = may(viewer, "settings.edit");
  return (
    <>
      <PageHeader title="Fields" hint="What you want to know of every contact besides name, company and tags." actions={edit && <AddField />} />
      {fields.length === 0 ? (
        <Card>
          <EmptyState icon="tag" title="No fields of your own yet">
            A customer number, a birthday, a favourite table: what you add here stands on every contact's page.
          </EmptyState>
        </Card>
      ) : (
        <Table
          label="Fields"
          head={
            <>
              <TableHead>Name</TableHead>
              <TableHead>Holds</TableHead>
              {edit && <TableHead end>{<span className="sr-only">Acts</span>}</TableHead>}
            </>
          }
        >
          {fields.map(({ id, label, kind, choices }) => (
            <TableRow key={id}>
              <TableCell phone="title">{label}</TableCell>
              <TableCell label="Holds">{kind === "choice" ? choices.join(", ") : KINDS[kind]}</TableCell>
              {edit && (
                <TableCell phone="corner" end>
                  <RemoveField id={id} label={label} />
                </TableCell>
              )}
            </TableRow>
          ))}
        </Table>
      )}
    </>
  );
}
