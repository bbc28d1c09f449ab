import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { PageHeader } from "@/components/ui/page-header";
import { Pages } from "@/components/ui/pages";
import { Time } from "@/components/ui/time";
import { listOutbox } from "@/lib/outbox";
import { requireMailbox } from "./mailbox";

export const metadata = { title: "Outbox" };

export default async function Outbox({ searchParams }: PageProps<"/outbox">) {
  const mailbox = await requireMailbox();
  const { q, before } = await searchParams;
  const search = typeof q === "string" ? q : "";
  const mails = await listOutbox(mailbox, search, typeof before === "string" ? before : undefined);
  const last = mails.at(-1);
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-8 sm:px-6 sm:py-12">
      <PageHeader title="Outbox" hint="Mails that would have been sent. This mailbox exists on your own machine only." />
      <search>
        <form action="/outbox">
          <Field label="Search mails" labelHidden name="q" type="search" defaultValue={search} placeholder="Search by address, subject or text" size="normal" />
        </form>
      </search>
      <Card className="mt-4 overflow-hidden">
        <ul className="divide-y divide-line">
          {mails.map(({ id, to, subject, at }) => (
            <li key={id}>
              <Link href={`/outbox/${id}`} className="flex items-center gap-3.5 px-4 py-3 hover:bg-sunken focus-visible:-outline-offset-2 sm:px-5">
                <Avatar name={to} />
                <span className="min-w-0 grow text-small">
                  <span className="flex items-baseline justify-between gap-4">
                    <span className="truncate font-medium">{to}</span>
                    <span className="shrink-0 text-caption text-muted">
                      <Time at={at} timeZone="UTC" />
                    </span>
                  </span>
                  <span className="block truncate text-muted">{subject}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {!mails.length && (
          <EmptyState icon="mail" title={search ? "No mail matches that" : "No mail yet"}>
            {search ? "Try a part of the address or the subject." : "Ask for a link and it arrives here."}
          </EmptyState>
        )}
      </Card>
      {mails.length === 50 && last && <Pages next={`/outbox?${new URLSearchParams({ ...(search && { q: search }), before: last.id })}`}>Newest first</Pages>}
    </main>
  );
}
