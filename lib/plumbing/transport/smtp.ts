// A mail server of one's own. SMTP has no idempotency: once the whole letter went over and no answer came, nobody knows (M2).
import { Readable } from "node:stream";
import nodemailer from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { CALL_TIMEOUT_MS, type Letter, type Outcome, type Transport } from "./letter";

const MAX_CONNECTIONS = 3;

interface SmtpError extends Error {
  responseCode?: number;
  code?: string;
}

export function smtpTransport(url: string): Transport {
  const server = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    connectionTimeout: CALL_TIMEOUT_MS,
    greetingTimeout: CALL_TIMEOUT_MS,
    socketTimeout: CALL_TIMEOUT_MS,
    dnsTimeout: CALL_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof nodemailer.createTransport>[0]);
  return {
    name: "smtp",
    idempotent: false,
    callsPerSecond: null,
    parallel: MAX_CONNECTIONS,
    async send(letter) {
      const message = new MailComposer(compose(letter)).compile();
      const { from, to } = message.getEnvelope();
      let wentOver = false;
      const raw = Readable.from(whole(await message.build(), () => (wentOver = true)));
      try {
        const { messageId } = await server.sendMail({ envelope: { from: from || "", to }, raw });
        return { kind: "sent", providerId: messageId ?? null };
      } catch (error) {
        return refusal(error as SmtpError, wentOver);
      }
    },
  };
}

/** The bytes, and word of when the last of them was taken: before that the server has no letter, after it perhaps. */
function* whole(bytes: Buffer, gone: () => void) {
  yield bytes;
  gone();
}

const compose = ({ from, to, replyTo, subject, html, text, mailId }: Letter) => ({
  from,
  to,
  ...(replyTo && { replyTo }),
  subject,
  html,
  text,
  messageId: `<${mailId}@${from.match(/@([^\s<>@]+)>?$/)?.[1] ?? "localhost"}>`,
  headers: { "Auto-Submitted": "auto-generated" },
});

function refusal(error: SmtpError, wentOver: boolean): Outcome {
  const { responseCode, message } = error;
  if (responseCode && responseCode >= 500) {
    // Wrong credentials are the operator's to mend; the mail is fine.
    return error.code === "EAUTH" ? { kind: "later", problem: message } : { kind: "never", problem: message };
  }
  if (responseCode) return { kind: "later", problem: message };
  return wentOver ? { kind: "uncertain", problem: message } : { kind: "later", problem: message };
}
