import { ButtonLink } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import type { BulkActView } from "@/lib/contacts/bulk";
import { people, titleOf } from "./bulk-words";
import { Refresh } from "./refresh";

const REFRESH_MS = 4_000;

/** What goes on above the list, while one does something else. */
export const BulkStrip = ({ acts }: { acts: BulkActView[] }) => (
  <section aria-label="Acts under way" className="mb-4 grid gap-2 empty:hidden">
    {acts.map((act) => (
      <div key={act.id} className="grid gap-2 rounded-card border border-line bg-surface px-4 py-3 text-small shadow-card sm:px-5">
        <div className="flex items-center justify-between gap-4">
          <p className="min-w-0">
            <span className="font-medium">{titleOf(act)}</span>{" "}
            <span className="text-muted tabular-nums">{act.finishedAt ? ended(act) : `${act.done.toLocaleString("en")} done`}</span>
          </p>
          <ButtonLink href={`/dashboard/contacts/bulk/${act.id}`} size="small" className="shrink-0">
            {act.finishedAt ? "Report" : "Progress"}
          </ButtonLink>
        </div>
        {!act.finishedAt && <Progress label={titleOf(act)} value={act.done} max={Math.max(act.total, 1)} />}
      </div>
    ))}
    {acts.some(({ finishedAt }) => !finishedAt) && <Refresh everyMs={REFRESH_MS} />}
  </section>
);

const ended = ({ problem, refused }: BulkActView) => (problem ? "Ended early" : refused ? `${people(refused)} refused` : "Done");
