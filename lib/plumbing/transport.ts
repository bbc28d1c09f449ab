// Who carries our mail: chosen by the configuration, once (M3).
import { env } from "./env";
import type { Transport } from "./transport/letter";
import { outboxTransport } from "./transport/outbox";
import { resendTransport } from "./transport/resend";
import { smtpTransport } from "./transport/smtp";

const made = new Map<string, Transport>();

export function transport(): Transport {
  const { transport: kind, RESEND_API_KEY = "", RESEND_BASE_URL, RESEND_RATE_PER_SECOND, SMTP_URL = "", MAIL_FROM = "" } = env();
  const domain = MAIL_FROM.match(/@([^\s<>@]+)>?$/)?.[1]?.toLowerCase() ?? "";
  if (kind === "outbox") return outboxTransport;
  if (kind === "smtp") return once(SMTP_URL, () => smtpTransport(SMTP_URL));
  return once(`${RESEND_API_KEY} ${RESEND_BASE_URL} ${RESEND_RATE_PER_SECOND} ${domain}`, () =>
    resendTransport(RESEND_API_KEY, RESEND_BASE_URL, RESEND_RATE_PER_SECOND, domain),
  );
}

function once(key: string, make: () => Transport): Transport {
  let found = made.get(key);
  if (!found) made.set(key, (found = make()));
  return found;
}
