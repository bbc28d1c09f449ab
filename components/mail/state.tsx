import { Badge, type Tone } from "@/components/ui/badge";
import type { MailState } from "@/prisma/generated/enums";

const STATES: Record<MailState, [word: string, tone: Tone, meaning: string]> = {
  queued: ["Waiting", "neutral", "It waits to be handed to the mail provider."],
  sending: ["Sending", "neutral", "It is being handed to the mail provider."],
  sent: ["Sent", "ok", "The mail provider has it."],
  delivered: ["Delivered", "ok", "The mailbox took it."],
  delayed: ["Delayed", "warn", "The mailbox lets it wait; the provider tries again by itself."],
  bounced: ["Bounced", "danger", "The mailbox refused it."],
  complained: ["Marked as spam", "danger", "Whoever got it marked it as spam."],
  failed: ["Failed", "danger", "It could not be sent."],
  suppressed: ["Stopped", "danger", "Mail to this address is stopped after a bounce or a complaint."],
  dropped: ["Not sent", "neutral", "It was not sent any more, because it would have been of no use."],
  uncertain: ["Uncertain", "warn", "The connection broke in the middle: nobody can say whether it went out."],
};

export const MailStateBadge = ({ state }: { state: MailState }) => {
  const [word, tone] = STATES[state];
  return <Badge tone={tone}>{word}</Badge>;
};

export const meaningOf = (state: MailState): string => STATES[state][2];
