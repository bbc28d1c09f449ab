// Resend: its SDK neither throws nor gives up waiting, so the error is read and the time is ours (ARCHITECTURE 6).
import { type ErrorResponse, Resend } from "resend";
import { CALL_TIMEOUT_MS, type Letter, type Outcome, type Transport } from "./letter";

/** The key or the sender is refused: nothing is wrong with the mail, somebody has to mend the settings. */
const SETTINGS_WAIT_MS = 60_000;
const DEFAULT_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 10 * 60_000;

export function resendTransport(apiKey: string, baseUrl: string | undefined, callsPerSecond: number): Transport {
  const resend = new Resend(apiKey, baseUrl ? { baseUrl: baseUrl.replace(/\/+$/, "") } : undefined);
  return {
    name: "resend",
    idempotent: true,
    callsPerSecond,
    parallel: 10,
    async send(letter) {
      const { data, error, headers } = await resend.emails.send(payload(letter), {
        idempotencyKey: letter.key,
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      if (error) return refusal(error, headers);
      return typeof data?.id === "string" ? { kind: "sent", providerId: data.id } : { kind: "later", problem: "The provider's answer made no sense." };
    },
  };
}

const payload = ({ from, to, replyTo, subject, html, text, mailId }: Letter) => ({
  from,
  to,
  subject,
  html,
  text,
  ...(replyTo && { replyTo }),
  // Comes back in every event, so that an event that overtakes the answer finds its mail.
  tags: [{ name: "mail", value: mailId }],
});

export function refusal(error: ErrorResponse, headers: Record<string, string> | null): Outcome {
  const status = error.statusCode;
  const problem = status === null ? "The provider could not be reached in time." : `${status} ${error.name}: ${error.message}`;
  if (status === null || status >= 500 || status === 408 || status === 425) return { kind: "later", problem };
  if (status === 429) return { kind: "later", problem, pauseMs: retryAfterMs(headers?.["retry-after"]) };
  if (status === 401 || status === 403) return { kind: "later", problem, waitMs: SETTINGS_WAIT_MS };
  if (status === 409) {
    // The other 409 says that this key was taken before, with other content: an earlier try got through.
    return error.name === "concurrent_idempotent_requests" ? { kind: "later", problem } : { kind: "uncertain", problem };
  }
  return { kind: "never", problem };
}

/** Seconds or a date, as HTTP allows. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number {
  const ms = header === undefined ? DEFAULT_PAUSE_MS : /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_PAUSE_MS) : DEFAULT_PAUSE_MS;
}
