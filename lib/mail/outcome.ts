// What became of a claimed mail, written with the link's new lifetime and the activity entry in one transaction (SPEC L15, 12.5).
import { record, system } from "../activity";
import { type Tx, transaction } from "../plumbing/db";
import { clean } from "../plumbing/log";
import { after } from "../values/time";
import type { Claimed } from "./claim";

type Mine = Pick<Claimed, "id" | "workspaceId" | "template" | "to" | "attempts" | "contactId" | "linkId" | "requestId">;

const MAX_PROBLEM = 300;

const done = { sealed: null, claimedUntil: null } as const;
const about = ({ id, contactId, linkId, requestId }: Mine) => ({ mailId: id, contactId, linkId, requestId });
const tidy = (problem: string) => clean(problem).slice(0, MAX_PROBLEM);

/** Still this try of this process, and not sent by anybody: what a late or stolen claim must not overwrite. */
const mine = ({ id, attempts }: Mine) => ({ id, attempts, state: "sending" as const, sentAt: null });

export const handedOver = (mail: Mine, providerId: string | null, at = new Date()) => transaction((tx) => markHandedOver(tx, mail, providerId, at));

/** The provider has it: the lifetime starts now and the secret is wiped. Says it once, whoever learns it first: us or a webhook. */
export async function markHandedOver(tx: Tx, mail: Mine, providerId: string | null, at: Date): Promise<boolean> {
  const { count } = await tx.mail.updateMany({
    where: { id: mail.id, sentAt: null },
    data: { ...done, state: "sent", sentAt: at, stateAt: at, problem: null, ...(providerId && { providerId }) },
  });
  if (!count) return false;
  if (mail.linkId)
    await tx.$executeRaw`UPDATE "SignInLink" SET "sentAt" = ${at}::timestamptz, "expiresAt" = ${at}::timestamptz + make_interval(mins => "lifetimeMinutes")
      WHERE id = ${mail.linkId}::uuid AND "sentAt" IS NULL`;
  await record(tx, system(mail.workspaceId), "mail.sent", about(mail), { template: mail.template, to: mail.to });
  return true;
}

/** Not this time. */
export async function tryLater(mail: Mine, problem: string, waitMs: number, now = new Date()): Promise<void> {
  await transaction((tx) =>
    tx.mail.updateMany({
      where: mine(mail),
      data: { state: "queued", problem: tidy(problem), claimedUntil: null, nextAttemptAt: after(waitMs, now), stateAt: now },
    }),
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
  transaction(async (tx) => {
    const { count } = await tx.mail.updateMany({ where: mine(mail), data: { ...done, state, problem: tidy(problem), stateAt: new Date() } });
    if (count) await tell(tx);
  });
