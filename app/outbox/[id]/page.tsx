import { notFound } from "next/navigation";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { SegmentedNav } from "@/components/ui/segmented-nav";
import { readOutbox } from "@/lib/outbox";
import { exactTime } from "@/lib/values/time";
import { requireMailbox } from "../mailbox";

export const metadata = { title: "Mail" };

export default async function OutboxMail({ params, searchParams }: PageProps<"/outbox/[id]">) {
  const mail = await readOutbox(await requireMailbox(), (await params).id);
  if (!mail) notFound();
  const asText = (await searchParams).as === "text";
  const facts: [string, string][] = [
    ["From", mail.from],
    ["To", mail.to],
    ...(mail.replyTo ? ([["Reply to", mail.replyTo]] as [string, string][]) : []),
    ["Sent", exactTime(mail.at)],
  ];
  const path = `/outbox/${mail.id}`;
  const asTextPath = `${path}?as=text`;
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-8 sm:px-6 sm:py-12">
      <PageHeader title={mail.subject} back={{ href: "/outbox", label: "All mails" }} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1 text-small">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 flex flex-wrap items-center gap-2">
        {mail.links.map((url) => (
          <ButtonLink key={url} kind="primary" href={url} target="_blank" rel="noreferrer">
            Open the link
          </ButtonLink>
        ))}
        {mail.code && (
          <code className="inline-flex min-h-10 items-center rounded-control border border-line bg-surface px-4 font-mono font-semibold tracking-[0.16em]">
            {mail.code}
          </code>
        )}
      </div>
      <SegmentedNav
        className="mt-6 mb-4"
        label="View"
        here={asText ? asTextPath : path}
        items={[
          { href: path, label: "HTML" },
          { href: asTextPath, label: "Text" },
        ]}
      />
      {asText ? (
        <pre className="rounded-card border border-line bg-surface p-5 text-small break-words whitespace-pre-wrap">{mail.text}</pre>
      ) : (
        <iframe
          title="The mail as it looks in a mail program"
          src={`/outbox/${mail.id}/letter`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          className="h-[900px] w-full rounded-card border border-line bg-white shadow-card"
        />
      )}
    </main>
  );
}
