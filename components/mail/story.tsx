import { Icon, type IconName } from "@/components/ui/icon";
import { Time } from "@/components/ui/time";
import type { MailStory } from "@/lib/mail/log";

interface Step {
  icon: IconName;
  text: string;
  at?: Date;
  detail?: string;
}

const EVENTS: Record<string, [IconName, string]> = {
  "email.sent": ["send", "The provider sent it"],
  "email.delivered": ["done", "The mailbox took it"],
  "email.delivery_delayed": ["clock", "The mailbox lets it wait"],
  "email.bounced": ["stop", "The mailbox refused it"],
  "email.complained": ["warning", "It was marked as spam"],
  "email.failed": ["stop", "The provider could not send it"],
  "email.suppressed": ["stop", "The provider does not write to this address"],
};

/** A mail's life, step by step. */
export function Story({ mail, timeZone }: { mail: MailStory; timeZone: string }) {
  return (
    <ol className="grid gap-4">
      {stepsOf(mail).map((step, i) => (
        <li key={`${step.text} ${i}`} className="flex gap-3">
          <span className="mt-0.5 grid size-7 shrink-0 place-items-center rounded-full border border-line bg-sunken text-muted">
            <Icon name={step.icon} className="size-3.5" />
          </span>
          <div className="min-w-0 text-small">
            <p className="font-medium">{step.text}</p>
            {step.detail && <p className="break-words text-muted">{step.detail}</p>}
            {step.at && (
              <p className="text-muted">
                <Time at={step.at} timeZone={timeZone} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function stepsOf(mail: MailStory): Step[] {
  const waiting = mail.state === "queued" || mail.state === "sending";
  return [
    { icon: "mail", text: "Written", at: mail.createdAt },
    ...(mail.attempts > 1 ? [{ icon: "undo" as const, text: `Tried ${mail.attempts} times` }] : []),
    ...(waiting && mail.attempts > 0 ? [{ icon: "clock" as const, text: "Tried again", at: mail.nextAttemptAt, detail: mail.problem ?? undefined }] : []),
    ...(mail.sentAt ? [{ icon: "send" as const, text: "Handed to the mail provider", at: mail.sentAt, detail: mail.providerId ?? undefined }] : []),
    ...mail.events.map(({ type, at, detail }) => ({ icon: EVENTS[type]?.[0] ?? ("info" as const), text: EVENTS[type]?.[1] ?? type, at, detail })),
    ...(mail.sentAt || waiting ? [] : [{ icon: "stop" as const, text: "Not sent", at: mail.stateAt, detail: mail.problem ?? undefined }]),
    ...(mail.ledger ? [{ icon: "shield" as const, text: mail.ledger }] : []),
  ];
}
