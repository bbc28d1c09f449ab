import type { Metadata } from "next";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { PageHeader } from "@/components/ui/page-header";
import { Pages } from "@/components/ui/pages";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { listCompanies } from "@/lib/companies";
import { requireStaff } from "@/lib/here";
import { may } from "@/lib/viewer";
import { AddCompany } from "./form";

export const metadata: Metadata = { title: "Companies" };

const PATH = "/dashboard/companies";

export default async function Companies({ searchParams }: PageProps<"/dashboard/companies">) {
  const { viewer } = await requireStaff("companies.read", PATH);
  const { q, after } = await searchParams;
  const search = typeof q === "string" ? q : "";
  const { companies, next } = await listCompanies(viewer, { search, after });
  const href = (from?: string) => `${PATH}?${new URLSearchParams({ ...(search && { q: search }), ...(from && { after: from }) })}`;
  return (
    <>
      <PageHeader title="Companies" hint="The firms your contacts belong to." actions={may(viewer, "companies.edit") && <AddCompany />} />
      <form action={PATH} className="mb-4 sm:max-w-96">
        <Field
          size="normal"
          label="Search companies"
          labelHidden
          name="q"
          type="search"
          placeholder="Find by name"
          maxLength={120}
          defaultValue={search}
          data-search
        />
      </form>
      {companies.length === 0 ? (
        <Card>
          <EmptyState icon="company" title={search ? "No company like that" : "No companies yet"}>
            {search ? "Try fewer letters of the name." : "Add one here, or write its name on a contact's page."}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Table
            label="Companies"
            head={
              <>
                <TableHead>Name</TableHead>
                <TableHead>Domain</TableHead>
                <TableHead end>Contacts</TableHead>
              </>
            }
          >
            {companies.map(({ id, name, domain, proved, people }) => (
              <TableRow key={id}>
                <TableCell phone="title">
                  <RowLink href={`${PATH}/${id}`}>
                    <bdi>{name}</bdi>
                  </RowLink>
                </TableCell>
                <TableCell label="Domain">
                  {domain && (
                    <span className="flex flex-wrap items-center gap-2">
                      {domain} {proved ? <Badge tone="ok">Proved</Badge> : <Badge tone="warn">Not proved yet</Badge>}
                    </span>
                  )}
                </TableCell>
                <TableCell label="Contacts" end>
                  {people.toLocaleString("en")}
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <Pages previous={after ? href() : null} next={next && href(next)}>
            {companies.length === 1 ? "1 company" : `${companies.length} companies`}
            {(after || next) && " on this page"}
          </Pages>
        </>
      )}
    </>
  );
}
