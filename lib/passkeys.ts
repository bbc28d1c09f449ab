// Passkeys, the second step of staff (SPEC D1): a link proves the mailbox, a passkey the device. Whoever has one is asked for it in
// every new session; a workspace can require that everybody has one. Until the step is taken, `allow` lets nothing else through.
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { record } from "./activity";
import { bucket, take } from "./limits";
import { db, isTaken, sql, transaction } from "./plumbing/db";
import { isFresh } from "./sessions/fresh";
import { parseId } from "./values/id";
import { after, MINUTE_MS } from "./values/time";
import { isTooLong, type NoRoom, noRoom, typedLine } from "./values/typed";
import { allow, type Staff, workspaceOf } from "./viewer";
import { hostOf } from "./workspaces";

/** At one address of the portal. */
const MAX_PASSKEYS = 10;
const MAX_SHOWN = 100;
const MAX_LABEL = 60;
const MAX_CREDENTIAL_ID = 1_400;
const CHALLENGE_MS = 5 * MINUTE_MS;
const TRIES = 20;
const TRIES_MS = 15 * MINUTE_MS;

export interface PasskeyRow {
  id: string;
  label: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** Where it was made, if that was kept. */
  host: string | null;
  /** At today's address; it does again where it was made. */
  works: boolean;
}

export type PasskeyProblem = "not_fresh" | "prove_first" | "too_many" | "expired" | "refused" | "known" | "limited" | "last";
type Result<More = object> = ({ ok: true } & More) | { ok: false; reason: PasskeyProblem } | NoRoom<"label">;

export async function myPasskeys(viewer: Staff): Promise<PasskeyRow[]> {
  const { workspaceId } = allow(viewer, "staff.self");
  const keys = await db().passkey.findMany({
    where: { workspaceId, staffId: viewer.staffId },
    orderBy: { createdAt: "asc" },
    take: MAX_SHOWN,
    select: { id: true, label: true, createdAt: true, lastUsedAt: true, host: true },
  });
  return keys.map((key) => ({ ...key, works: worksAt(placeOf(viewer).host, key) }));
}

/**
 * What the browser needs to make a passkey. Whoever has one already has to use it first: a stolen mailbox adds none. What it will be
 * called is looked at before it is made.
 */
export async function beginAdding(viewer: Staff, typedLabel?: unknown): Promise<Result<{ options: PublicKeyCredentialCreationOptionsJSON }>> {
  allow(viewer, "staff.enter");
  if (viewer.secondStep === "prove") return refused("prove_first");
  if (!isFresh(viewer)) return refused("not_fresh");
  const label = typedLine(typedLabel, MAX_LABEL);
  if (isTooLong(label)) return noRoom("label", label);
  const known = await credentialsOf(viewer);
  if (known.length >= MAX_PASSKEYS) return refused("too_many");
  const { brand } = workspaceOf(viewer);
  const options = await generateRegistrationOptions({
    rpName: brand.name,
    rpID: placeOf(viewer).host,
    userID: Uint8Array.from(Buffer.from(viewer.staffId)),
    userName: viewer.email,
    userDisplayName: viewer.name,
    attestationType: "none",
    excludeCredentials: known,
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    timeout: CHALLENGE_MS,
  });
  await keepChallenge(viewer, options.challenge);
  return { ok: true, options };
}

/** The new passkey counts as the second step of this session too: it was just used. */
export async function finishAdding(viewer: Staff, response: unknown, typedLabel: unknown): Promise<Result<{ label: string }>> {
  const by = allow(viewer, "staff.enter");
  if (viewer.secondStep === "prove") return refused("prove_first");
  if (!isFresh(viewer)) return refused("not_fresh");
  const typed = typedLine(typedLabel, MAX_LABEL);
  if (isTooLong(typed)) return noRoom("label", typed);
  const label = typed || viewer.device;
  const expectedChallenge = await takeChallenge(viewer);
  if (!expectedChallenge) return refused("expired");
  const { origin, host } = placeOf(viewer);
  const made = await orNull(() =>
    verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: host,
      requireUserVerification: false,
    }),
  );
  if (!made?.verified || made.registrationInfo.credential.id.length > MAX_CREDENTIAL_ID) return refused("refused");
  const { id: credentialId, publicKey, counter, transports } = made.registrationInfo.credential;
  const { workspaceId } = by;
  try {
    return await transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM "Staff" WHERE "workspaceId" = ${workspaceId}::uuid AND id = ${viewer.staffId}::uuid FOR NO KEY UPDATE`;
      const has = await tx.passkey.count({ where: { workspaceId, staffId: viewer.staffId, ...madeAt(host) } });
      if (has >= MAX_PASSKEYS) return refused("too_many");
      // Another session may have added the first one meanwhile: then this one has to prove it like any other.
      if (has > 0 && viewer.secondStep) return refused("prove_first");
      const key = { publicKey: Uint8Array.from(publicKey), counter: BigInt(counter), transports: (transports ?? []).map(String).slice(0, 8) };
      await tx.passkey.create({ data: { workspaceId, staffId: viewer.staffId, credentialId, ...key, label, host } });
      await tx.session.updateMany({ where: { workspaceId, id: viewer.sessionId }, data: { passkeyAt: new Date() } });
      await record(tx, by, "staff.passkey_added", {}, { label });
      return { ok: true, label };
    });
  } catch (error) {
    if (isTaken(error)) return refused("known");
    throw error;
  }
}

/** What the browser needs to use one. */
export async function beginProving(viewer: Staff): Promise<Result<{ options: PublicKeyCredentialRequestOptionsJSON }>> {
  const { workspaceId } = allow(viewer, "staff.enter");
  const limit = await take(bucket("passkey", [workspaceId, viewer.staffId], TRIES, TRIES_MS));
  if (!limit.ok) return refused("limited");
  const options = await generateAuthenticationOptions({
    rpID: placeOf(viewer).host,
    allowCredentials: await credentialsOf(viewer),
    userVerification: "preferred",
    timeout: CHALLENGE_MS,
  });
  await keepChallenge(viewer, options.challenge);
  return { ok: true, options };
}

/** One's own passkey, over the challenge of this session: then the session is whole. */
export async function finishProving(viewer: Staff, response: unknown): Promise<Result> {
  const by = allow(viewer, "staff.enter");
  const expectedChallenge = await takeChallenge(viewer);
  if (!expectedChallenge) return refused("expired");
  const { workspaceId } = by;
  const credentialId = idIn(response);
  const key = credentialId ? await db().passkey.findFirst({ where: { workspaceId, staffId: viewer.staffId, credentialId } }) : null;
  const { origin, host } = placeOf(viewer);
  const proof =
    key &&
    (await orNull(() =>
      verifyAuthenticationResponse({
        response: response as AuthenticationResponseJSON,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: host,
        requireUserVerification: false,
        credential: { id: key.credentialId, publicKey: Uint8Array.from(key.publicKey), counter: Number(key.counter), transports: transportsOf(key) },
      }),
    ));
  return transaction(async (tx) => {
    if (!key || !proof?.verified) {
      await record(tx, by, "staff.passkey_refused", { ok: false }, {});
      return refused("refused");
    }
    const counter = BigInt(proof.authenticationInfo.newCounter);
    const { count } = await tx.passkey.updateMany({ where: { workspaceId, id: key.id, counter: key.counter }, data: { counter, lastUsedAt: new Date() } });
    if (!count) return refused("refused");
    await tx.session.updateMany({ where: { workspaceId, id: viewer.sessionId, endedAt: null }, data: { passkeyAt: new Date() } });
    await record(tx, by, "staff.passkey_used", {}, { label: key.label });
    return { ok: true };
  });
}

/** One of one's own. Where they are required, the last one stays until there is another. */
export async function removePasskey(viewer: Staff, typedId: unknown): Promise<Result<{ label: string }>> {
  const by = allow(viewer, "staff.self");
  if (!isFresh(viewer)) return refused("not_fresh");
  const id = parseId(typedId);
  const { host } = placeOf(viewer);
  const { workspaceId } = by;
  return transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Staff" WHERE "workspaceId" = ${workspaceId}::uuid AND id = ${viewer.staffId}::uuid FOR NO KEY UPDATE`;
    const found = id ? await tx.passkey.findFirst({ where: { workspaceId, staffId: viewer.staffId, id } }) : null;
    if (!found) return refused("refused");
    const others = await tx.passkey.count({ where: { workspaceId, staffId: viewer.staffId, id: { not: found.id }, ...madeAt(host) } });
    if (!others && worksAt(host, found) && workspaceOf(viewer).staffPasskey === "required") return refused("last");
    await tx.passkey.deleteMany({ where: { workspaceId, id: found.id } });
    await record(tx, by, "staff.passkey_removed", {}, { label: found.label });
    return { ok: true, label: found.label };
  });
}

/** What works at this host, as `FIND` of lib/sessions.ts has it: one whose host was not kept counts everywhere. */
export const madeAt = (host: string) => ({ OR: [{ host }, { host: null }] });

/** Those that work at today's address of the portal. */
async function credentialsOf(viewer: Staff) {
  const { workspaceId } = allow(viewer, "staff.enter");
  const where = { workspaceId, staffId: viewer.staffId, ...madeAt(placeOf(viewer).host) };
  const keys = await db().passkey.findMany({ where, take: MAX_PASSKEYS, select: { credentialId: true, transports: true } });
  return keys.map((key) => ({ id: key.credentialId, transports: transportsOf(key) }));
}

type Transports = NonNullable<NonNullable<PublicKeyCredentialRequestOptionsJSON["allowCredentials"]>[number]["transports"]>;
const transportsOf = ({ transports }: { transports: string[] }) => transports as Transports;

/** A passkey belongs to the workspace's own address, and works nowhere else. */
function placeOf(viewer: Staff): { origin: string; host: string } {
  const { origin } = workspaceOf(viewer);
  return { origin, host: hostOf(workspaceOf(viewer)) };
}

const worksAt = (host: string, key: { host: string | null }): boolean => (key.host ?? host) === host;

/** Kept in the session itself: nobody else's answer fits, and a new question takes the place of the one before. */
async function keepChallenge(viewer: Staff, challenge: string): Promise<void> {
  const { workspaceId } = allow(viewer, "staff.enter");
  const data = { challenge: Uint8Array.from(Buffer.from(challenge, "base64url")), challengeUntil: after(CHALLENGE_MS) };
  await db().session.updateMany({ where: { workspaceId, id: viewer.sessionId, staffId: viewer.staffId, endedAt: null }, data });
}

/** Good for one answer, right or wrong: gone before it is compared. */
async function takeChallenge(viewer: Staff): Promise<string | null> {
  const { workspaceId } = allow(viewer, "staff.enter");
  const [row] = await sql<{ challenge: Buffer | null; until: Date | null }>(
    `WITH old AS (SELECT id, challenge, "challengeUntil" AS until FROM "Session" WHERE "workspaceId" = $1::uuid AND id = $2::uuid AND "staffId" = $3::uuid FOR UPDATE)
     UPDATE "Session" s SET challenge = NULL, "challengeUntil" = NULL FROM old WHERE s.id = old.id RETURNING old.challenge, old.until`,
    [workspaceId, viewer.sessionId, viewer.staffId],
  );
  return row?.challenge && row.until && row.until > new Date() ? Buffer.from(row.challenge).toString("base64url") : null;
}

function idIn(response: unknown): string | null {
  const id = typeof response === "object" && response !== null && "id" in response ? response.id : null;
  return typeof id === "string" && id.length <= MAX_CREDENTIAL_ID ? id : null;
}

/** The library says no by throwing, also at nonsense. */
async function orNull<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}

const refused = (reason: PasskeyProblem): { ok: false; reason: PasskeyProblem } => ({ ok: false, reason });
