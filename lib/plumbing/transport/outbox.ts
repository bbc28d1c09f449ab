// The built-in mailbox on a developer's machine (M3): a table that /outbox shows.
import { db } from "../db";
import type { Letter, Transport } from "./letter";

export const outboxTransport: Transport = { name: "outbox", idempotent: true, callsPerSecond: null, parallel: 10, send: keep, check };

async function check() {
  return { ok: true, says: "Mails stay on this machine: look at /outbox." };
}

async function keep({ key, workspaceId, template, from, to, replyTo, subject, html, text, links, code }: Letter) {
  const row = { key, workspaceId, from, to, toKey: to.toLowerCase(), subject, purpose: template, html, text, links, code };
  const kept = await db().outboxMail.upsert({
    where: { key },
    create: { ...row, headers: replyTo ? { "reply-to": replyTo } : {} },
    update: {},
    select: { id: true },
  });
  return { kind: "sent" as const, providerId: kept.id };
}
