import type { Metadata } from "next";
import { MailStateBadge } from "@/components/mail/state";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { PageHeader } from "@/components/ui/page-header";
import { Pages } from "@/components/ui/pages";
import { SegmentedNav } from "@/components/ui/segmented-nav";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { requireStaff } from "@/lib/here";
import { type Group, isGroup, listMails, troubleCount } from "@/lib/mail/log";
import { TITLES } from "@/lib/wordings";

export const metadata: Metadata = { title: "Mail" };

const VIEWS: [Group | undefined, string][] = [
  [undefined, "All"],
  ["waiting", "On the way"],
  ["delivered", "Arrived"],
  ["trouble", "In trouble"],
  ["dropped", "Not sent"],
];

export default async function Mail({ searchParams }: PageProps<"/dashboard/mail">) {
  const { workspace, viewer } = await requireStaff("mail.read", "/dashboard/mail");
  const { state, to, after } = await searchParams;
  const group = isGroup(state) ? state : undefined;
  const search = typeof to === "string" ? to : "";
  const [{ mails, next }, trouble] = await Promise.all([listMails(viewer, { group, search, after }), troubleCount(viewer)]);
  const href = (g: Group | undefined, from?: string) => {
    const query = new URLSearchParams({ ...(g && { state: g }), ...(search && { to: search }), ...(from && { after: from }) }).toString();
    return query ? `/dashboard/mail?${query}` : "/dashboard/mail";
  };
  return (
    <>
      <PageHeader
        title="Mail"
        hint="Every mail your portal wrote, and what became of it."
        actions={<ButtonLink href="/dashboard/mail/stopped">Stopped addresses</ButtonLink>}
      />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <SegmentedNav
          label="Which mails"
          here={href(group)}
          items={VIEWS.map(([g, label]) => ({ href: href(g), label, count: g === "trouble" && trouble ? trouble : undefined }))}
        />
        <form className="w-full sm:w-64" action="/dashboard/mail">
          {group && <input type="hidden" name="state" value={group} />}
          <Field name="to" type="search" label="Find by address" labelHidden size="normal" placeholder="Find by address" defaultValue={search} />
        </form>
      </div>
      {mails.length === 0 ? (
        <Card>
          <EmptyState icon="mail" title={search || group ? "No mail like that" : "No mail yet"}>
            {search || group ? "Try another view, or less of the address." : "As soon as somebody asks for a link, its mail stands here."}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Table
            label="Mails"
            head={
              <>
                <TableHead>To</TableHead>
                <TableHead>Mail</TableHead>
                <TableHead>State</TableHead>
                <TableHead end>When</TableHead>
              </>
            }
          >
            {mails.map((mail) => (
              <TableRow key={mail.id}>
                <TableCell phone="title">
                  <RowLink href={`/dashboard/mail/${mail.id}`}>{mail.to}</RowLink>
                </TableCell>
                <TableCell label="Mail">{TITLES[mail.template]}</TableCell>
                <TableCell phone="corner">
                  <MailStateBadge state={mail.state} />
                </TableCell>
                <TableCell label="When" end>
                  <Time at={mail.createdAt} timeZone={workspace.timeZone} />
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <Pages previous={after ? href(group) : null} next={next && href(group, next)}>
            {mails.length === 1 ? "1 mail" : `${mails.length} mails`}
            {(after || next) && " on this page"}
          </Pages>
        </>
      )}
    </>
  );
}
