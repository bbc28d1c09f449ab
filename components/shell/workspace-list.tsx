import { Badge } from "@/components/ui/badge";
import type { Workspace } from "@/lib/workspaces";
import { BrandMark } from "./brand-mark";

/** The bare host of a developer's machine: which portals there are. */
export function WorkspaceList({ workspaces }: { workspaces: Workspace[] }) {
  return (
    <main className="mx-auto w-full max-w-lg px-4 py-[max(3rem,10vh)]">
      <h1 className="text-display">Portals on this machine</h1>
      <p className="mt-1 text-lead text-muted">
        {workspaces.length ? "Each has a host of its own." : "There is none yet. Create one with: npm run cli -- workspace:create"}
      </p>
      <ul className="mt-8 grid grid-cols-1 gap-3">
        {workspaces.map(({ id, brand, origin, preset }) => (
          <li key={id}>
            <a
              href={origin}
              className="flex items-center gap-4 rounded-card border border-line bg-surface p-4 shadow-card transition-colors duration-150 hover:border-line-strong/60"
            >
              <BrandMark brand={brand} />
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{brand.name}</span>
                <span className="block truncate text-small text-muted">{origin.replace(/^https?:\/\//, "")}</span>
              </span>
              <Badge>{preset}</Badge>
            </a>
          </li>
        ))}
      </ul>
      <p className="mt-6 text-small text-muted">
        Mails land in the{" "}
        <a href="/outbox" className="text-ink underline underline-offset-4">
          mailbox
        </a>
        .
      </p>
    </main>
  );
}
