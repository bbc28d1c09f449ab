import type { Metadata } from "next";
import { Said } from "@/components/mail/said";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { requireStaff } from "@/lib/here";
import { listSuppressed } from "@/lib/suppressions";
import { may } from "@/lib/viewer";
import { allowAgain } from "../actions";

export const metadata: Metadata = { title: "Stopped addresses" };

const REASONS = { bounced: "Bounced", complained: "Marked as spam", manual: "Stopped by staff" };

export default async function Stopped({ searchParams }: PageProps<"/dashboard/mail/stopped">) {
  const { workspace, viewer } = await requireStaff("mail.read", "/dashboard/mail/stopped");
  const stopped = await listSuppressed(viewer);
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/mail", label: "Mail" }}
        title="Stopped addresses"
        hint="After a hard bounce or a complaint nothing is sent to an address any more: it would only harm your good name with mailboxes."
      />
      <Said said={(await searchParams).said} />
      {stopped.length === 0 ? (
        <Card>
          <EmptyState icon="done" title="No address is stopped">
            Every address you know can be written to.
          </EmptyState>
        </Card>
      ) : (
        <Table
          label="Stopped addresses"
          head={
            <>
              <TableHead>Address</TableHead>
              <TableHead>Why</TableHead>
              <TableHead>Since</TableHead>
              <TableHead end>
                <span className="sr-only">What to do</span>
              </TableHead>
            </>
          }
        >
          {stopped.map(({ emailKey, reason, detail, at }) => (
            <TableRow key={`${emailKey} ${at.toISOString()}`}>
              <TableCell phone="title">
                <span className="font-medium">{emailKey}</span>
              </TableCell>
              <TableCell label="Why">
                {REASONS[reason]}
                {detail && <span className="block text-muted">{detail}</span>}
              </TableCell>
              <TableCell label="Since">
                <Time at={at} timeZone={workspace.timeZone} />
              </TableCell>
              <TableCell end>
                {may(viewer, "mail.clear_suppression") && (
                  <form action={allowAgain}>
                    <input type="hidden" name="email" value={emailKey} />
                    <SubmitButton size="small">Allow again</SubmitButton>
                  </form>
                )}
              </TableCell>
            </TableRow>
          ))}
        </Table>
      )}
    </>
  );
}
