import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { listImports } from "@/lib/imports";
import { Upload } from "./form";
import { ImportList } from "./list";
import { PROBLEMS, problemOf } from "./words";

export const metadata: Metadata = { title: "Import contacts" };

const PATH = "/dashboard/contacts/import";

export default async function ImportContacts({ searchParams }: PageProps<"/dashboard/contacts/import">) {
  const { workspace, viewer } = await requireStaff("contacts.import", PATH);
  const { before, problem, line, thrown } = await searchParams;
  const { imports, older } = await listImports(viewer, before);
  const refused = typeof problem === "string" && Object.hasOwn(PROBLEMS, problem) ? (problem as keyof typeof PROBLEMS) : null;
  return (
    <>
      <PageHeader
        title="Import contacts"
        hint="From a CSV file: nothing happens before you have seen how it reads."
        back={{ href: "/dashboard/contacts", label: "Contacts" }}
      />
      <div className="grid grid-cols-1 gap-6">
        {thrown !== undefined && <Notice tone="ok">The file was thrown away. Nothing was imported.</Notice>}
        <Card>
          <CardHeader title="Upload a file" hint="One row per person, with an email address in each. Up to 50 MB and 200,000 rows." />
          <CardBody>
            <Upload problem={refused && problemOf(refused, Number(line) || undefined)} />
          </CardBody>
        </Card>
        {imports.length > 0 && (
          <ImportList imports={imports} timeZone={workspace.timeZone} newest={before ? PATH : null} older={older && `${PATH}?before=${older}`} />
        )}
      </div>
    </>
  );
}
