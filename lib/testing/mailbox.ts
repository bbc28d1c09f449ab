// What a mail that still waits in the outbox will say: the token and the code.
import { openSealed } from "../mail/sealed";
import { db } from "../plumbing/db";

export const secretOf = (requestId: string) => secretIn({ requestId });

/** Of a link that staff sent, or that goes to a new address. */
export const secretOfLink = (linkId: string) => secretIn({ linkId });

async function secretIn(where: { requestId: string } | { linkId: string }): Promise<{ token?: string; code?: string; linkId?: string }> {
  const mail = await db().mail.findFirst({ where });
  if (!mail?.sealed) return {};
  const { secret } = openSealed(mail.id, mail.sealed);
  if (!secret) return {};
  return { token: secret.path.split("/").pop(), code: secret.code, linkId: mail.linkId ?? undefined };
}
