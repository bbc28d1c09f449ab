// Handing mails over (SPEC M2): claim, write, keep the bytes, call the provider, note what came of it. Any step may be the last of a process.
import type { MailData } from "@/emails/data";
import type { MailLane } from "@/prisma/generated/enums";
import { isDatabaseDown, sql } from "../plumbing/db";
import { log } from "../plumbing/log";
import { transport } from "../plumbing/transport";
import { CALL_TIMEOUT_MS, type Letter, MAX_BATCH, type Outcome, type Transport } from "../plumbing/transport/letter";
import { newId } from "../values/id";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../values/time";
import { workspaceById } from "../workspaces";
import { type Claimed, claim, claimBatch, forgetBatches, takeBackFromTheDead, whatIsDue } from "./claim";
import { type OwnWords, writeLetter } from "./letter";
import { doubt, drop, giveUp, handedOver, takeApart, tryLater } from "./outcome";
import { pause, pausedForMs, takeCall } from "./pace";
import { openSealed, sealLetter } from "./sealed";
import { underDefaultSender } from "./sender";
import { reasonsAgainst } from "./useless";

export interface Tally {
  sent: number;
  later: number;
  failed: number;
  dropped: number;
  uncertain: number;
}

const CLAIM_SIZE = 20;
/** So many mails are handed over one by one even where a batch could be made. */
const ALONE: Record<MailLane, number> = { sign_in: 5, bulk: 1 };
/** The provider knows a key for 24 hours: what was tried then and has no answer yet may not be tried any more. */
const KEY_LIVES_MS = 23 * HOUR_MS;
const FIRST_WAIT_MS = SECOND_MS;
const SOON_MS = 1;
const AWAY = "The database was away for a moment.";
const MAX_WAIT_MS: Record<MailLane, number> = { sign_in: 30 * SECOND_MS, bulk: 5 * MINUTE_MS };
/** Something here, not at the provider, keeps the letter from being written: somebody has to look. */
const MENDING_WAIT_MS = MINUTE_MS;
/** So many failed calls in a row mean that the provider is down: one knock at the door now and then is enough. */
const DOWN_AFTER = 5;
const MAX_DOWN_PAUSE_MS = 15 * SECOND_MS;

let failedInARow = 0;

export async function deliver(until: number): Promise<Tally> {
  const tally: Tally = { sent: 0, later: 0, failed: 0, dropped: 0, uncertain: 0 };
  const carrier = transport();
  if (!carrier.sendBatch) await forgetBatches();
  let due = await whatIsDue();
  if (due.dead) {
    const { uncertain } = await takeBackFromTheDead(carrier.idempotent);
    for (const mail of uncertain) await settle(mail, { kind: "uncertain", problem: "Foyer was stopped in the middle of handing it over." }, tally);
    due = await whatIsDue();
  }
  // Side by side: a bulk mail that hangs never stands in front of a sign-in mail.
  await Promise.all(LANES.map((lane) => (due[lane] ? deliverLane(lane, carrier, until, tally) : undefined)));
  return tally;
}

const LANES = ["sign_in", "bulk"] as const satisfies MailLane[];

async function deliverLane(lane: MailLane, carrier: Transport, until: number, tally: Tally): Promise<void> {
  while (Date.now() < until && !(carrier.callsPerSecond && (await pausedForMs()))) {
    const batch = carrier.sendBatch ? await claimBatch(lane) : [];
    const claimed = batch.length ? batch : await claim(lane, carrier.sendBatch ? MAX_BATCH : CLAIM_SIZE);
    if (!claimed.length) return;
    try {
      await handOverClaimed(claimed, batch[0]?.batchKey ?? null, lane, carrier, tally);
    } catch (error) {
      // Not one of them was handed over: they need not wait until the claim runs out.
      if (isDatabaseDown(error)) await tryLater(claimed, AWAY, SOON_MS);
      throw error;
    }
    if (!(await whatIsDue())[lane]) return;
  }
}

async function handOverClaimed(claimed: Claimed[], batchKey: string | null, lane: MailLane, carrier: Transport, tally: Tally): Promise<void> {
  const useful = await stillUseful(claimed, tally);
  const together = carrier.sendBatch ? (batchKey ?? newBatchKey(lane, useful)) : null;
  const letters = await write(useful, together, tally);
  if (together) await handOverTogether(letters, together, carrier, tally);
  else await sideBySide(carrier.parallel, letters, ([mail, letter]) => handOver(mail, letter, carrier, tally));
}

/** Many first tries go in one call; few, and those that were taken apart, by themselves, so that none suffers from another. */
const newBatchKey = (lane: MailLane, mails: Claimed[]): string | null =>
  mails.length > ALONE[lane] && mails.every(({ attempts }) => attempts === 1) ? `batch-${newId()}` : null;

async function stillUseful(mails: Claimed[], tally: Tally): Promise<Claimed[]> {
  const reasons = await reasonsAgainst(mails);
  const useful: Claimed[] = [];
  for (const mail of mails) {
    const against = reasons.get(mail.id);
    if (against?.state === "sent") await settle(mail, { kind: "sent", providerId: null, before: true }, tally);
    else if (against) {
      await drop(mail, against.reason, against.state);
      tally.dropped++;
    } else if (mail.subject && Date.now() - mail.createdAt.getTime() > KEY_LIVES_MS) {
      await settle(mail, { kind: "uncertain", problem: "The provider gave no clear answer for a day." }, tally);
    } else useful.push(mail);
  }
  return useful;
}

/** The letters, as they were when they were first tried; new ones are kept, sealed, before anybody sees them. */
async function write(mails: Claimed[], batchKey: string | null, tally: Tally): Promise<[Claimed, Letter][]> {
  const own = await ownWords(mails);
  const letters: [Claimed, Letter][] = [];
  const fresh: [Claimed, Letter][] = [];
  for (const mail of mails) {
    try {
      const { letter, secret } = openSealed<Letter>(mail.id, mail.sealed);
      const workspace = letter ? null : await workspaceById(mail.workspaceId);
      const written = letter ?? (workspace && (await writeLetter({ ...mail, data: mail.data as MailData, secret }, workspace, own(mail))));
      if (!written) throw new Error("The workspace of a mail is gone.");
      letters.push([mail, written]);
      if (!letter || mail.batchKey !== batchKey) fresh.push([mail, written]);
    } catch (error) {
      log.error("A mail could not be written.", error, { mail: mail.id, template: mail.template });
      await tryLater([mail], "It could not be written. The reason is in Foyer's log.", MENDING_WAIT_MS);
      tally.later++;
    }
  }
  await keep(fresh, batchKey);
  return letters;
}

async function ownWords(mails: Claimed[]): Promise<(mail: Claimed) => OwnWords | undefined> {
  const rows = await sql<OwnWords & { workspaceId: string; template: string }>(
    WORDS,
    [mails.map((m) => m.workspaceId), mails.map((m) => m.template)],
    "mail-words",
  );
  const found = new Map(rows.map((row) => [`${row.workspaceId} ${row.template}`, row]));
  return ({ workspaceId, template }) => found.get(`${workspaceId} ${template}`);
}

const WORDS = `SELECT "workspaceId", template, subject, intro, button FROM "Wording" WHERE "workspaceId" = ANY($1::uuid[]) AND template = ANY($2::text[])`;

async function keep(letters: [Claimed, Letter][], batchKey: string | null): Promise<void> {
  if (!letters.length) return;
  await sql(
    `UPDATE "Mail" m SET sealed = v.sealed, subject = v.subject, "batchKey" = $5 FROM unnest($1::uuid[], $2::int[], $3::text[], $4::bytea[]) AS v(id, attempts, subject, sealed)
     WHERE m.id = v.id AND m.attempts = v.attempts AND m.state = 'sending'`,
    [
      letters.map(([{ id }]) => id),
      letters.map(([{ attempts }]) => attempts),
      letters.map(([, { subject }]) => subject),
      letters.map(([{ id }, letter]) => Buffer.from(sealLetter(id, letter))),
      batchKey,
    ],
    "mail-keep",
  );
}

async function handOver(mail: Claimed, letter: Letter, carrier: Transport, tally: Tally): Promise<void> {
  try {
    const refused = await waitForTurn(mail, carrier);
    const outcome = refused ?? (await carrier.send(letter).catch(broken));
    await settle(mail, await withAnotherSender(outcome, mail, letter), tally);
  } catch (error) {
    // What came of it could not be noted: the claim runs out, and the mail goes out again with the same key.
    log.error("The outcome of a mail could not be noted.", error, { mail: mail.id });
  }
}

/** Refused for the domain it comes from, and so surely not taken: written anew under the default sender, it goes out at once. */
async function withAnotherSender(outcome: Outcome, mail: Claimed, letter: Letter): Promise<Outcome> {
  const other = outcome.kind === "later" && outcome.badSender ? await underDefaultSender(letter) : null;
  if (!other) return outcome;
  await keep([[mail, other]], null);
  return { ...outcome, waitMs: SOON_MS } as Outcome;
}

/** Before the call: nothing was handed over. */
function away(error: unknown): Outcome {
  if (!isDatabaseDown(error)) throw error;
  return { kind: "later", problem: AWAY, waitMs: SECOND_MS };
}

const broken = (error: Error): Outcome => {
  log.error("The mail transport broke.", error);
  return { kind: "later", problem: "The mail could not be handed over. The reason is in Foyer's log." };
};

/** Waits for a call the provider's rate allows; gives up when the claim would run out under it. */
async function waitForTurn({ lane, claimedUntil }: Claimed, { callsPerSecond }: Transport): Promise<Outcome | null> {
  const lastMoment = claimedUntil.getTime() - CALL_TIMEOUT_MS - 5 * SECOND_MS;
  for (;;) {
    if (Date.now() > lastMoment) return { kind: "later", problem: "It had to wait for its turn.", waitMs: SECOND_MS };
    if (callsPerSecond === null) return null;
    const turn = await takeCall(callsPerSecond, lane).catch(away);
    if (typeof turn === "object") return turn;
    if (turn === true) return null;
    if (turn > SECOND_MS) return { kind: "later", problem: "The provider asked for a pause.", waitMs: turn };
    await new Promise((resolve) => setTimeout(resolve, turn + Math.random() * 50));
  }
}

/** One call for all of them; the same letters under the same key whenever it has to be tried again. */
async function handOverTogether(letters: [Claimed, Letter][], key: string, carrier: Transport, tally: Tally): Promise<void> {
  const sorted = letters.toSorted(([a], [b]) => (a.id < b.id ? -1 : 1));
  const mails = sorted.map(([mail]) => mail);
  const [first] = mails;
  if (!first || !carrier.sendBatch) return;
  try {
    const refused = await waitForTurn(first, carrier);
    const outcomes = refused
      ? mails.map(() => refused)
      : await carrier
          .sendBatch(
            sorted.map(([, letter]) => letter),
            key,
          )
          .catch((error) => mails.map(() => broken(error)));
    await settleTogether(mails, outcomes, tally);
  } catch (error) {
    log.error("The outcome of a batch of mails could not be noted.", error, { batch: key });
  }
}

async function settleTogether(mails: Claimed[], outcomes: Outcome[], tally: Tally): Promise<void> {
  const [first] = outcomes;
  // Refused as a whole for the fault of one: by themselves it shows which.
  if (outcomes.every((outcome) => outcome.kind === "never" || (outcome.kind === "later" && outcome.badSender))) return takeApart(mails);
  if (first?.kind === "later") return settleLater(mails, first, tally);
  failedInARow = 0;
  const taken = outcomes.flatMap((outcome, i) => (outcome.kind === "sent" ? { mail: mails[i]!, ...outcome } : []));
  await handedOver(taken);
  tally.sent += taken.length;
  for (const [i, outcome] of outcomes.entries()) if (outcome.kind !== "sent") await settle(mails[i]!, outcome, tally);
}

async function settle(mail: Claimed, outcome: Outcome, tally: Tally): Promise<void> {
  switch (outcome.kind) {
    case "sent":
      failedInARow = 0;
      await handedOver([{ mail, ...outcome }]);
      tally.sent++;
      return;
    case "later":
      return settleLater([mail], outcome, tally);
    case "never":
      await giveUp(mail, outcome.problem);
      tally.failed++;
      return;
    case "uncertain":
      await doubt(mail, outcome.problem);
      tally.uncertain++;
  }
}

async function settleLater(mails: Claimed[], outcome: Outcome & { kind: "later" }, tally: Tally): Promise<void> {
  const pauseMs = outcome.pauseMs ?? downFor(outcome);
  if (pauseMs) await pause(pauseMs);
  // Asked to pause, everybody does: then nothing speaks against these mails. Otherwise each try waits longer than the last.
  const asked = outcome.pauseMs === undefined ? backOffMs(mails[0]!) : SOON_MS;
  await tryLater(mails, outcome.problem, Math.max(outcome.waitMs ?? asked, pauseMs));
  tally.later += mails.length;
}

function downFor({ waitMs }: { waitMs?: number }): number {
  if (waitMs !== undefined) return 0;
  failedInARow++;
  return failedInARow < DOWN_AFTER ? 0 : Math.min(SECOND_MS * 2 ** (failedInARow - DOWN_AFTER), MAX_DOWN_PAUSE_MS);
}

/** Doubles from try to try, with chance in it, so that what failed together does not come back together. */
const backOffMs = ({ attempts, lane }: Claimed) => Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), MAX_WAIT_MS[lane]) * (0.5 + Math.random() / 2);

async function sideBySide<T>(width: number, items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const line = async () => {
    for (let item = rest.shift(); item; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, line));
}
