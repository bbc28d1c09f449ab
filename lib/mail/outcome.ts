// What became of a claimed mail, written with the link's new lifetime and the activity entry in one transaction (SPEC L15, 12.5).
import { entry, record, system } from "../activity";
import { insist, sql, type Tx, transaction } from "../plumbing/db";
import { clean } from "../plumbing/log";
import { after } from "../values/time";
import type { Claimed } from "./claim";

type Mine = Pick<Claimed, "id" | "workspaceId" | "template" | "to" | "attempts" | "contactId" | "linkId" | "requestId">;

export interface Taken {
  mail: Mine;
  /** The provider's own id, where it told one. */
  providerId: string | null;
  /** Concluded, not told: whoever holds a later claim of the mail knows better. */
  before?: boolean | undefined;
}

const MAX_PROBLEM = 300;

const done = { sealed: null, claimedUntil: null } as const;
const about = ({ id, contactId, linkId, requestId }: Mine) => ({ mailId: id, contactId, linkId, requestId });
/** In the words of somebody else's server: half a character is none that the database takes. */
const tidy = (problem: string) => clean(problem).slice(0, MAX_PROBLEM).toWellFormed();

/** Still this try of this process, and not sent by anybody: what a late or stolen claim must not overwrite. */
const mine = ({ id, attempts }: Mine) => ({ id, attempts, state: "sending" as const, sentAt: null });

/** What came of a call to the provider is known to this process alone. */
const note = (work: (tx: Tx) => Promise<unknown>) => insist(() => transaction(work));

/** The provider has them: lifetimes start now and secrets are wiped. Says it once, whoever learns it first: we or a webhook. */
export async function handedOver(taken: Taken[], at = new Date()): Promise<void> {
  if (taken.length) await insist(() => sql(HANDED_OVER, valuesOf(taken, at), "mail-handed-over"));
}

/** The same within a transaction. */
export async function markHandedOver(tx: Tx, taken: Taken[], at: Date): Promise<void> {
  await tx.$queryRawUnsafe(HANDED_OVER, ...valuesOf(taken, at));
}

const valuesOf = (taken: Taken[], at: Date) => [
  at,
  taken.map(({ mail }) => mail.id),
  taken.map(({ mail }) => mail.attempts),
  taken.map(({ providerId }) => providerId ?? ""),
  taken.map(({ before }) => before ?? false),
  JSON.stringify(taken.map(({ mail }) => sentEntry(mail))),
];

const HANDED_OVER = `
WITH marked AS (
  UPDATE "Mail" m SET state = 'sent', "sentAt" = $1::timestamptz, "stateAt" = $1::timestamptz, problem = NULL, sealed = NULL, "claimedUntil" = NULL,
    "providerId" = coalesce(nullif(t.provider, ''), m."providerId")
  FROM unnest($2::uuid[], $3::int[], $4::text[], $5::boolean[]) AS t(id, attempts, provider, before)
  WHERE m.id = t.id AND m."sentAt" IS NULL AND (NOT t.before OR (m.state = 'sending' AND m.attempts = t.attempts)) RETURNING m.id, m."linkId"
), started AS (
  UPDATE "SignInLink" l SET "sentAt" = $1::timestamptz, "expiresAt" = $1::timestamptz + make_interval(mins => l."lifetimeMinutes")
  WHERE l.id = ANY(ARRAY(SELECT "linkId" FROM marked WHERE "linkId" IS NOT NULL)) AND l."sentAt" IS NULL
), told AS (
  INSERT INTO "Activity" SELECT a.* FROM jsonb_populate_recordset(NULL::"Activity", $6::jsonb) a JOIN marked ON marked.id = a."mailId"
)
SELECT id FROM marked`;

const sentEntry = (mail: Mine) => entry(system(mail.workspaceId), "mail.sent", about(mail), { template: mail.template, to: mail.to });

/** Not this time. */
export async function tryLater(mails: Mine[], problem: string, waitMs: number, now = new Date()): Promise<void> {
  await note((tx) =>
    tx.mail.updateMany({
      where: { OR: mails.map(mine) },
      data: { state: "queued", problem: tidy(problem), claimedUntil: null, nextAttemptAt: after(waitMs, now), stateAt: now },
    }),
  );
}

/** The batch was refused as a whole, surely: from now on each goes by itself. */
export async function takeApart(mails: Mine[], now = new Date()): Promise<void> {
  await note((tx) =>
    tx.mail.updateMany({ where: { OR: mails.map(mine) }, data: { state: "queued", batchKey: null, claimedUntil: null, nextAttemptAt: now, stateAt: now } }),
  );
}

export const giveUp = (mail: Mine, problem: string) =>
  end(mail, "failed", problem, (tx) =>
    record(tx, system(mail.workspaceId), "mail.failed", { ...about(mail), ok: false }, { template: mail.template, to: mail.to, problem: tidy(problem) }),
  );

/** `reason` completes "A mail to ada@example.com was not sent any more: …". */
export const drop = (mail: Mine, reason: string, state: "dropped" | "suppressed" = "dropped") =>
  end(mail, state, reason, (tx) =>
    record(tx, system(mail.workspaceId), "mail.dropped", { ...about(mail), ok: false }, { template: mail.template, to: mail.to, reason }),
  );

export const doubt = (mail: Mine, problem: string) =>
  end(mail, "uncertain", problem, (tx) =>
    record(tx, system(mail.workspaceId), "mail.uncertain", { ...about(mail), ok: false }, { template: mail.template, to: mail.to }),
  );

const end = (mail: Mine, state: "failed" | "dropped" | "suppressed" | "uncertain", problem: string, tell: (tx: Tx) => Promise<void>) =>
  note(async (tx) => {
    const { count } = await tx.mail.updateMany({ where: mine(mail), data: { ...done, state, problem: tidy(problem), stateAt: new Date() } });
    if (count) await tell(tx);
  });
