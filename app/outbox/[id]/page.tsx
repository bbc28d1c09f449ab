import Link from "next/link";
import { notFound } from "next/navigation";
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
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-8">
      <Link href="/outbox" className="text-sm underline">
        All mails
      </Link>
      <h1 className="mt-3 text-xl font-semibold tracking-tight">{mail.subject}</h1>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="opacity-60">{label}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 flex flex-wrap gap-3 text-sm">
        {mail.links.map((url) => (
          <a
            key={url}
            href={url}
            target="_blank"
            rel="noreferrer"
            className="rounded-lg bg-black px-4 py-2 font-medium text-white dark:bg-white dark:text-black"
          >
            Open the link
          </a>
        ))}
        {mail.code && <code className="rounded-lg border border-black/15 px-4 py-2 font-semibold tracking-widest dark:border-white/20">{mail.code}</code>}
      </p>
      <nav className="mt-6 flex gap-4 border-b border-black/10 text-sm dark:border-white/15" aria-label="View">
        {[
          ["HTML", `/outbox/${mail.id}` as const, !asText],
          ["Text", { pathname: `/outbox/${mail.id}`, query: { as: "text" } }, asText],
        ].map(([label, href, here]) => (
          <Link
            key={String(label)}
            href={href as "/outbox"}
            aria-current={here ? "page" : undefined}
            className={`-mb-px border-b-2 px-1 pb-2 ${here ? "border-current font-medium" : "border-transparent opacity-60"}`}
          >
            {String(label)}
          </Link>
        ))}
      </nav>
      {asText ? (
        <pre className="mt-4 whitespace-pre-wrap break-words rounded-xl border border-black/10 p-4 text-sm dark:border-white/15">{mail.text}</pre>
      ) : (
        <iframe
          title="The mail as it looks in a mail program"
          src={`/outbox/${mail.id}/letter`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          className="mt-4 h-[900px] w-full rounded-xl border border-black/10 bg-white dark:border-white/15"
        />
      )}
    </main>
  );
}
