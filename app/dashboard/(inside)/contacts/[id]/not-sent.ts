// Why a link was not sent, in a sentence that says what to do.
import type { NotSendable, Sent } from "@/lib/links/send";
import { exactTime, MINUTE_MS } from "@/lib/values/time";

export const GONE = "This contact is not here any more. Perhaps a colleague deleted or merged it.";

const REASONS: Record<NotSendable, string> = {
  not_found: GONE,
  inactive: "Nothing was sent: this contact is inactive. Reactivate it first.",
  no_access: "Nothing was sent: this contact has no portal access. Turn it on first.",
  suppressed: "Nothing was sent: mail to this address is stopped after a bounce or a complaint. Allow it again on the mail page first.",
  limited: "Nothing was sent: too many links were sent lately.",
};

export function notSent({ reason, until }: Extract<Sent, { ok: false }>, timeZone: string): string {
  if (!until) return REASONS[reason];
  const minute = new Date(Math.ceil(until.getTime() / MINUTE_MS) * MINUTE_MS);
  return `${REASONS[reason]} You can send the next one after ${exactTime(minute, timeZone)}.`;
}
