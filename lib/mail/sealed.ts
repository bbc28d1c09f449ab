// What a waiting mail hides (SPEC M2, 12.4): first the link's secret, then the whole letter as it was rendered, so that every try sends the same bytes.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { seal, unseal } from "../plumbing/secrets";

export interface Secret {
  path: string;
  code?: string;
}

const PATH = /^\/(?!\/)[\x21-\x7e]*$/;

export function sealSecret(mailId: string, secret: Secret): Uint8Array<ArrayBuffer> {
  if (!PATH.test(secret.path)) throw new Error("A mail's link must be a path of its workspace.");
  return sealed(mailId, { secret });
}

export const sealLetter = (mailId: string, letter: object): Uint8Array<ArrayBuffer> =>
  sealed(mailId, { letter: deflateRawSync(JSON.stringify(letter)).toString("base64") });

/** What is inside: nothing, the secret, or the letter. Throws when AUTH_SECRET was changed without keeping the old one. */
export function openSealed<Letter>(mailId: string, bytes: Uint8Array | null): { secret?: Secret; letter?: Letter } {
  if (!bytes) return {};
  const inside = unseal(bytes, context(mailId)) as { secret?: Secret; letter?: string };
  if (!inside.letter) return { secret: inside.secret };
  return { letter: JSON.parse(inflateRawSync(Buffer.from(inside.letter, "base64")).toString("utf8")) as Letter };
}

const context = (mailId: string) => `mail ${mailId}`;
const sealed = (mailId: string, value: unknown) => new Uint8Array(seal(value, context(mailId)));
