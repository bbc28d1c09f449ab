import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { titleOf } from "@/components/contacts/bulk-words";
import { Refresh } from "@/components/contacts/refresh";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Progress } from "@/components/ui/progress";
import { SubmitButton } from "@/components/ui/submit-button";
import { Time } from "@/components/ui/time";
import { afterwards } from "@/lib/afterwards";
import { type BulkActView, bulkActOf } from "@/lib/contacts/bulk";
import { workSoon } from "@/lib/contacts/bulk/work";
import { requireStaff } from "@/lib/here";
import { may } from "@/lib/viewer";
import { stop } from "../actions";
import { Report } from "./report";

export const metadata: Metadata = { title: "Many contacts at once" };

const REFRESH_MS = 1_500;

/** How far it is, and what became of each: the same after a reload, and for every colleague. */
export default async function Progressing({ params, searchParams }: PageProps<"/dashboard/contacts/bulk/[id]">) {
  const { id } = await params;
  const { workspace, viewer } = await requireStaff("contacts.read", `/dashboard/contacts/bulk/${id}`);
  const act = await bulkActOf(viewer, id);
  if (!act) notFound();
  if (!act.finishedAt) afterwards(workSoon); // where a process lives no longer than its request, looking keeps it going
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/contacts", label: "Contacts" }}
        title={titleOf(act)}
        hint={
          <>
            Begun by {act.by} <Time at={act.createdAt} timeZone={workspace.timeZone} />.
          </>
        }
        actions={may(viewer, "contacts.edit") && <ButtonLink href="/dashboard/contacts/bulk">Earlier ones</ButtonLink>}
      />
      <Ended act={act} />
      {!act.finishedAt && <UnderWay act={act} stops={may(viewer, "contacts.edit")} />}
      <Report viewer={viewer} act={act} typed={await searchParams} />
    </>
  );
}

const Ended = ({ act: { problem, done, total, by } }: { act: BulkActView }) =>
  problem && (
    <Notice tone="warn" className="mb-6" title={`It ended after ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`}>
      {problem === "stopped" ? "Somebody stopped it." : `${by} may not do this any more.`} What was done stays done; nobody else was touched.
    </Notice>
  );

const UnderWay = ({ act, stops }: { act: BulkActView; stops: boolean }) => (
  <Card className="mb-6">
    <CardBody className="grid gap-4">
      <Refresh everyMs={REFRESH_MS} />
      <Progress label={titleOf(act)} value={act.done} max={Math.max(act.total, 1)} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p aria-live="polite" className="text-small tabular-nums">
          {act.done.toLocaleString("en")} of {act.total.toLocaleString("en")} done.{" "}
          <span className="text-muted">You can leave this page: it goes on by itself.</span>
        </p>
        {stops && (
          <form action={stop}>
            <input type="hidden" name="id" value={act.id} />
            <SubmitButton size="small">Stop</SubmitButton>
          </form>
        )}
      </div>
      <noscript>
        <p className="text-small text-muted">Reload this page to see how far it is.</p>
      </noscript>
    </CardBody>
  </Card>
);
