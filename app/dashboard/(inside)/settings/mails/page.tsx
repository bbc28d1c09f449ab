import type { Metadata } from "next";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { requireStaff } from "@/lib/here";
import { listWordings, TITLES } from "@/lib/wordings";

export const metadata: Metadata = { title: "Mail wording" };

export default async function Mails() {
  const { viewer } = await requireStaff("settings.read", "/dashboard/settings/mails");
  const wordings = await listWordings(viewer);
  return (
    <>
      <PageHeader title="Mail wording" hint="What your mails say, in your brand. Look at each one, change its words, and send it to yourself." />
      <Table
        label="Mails"
        head={
          <>
            <TableHead>Mail</TableHead>
            <TableHead>Subject</TableHead>
            <TableHead end>
              <span className="sr-only">Wording</span>
            </TableHead>
          </>
        }
      >
        {wordings.map(({ template, words, changed }) => (
          <TableRow key={template}>
            <TableCell phone="title">
              <RowLink href={`/dashboard/settings/mails/${template}`}>{TITLES[template]}</RowLink>
            </TableCell>
            <TableCell label="Subject">{words.subject}</TableCell>
            <TableCell phone="corner" end>
              {changed && <Badge tone="accent">Your words</Badge>}
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </>
  );
}
