import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { Time } from "@/components/ui/time";
import type { PasskeyRow } from "@/lib/passkeys";
import { remove } from "./actions";

/** One's own, each with the button that drops it; every button is a plain form. */
export const Keys = ({ keys, timeZone, removable }: { keys: PasskeyRow[]; timeZone: string; removable: boolean }) => (
  <Card>
    {keys.length === 0 && (
      <EmptyState icon="key" title="You have no passkey yet">
        Add one and nobody gets in with your mailbox alone.
      </EmptyState>
    )}
    <ul className="divide-y divide-line px-5 sm:px-6">
      {keys.map(({ id, label, createdAt, lastUsedAt, host, works }) => (
        <li key={id} className="flex items-center justify-between gap-4 py-4">
          <div className="min-w-0">
            <p className="truncate font-medium">{label}</p>
            <p className="text-small text-muted">
              Added <Time at={createdAt} timeZone={timeZone} />
              {lastUsedAt && (
                <>
                  , used <Time at={lastUsedAt} timeZone={timeZone} />
                </>
              )}
            </p>
            {!works && <p className="text-small break-words text-muted">Works at {host} only, not at the address of today.</p>}
          </div>
          {removable && (
            <form action={remove}>
              <input type="hidden" name="id" value={id} />
              <SubmitButton size="small" aria-label={`Remove ${label}`}>
                Remove
              </SubmitButton>
            </form>
          )}
        </li>
      ))}
    </ul>
  </Card>
);
