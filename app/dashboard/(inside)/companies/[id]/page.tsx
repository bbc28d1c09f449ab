import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ContactStatus } from "@/components/contacts/status";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { companyOf } from "@/lib/companies";
import { listContacts } from "@/lib/contacts";
import { usualOrder } from "@/lib/contacts/filter";
import { requireStaff } from "@/lib/here";
import { parseId } from "@/lib/values/id";
import { may } from "@/lib/viewer";
import { CompanyForm, DeleteCompany, ProveDomain } from "./form";

export const metadata: Metadata = { title: "Company" };

export default async function CompanyPage({ params }: PageProps<"/dashboard/companies/[id]">) {
  const id = parseId((await params).id);
  const { workspace, viewer } = await requireStaff("companies.read", `/dashboard/companies/${id ?? ""}`);
  const company = await companyOf(viewer, id);
  if (!company) notFound();
  const listed = await listContacts(viewer, { companyId: company.id }, usualOrder("name"));
  const members = listed.ok ? listed : { contacts: [], next: null };
  const edit = may(viewer, "companies.edit");
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/companies", label: "Companies" }}
        title={<bdi>{company.name}</bdi>}
        beside={company.provedAt && <Badge tone="ok">Domain proved</Badge>}
        actions={edit && <DeleteCompany id={company.id} name={company.name} />}
      />
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <section aria-label="Contacts" className="min-w-0">
          {members.contacts.length === 0 ? (
            <Card>
              <EmptyState icon="people" title="Nobody belongs here yet">
                Write the company's name on a contact's page, or prove its domain: then everybody with an address there joins.
              </EmptyState>
            </Card>
          ) : (
            <Table
              label="Contacts"
              head={
                <>
                  <TableHead>Name</TableHead>
                  <TableHead>Address</TableHead>
                  <TableHead end>Status</TableHead>
                </>
              }
            >
              {members.contacts.map((contact) => (
                <TableRow key={contact.id}>
                  <TableCell phone="title">
                    <RowLink href={`/dashboard/contacts/${contact.id}`}>
                      <bdi>{contact.name}</bdi>
                    </RowLink>
                  </TableCell>
                  <TableCell label="Address">{contact.email}</TableCell>
                  <TableCell phone="corner" end>
                    <ContactStatus contact={contact} needsAccess={workspace.policies.portal_login.requiresPortalAccess} />
                  </TableCell>
                </TableRow>
              ))}
            </Table>
          )}
          {members.next && (
            <p className="mt-4">
              <ButtonLink href={`/dashboard/contacts?company=${company.id}`}>Show all of them</ButtonLink>
            </p>
          )}
        </section>
        <div className="grid gap-6">
          <Card label="About">
            <CardHeader title="About" />
            <CardBody>
              <CompanyForm company={company} edit={edit} />
            </CardBody>
          </Card>
          {company.domain && company.proof && (
            <Card label="Domain">
              <CardHeader
                title={company.provedAt ? `${company.domain} is proved` : `Prove ${company.domain}`}
                hint="With this TXT record in its DNS, everybody with an address there belongs to the company."
              />
              <CardBody>
                <dl className="grid gap-2 text-small">
                  <dt className="text-muted">Name</dt>
                  <dd className="break-all">{company.proof.name}</dd>
                  <dt className="text-muted">Value</dt>
                  <dd className="break-all">{company.proof.value}</dd>
                </dl>
                {edit && <ProveDomain id={company.id} />}
              </CardBody>
            </Card>
          )}
        </div>
      </div>
    </>
  );
}
