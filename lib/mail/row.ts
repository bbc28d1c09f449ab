// A promised mail as a full row, for the statements that write it together with a session in one go.
import type { NewMail } from "../mail";
import { asHex } from "../plumbing/secrets";
import { newId } from "../values/id";
import { sealSecret } from "./sealed";

export function mailRow(mail: NewMail) {
  const { secret, contactId = null, staffId = null, linkId = null, requestId = null, sentById = null, lane = "sign_in", ...row } = mail;
  const id = newId();
  const now = new Date();
  return {
    ...row,
    ...{ id, contactId, staffId, linkId, requestId, sentById, lane },
    state: "queued",
    subject: "",
    sealed: secret ? asHex(sealSecret(id, secret)) : null,
    idempotencyKey: `mail-${id}`,
    attempts: 0,
    ...{ nextAttemptAt: now, createdAt: now, stateAt: now },
  };
}
