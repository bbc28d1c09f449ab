import { Avatar } from "@/components/ui/avatar";

/** A mail as it lies in an inbox, unopened. */
export function InboxLine({ from, brand }: { from: string; brand: string }) {
  const [, name = from, address = ""] = from.match(/^"?(.*?)"? <([^<>]+)>$/) ?? [];
  return (
    <figure className="flex min-w-0 items-center gap-3 rounded-control border border-line bg-sunken px-4 py-3" aria-label="A mail in the inbox">
      <Avatar name={name} />
      <div className="min-w-0 grow text-small">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-semibold">{name}</span>
          <span className="truncate text-muted">{address}</span>
        </p>
        <p className="truncate">
          Your sign-in link for {brand} <span className="text-muted">Press the button and you are in. No password needed.</span>
        </p>
      </div>
    </figure>
  );
}
