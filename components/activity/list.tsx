import type { Route } from "next";
import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import { Icon, type IconName } from "@/components/ui/icon";
import { Time } from "@/components/ui/time";
import type { ActivityEntry } from "@/lib/activity/list";
import { DAY_MS, dayOf, exactTime, longDay } from "@/lib/values/time";
import type { ActivityType } from "@/prisma/generated/enums";

const ICONS: Record<ActivityType, IconName> = {
  SIGN_IN: "key",
  LINK: "link",
  SESSION: "computer",
  CONTACT: "person",
  COMPANY: "company",
  MAIL: "mail",
  WEBHOOK: "inbox",
  SETTINGS: "settings",
  STAFF: "people",
  IMPORT: "upload",
  SECURITY: "shield",
};

/** What happened, as sentences under their days; each opens to the rest that is known. */
export function ActivityList({ entries, timeZone }: { entries: ActivityEntry[]; timeZone: string }) {
  return (
    <div className="rounded-card border border-line bg-surface shadow-card">
      {inDays(entries, timeZone).map(([day, those]) => (
        <section key={day} aria-label={day} className="border-t border-line first:border-t-0">
          <h2 className="px-4 pt-4 pb-1 text-caption font-medium text-muted sm:px-6">{day}</h2>
          <ol className="pb-2">
            {those.map((entry) => (
              <li key={entry.id}>
                <Entry entry={entry} timeZone={timeZone} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {entries.some(({ archived }) => archived) && (
        <p className="border-t border-line px-4 py-3 text-caption text-muted sm:px-6">
          {entries.every(({ archived }) => archived) ? "These entries are old and come" : "The oldest of these entries come"} from the archive. They are sealed
          like all others.
        </p>
      )}
    </div>
  );
}

const Entry = ({ entry, timeZone }: { entry: ActivityEntry; timeZone: string }) => (
  <details className="group">
    <summary className="hidden-marker flex cursor-pointer items-start gap-3 px-4 py-2.5 text-small hover:bg-sunken/60 sm:px-6">
      <Icon name={entry.ok ? ICONS[entry.type] : "stop"} className={cn("mt-0.5 size-4", entry.ok ? "text-muted" : "text-warn")} />
      <span className="flex min-w-0 grow flex-col sm:flex-row sm:gap-3">
        <span className="min-w-0 grow break-words">
          {entry.sentence}
          {!entry.ok && <span className="sr-only"> This did not go well.</span>}
        </span>
        <span className="shrink-0 text-caption leading-6 text-muted">
          <Time at={entry.at} timeZone={timeZone} />
        </span>
      </span>
      <Icon name="down" className="mt-1 size-4 text-muted transition-transform duration-150 group-open:rotate-180" />
    </summary>
    <Details entry={entry} timeZone={timeZone} />
  </details>
);

function Details({ entry, timeZone }: { entry: ActivityEntry; timeZone: string }) {
  const { at, type, action, ip, device, contactId, mailId, seq, archived, data } = entry;
  const lines: [string, string][] = [
    ["When", exactTime(at, timeZone)],
    ["What", `${type} · ${action}`],
    ...(device ? [["With", device] as [string, string]] : []),
    ...(ip ? [["From", ip] as [string, string]] : []),
    ...Object.entries(data).flatMap(([name, value]) => said(name, value)),
    ["Seal", seq ? `Entry ${seq} of the chain${archived ? ", in the archive" : ""}` : "Waits to be sealed"],
  ];
  return (
    <div className="px-4 pt-1 pb-4 sm:pr-6 sm:pl-13">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1 rounded-control bg-sunken px-4 py-3 text-small">
        {lines.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {(contactId || mailId) && (
        <p className="mt-2 flex gap-4 text-small">
          {contactId && (
            <Link href={`/dashboard/contacts/${contactId}` as Route} prefetch={false} className="text-accent-text underline underline-offset-4">
              Open the contact
            </Link>
          )}
          {mailId && (
            <Link href={`/dashboard/mail/${mailId}` as Route} prefetch={false} className="text-accent-text underline underline-offset-4">
              Open the mail
            </Link>
          )}
        </p>
      )}
    </div>
  );
}

/** A change as before and after, anything else as it is. */
function said(name: string, value: unknown): [string, string][] {
  if (name === "changes" && typeof value === "object" && value !== null)
    return Object.entries(value).map(([what, change]) => [what, Array.isArray(change) ? change.map((side) => plain(side)).join(" → ") : plain(change)]);
  return [[name, plain(value)]];
}

const plain = (value: unknown): string => (value === null || value === "" ? "nothing" : typeof value === "object" ? JSON.stringify(value) : String(value));

function inDays(entries: ActivityEntry[], timeZone: string): [string, ActivityEntry[]][] {
  const [today, yesterday] = [dayOf(new Date(), timeZone), dayOf(new Date(Date.now() - DAY_MS), timeZone)];
  const days = new Map<string, ActivityEntry[]>();
  for (const entry of entries) {
    const day = dayOf(entry.at, timeZone);
    const name = day === today ? "Today" : day === yesterday ? "Yesterday" : longDay(entry.at, timeZone);
    days.set(name, [...(days.get(name) ?? []), entry]);
  }
  return [...days];
}
