// A mail server of one's own. SMTP has no idempotency: once the whole letter went over and no answer came, nobody knows (M2).
// One conversation per letter and no pool: nodemailer's puts a letter into line again when its connection breaks.
import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { parseConnectionUrl } from "nodemailer/lib/shared/index.js";
import SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import { CALL_TIMEOUT_MS, type Letter, type Outcome, type Transport } from "./letter";

/** Each step has its own time; the whole conversation this much. */
const CONVERSATION_TIMEOUT_MS = 3 * CALL_TIMEOUT_MS;

type SmtpError = Error & { responseCode?: number; code?: string };

export function smtpTransport(url: string): Transport {
  const server = parseConnectionUrl(url) as Server;
  return {
    name: "smtp",
    idempotent: false,
    callsPerSecond: null,
    parallel: 3,
    async send(letter) {
      const message = new MailComposer(compose(letter)).compile();
      const { from, to } = message.getEnvelope();
      return converse(server, { from: from || "", to }, await message.build(), letter.mailId);
    },
    async check() {
      const outcome = await converse(server, null, null, "");
      if (outcome.kind === "sent") return { ok: true, says: `The mail server ${server.host} lets us in.` };
      return { ok: false, says: `The mail server ${server.host} does not let us in (${outcome.problem}). Mails wait until it does.` };
    },
  };
}

type Server = SMTPConnection.Options & { auth?: SMTPConnection.Credentials };

/** One conversation; without a letter it ends after the greeting. */
function converse(server: Server, envelope: SMTPConnection.Envelope | null, bytes: Buffer | null, id: string) {
  const connection = new SMTPConnection({
    ...server,
    connectionTimeout: CALL_TIMEOUT_MS,
    greetingTimeout: CALL_TIMEOUT_MS,
    socketTimeout: CALL_TIMEOUT_MS,
    dnsTimeout: CALL_TIMEOUT_MS,
  });
  let wentOver = false;
  return new Promise<Outcome>((resolve) => {
    const end = (error: SmtpError | null | undefined) => {
      clearTimeout(timer);
      // What the error says first decides; what the socket does afterwards is noise.
      resolve(error ? refusal(error, wentOver) : { kind: "sent", providerId: id });
      error ? connection.close() : connection.quit();
    };
    const timer = setTimeout(() => end(new Error("The mail server took too long.")), CONVERSATION_TIMEOUT_MS);
    connection.on("error", end);
    connection.once("end", () => end(new Error("The mail server closed the connection.")));
    const hand = () => {
      if (!envelope || !bytes) return end(null);
      const letter = Readable.from(whole(bytes, () => (wentOver = true)));
      connection.send(envelope, letter, end);
    };
    connection.connect((error) => {
      if (error) return end(error);
      if (!server.auth) return hand();
      connection.login(server.auth, (refused) => (refused ? end(refused) : hand()));
    });
  });
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

function refusal({ responseCode, code, message }: SmtpError, wentOver: boolean): Outcome {
  // Wrong credentials are the operator's to mend; the mail is fine.
  if (responseCode && responseCode >= 500 && code !== "EAUTH") return { kind: "never", problem: message };
  return wentOver && !responseCode ? { kind: "uncertain", problem: message } : { kind: "later", problem: message };
}
