// What a mail that still waits in the outbox will say: the token and the code of a request.
import { openSealed } from "../mail/sealed";
import { db } from "../plumbing/db";

export async function secretOf(requestId: string): Promise<{ token?: string; code?: string; linkId?: string }> {
  const mail = await db().mail.findFirst({ where: { requestId } });
  if (!mail?.sealed) return {};
  const { secret } = openSealed(mail.id, mail.sealed);
  if (!secret) return {};
  return { token: secret.path.split("/").pop(), code: secret.code, linkId: mail.linkId ?? undefined };
}
