import Link from "next/link";
import { listOutbox } from "@/lib/outbox";
import { exactTime, relativeTime } from "@/lib/values/time";
import { requireMailbox } from "./mailbox";

export const metadata = { title: "Outbox" };

export default async function Outbox({ searchParams }: PageProps<"/outbox">) {
  const mailbox = await requireMailbox();
  const { q, before } = await searchParams;
  const search = typeof q === "string" ? q : "";
  const mails = await listOutbox(mailbox, search, typeof before === "string" ? before : undefined);
  const last = mails.at(-1);
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-8">
      <h1 className="text-2xl font-semibold tracking-tight">Outbox</h1>
      <p className="mt-1 text-sm opacity-70">Mails that would have been sent. This mailbox exists on your own machine only.</p>
      <form className="mt-5" action="/outbox">
        <label className="sr-only" htmlFor="q">
          Search mails
        </label>
        <input
          id="q"
          name="q"
          type="search"
          defaultValue={search}
          placeholder="Search by address, subject or text"
          className="w-full rounded-lg border border-black/15 bg-white px-4 py-3 text-base dark:border-white/15 dark:bg-white/5"
        />
      </form>
      <ul className="mt-5 divide-y divide-black/10 overflow-hidden rounded-xl border border-black/10 dark:divide-white/10 dark:border-white/10">
        {mails.map(({ id, to, subject, at }) => (
          <li key={id}>
            <Link href={`/outbox/${id}`} className="flex flex-col gap-0.5 px-4 py-3 hover:bg-black/5 dark:hover:bg-white/5">
              <span className="flex items-baseline justify-between gap-4">
                <span className="truncate font-medium">{to}</span>
                <time className="shrink-0 text-xs opacity-60" dateTime={at.toISOString()} title={exactTime(at)}>
                  {relativeTime(at)}
                </time>
              </span>
              <span className="truncate text-sm opacity-70">{subject}</span>
            </Link>
          </li>
        ))}
        {!mails.length && (
          <li className="px-4 py-10 text-center text-sm opacity-70">{search ? "No mail matches that." : "No mail yet. Ask for a link and it arrives here."}</li>
        )}
      </ul>
      {mails.length === 50 && last && (
        <Link className="mt-4 inline-block text-sm underline" href={{ pathname: "/outbox", query: { ...(search && { q: search }), before: last.id } }}>
          Older mails
        </Link>
      )}
    </main>
  );
}
