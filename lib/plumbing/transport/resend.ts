// Resend: its SDK neither throws nor gives up waiting, so the error is read and the time is ours (ARCHITECTURE 6).
import { type ErrorResponse, Resend } from "resend";
import { CALL_TIMEOUT_MS, type Letter, type Outcome, type Transport, type Verdict } from "./letter";

/** The key or the sender is refused: nothing is wrong with the mail, somebody has to mend the settings. */
const SETTINGS_WAIT_MS = 60_000;
const DEFAULT_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 10 * 60_000;

export function resendTransport(apiKey: string, baseUrl: string | undefined, callsPerSecond: number, fromDomain: string): Transport {
  const resend = new Resend(apiKey, baseUrl ? { baseUrl: baseUrl.replace(/\/+$/, "") } : undefined);
  const idOf = async (domain: string) => {
    const { data } = await resend.domains.list({ limit: 100 }, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    return data?.data.find(({ name }) => name === domain)?.id ?? null;
  };
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
      return typeof data?.id === "string" ? { kind: "sent", providerId: data.id } : NONSENSE;
    },
    async sendBatch(letters, key) {
      const { data, error, headers } = await resend.batch.send(letters.map(payload), {
        idempotencyKey: key,
        // All of them or none: else a key that is known already would not say which of them were taken.
        batchValidation: "strict",
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      return error ? letters.map(() => refusal(error, headers)) : idsOf(letters.length, data?.data);
    },
    async check() {
      const { data, error } = await resend.domains.list({ limit: 100 }, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      if (data) return verdictOn(fromDomain, data.data);
      if (error.statusCode === null || error.statusCode >= 500)
        return { ok: false, says: "Resend could not be reached. Mails wait and go out as soon as it answers." };
      // A key that may only send can't list domains, and that is the better key to have.
      if (error.name === "restricted_api_key")
        return { ok: true, says: "Resend takes our key; it may only send, so the domain of MAIL_FROM could not be checked." };
      return { ok: false, says: `Resend does not take RESEND_API_KEY (${error.message}). Mails wait until it is mended.` };
    },
    async registerDomain(domain) {
      const made = await resend.domains.create({ name: domain }, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      if (made.data) return keyIn(made.data.records);
      const id = await idOf(domain);
      const known = id ? await resend.domains.get(id, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) }) : null;
      return known?.data ? keyIn(known.data.records) : null;
    },
    async sendsFor(domain) {
      const { data } = await resend.domains.list({ limit: 100 }, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      if (!data) return null;
      const known = data.data.find(({ name }) => name === domain);
      if (known && known.status !== "verified") await resend.domains.verify(known.id, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      return known?.status === "verified";
    },
    async allowAgain(address) {
      const { error } = await resend.suppressions.remove(address, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      return !error || error.statusCode === 404;
    },
  };
}

function verdictOn(domain: string, known: { name: string; status: string }[]): Verdict {
  const ours = known.find(({ name }) => domain === name || domain.endsWith(`.${name}`));
  if (!ours) return { ok: false, says: `Resend does not know ${domain}, the domain of MAIL_FROM: add it there, or mails are refused.` };
  if (ours.status !== "verified")
    return { ok: false, says: `Resend has not verified ${domain}, the domain of MAIL_FROM: mails are refused until its records are in order.` };
  return { ok: true, says: `Resend takes our mail from ${domain}.` };
}

function keyIn(records: { record: string; name: string; value: string }[] | undefined): { selector: string; value: string } | null {
  const dkim = records?.find(({ record }) => record === "DKIM");
  return dkim ? { selector: dkim.name.split("._domainkey")[0] ?? "resend", value: dkim.value } : null;
}

const NONSENSE: Outcome = { kind: "later", problem: "The provider's answer made no sense." };

/** In the order of the letters. */
const idsOf = (count: number, ids: { id: string }[] | undefined): Outcome[] =>
  Array.isArray(ids) && ids.length === count ? ids.map(({ id }) => ({ kind: "sent", providerId: id ?? null })) : Array(count).fill(NONSENSE);

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

/** Whether an event was signed with our secret in the last five minutes; what it says, or null. */
export function openEvent(secret: string, headers: Headers, body: string): { id: string; payload: unknown } | null {
  const [id, timestamp, signature] = ["svix-id", "svix-timestamp", "svix-signature"].map((name) => headers.get(name) ?? "");
  if (!id || !signature || !timestamp || !/^\d{1,12}$/.test(timestamp) || id.length > MAX_EVENT_ID) return null;
  try {
    return { id, payload: new Resend("re_none").webhooks.verify({ payload: body, headers: { id, timestamp, signature }, webhookSecret: secret }) };
  } catch {
    return null;
  }
}

const MAX_EVENT_ID = 200;

export function refusal(error: ErrorResponse, headers: Record<string, string> | null): Outcome {
  const status = error.statusCode;
  const problem = status === null ? "The provider could not be reached in time." : `${status} ${error.name}: ${error.message}`;
  if (status === null || status >= 500 || status === 408 || status === 425) return { kind: "later", problem };
  if (status === 429) return { kind: "later", problem, pauseMs: retryAfterMs(headers?.["retry-after"]) };
  if (status === 403 && /domain is not verified/i.test(error.message)) return { kind: "later", problem, waitMs: SETTINGS_WAIT_MS, badSender: true };
  if (status === 401 || status === 403) return { kind: "later", problem, waitMs: SETTINGS_WAIT_MS };
  if (status === 409) {
    // The other 409 says that this key was taken before, with more letters in the batch: that try got through.
    return error.name === "invalid_idempotent_request" ? { kind: "sent", providerId: null, before: true } : { kind: "later", problem };
  }
  return { kind: "never", problem };
}

/** Seconds or a date, as HTTP allows. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number {
  const ms = header === undefined ? DEFAULT_PAUSE_MS : /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_PAUSE_MS) : DEFAULT_PAUSE_MS;
}
