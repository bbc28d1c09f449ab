// The built-in mailbox (SPEC M3): what would have been mailed, on a developer's machine and nowhere else.
import { deliverDue } from "./mail";
import { db } from "./plumbing/db";
import { env } from "./plumbing/env";
import { parseId } from "./values/id";
import { SECOND_MS } from "./values/time";
import { isBareLocalhost, workspaceByHost } from "./workspaces";

/** Whose mails a host shows: those of its workspace, or on the bare base host everybody's. */
export interface Mailbox {
  workspaceId: string | null;
}

export interface OutboxEntry {
  id: string;
  to: string;
  from: string;
  subject: string;
  purpose: string;
  at: Date;
}

export interface OutboxLetter extends OutboxEntry {
  html: string;
  text: string;
  links: string[];
  code: string | null;
  replyTo: string | null;
}

const PAGE = 50;
const MAX_SEARCH = 100;
const WAIT_MS = 30 * SECOND_MS;
const LOOK_EVERY_MS = 200;

/** null: there is no mailbox here. It exists where no provider is configured and the base host is localhost (SPEC 2). */
export async function mailboxAt(host: string | null): Promise<Mailbox | null> {
  if (env().transport !== "outbox" || !env().isLocal) return null;
  const workspace = await workspaceByHost(host);
  if (workspace) return { workspaceId: workspace.id };
  return isBareLocalhost(host) ? { workspaceId: null } : null;
}

const within = ({ workspaceId }: Mailbox) => (workspaceId ? { workspaceId } : {});
const ENTRY = { id: true, to: true, from: true, subject: true, purpose: true, at: true } as const;

/** The newest first; `search` looks into addresses, subjects and texts. */
export async function listOutbox(mailbox: Mailbox, search = "", before?: string): Promise<OutboxEntry[]> {
  const words = search.slice(0, MAX_SEARCH).trim();
  const like = { contains: words.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
  const cursor = parseId(before);
  return db().outboxMail.findMany({
    where: {
      ...within(mailbox),
      ...(words && { OR: [{ to: like }, { subject: like }, { text: like }] }),
      ...(cursor && { id: { lt: cursor } }),
    },
    orderBy: { id: "desc" },
    take: PAGE,
    select: ENTRY,
  });
}

export async function readOutbox(mailbox: Mailbox, id: unknown): Promise<OutboxLetter | null> {
  const parsed = parseId(id);
  const row = parsed ? await db().outboxMail.findFirst({ where: { ...within(mailbox), id: parsed } }) : null;
  return row && shape(row);
}

/** The first mail to this address since then; waits for it, and helps it on its way. */
export async function nextMail(mailbox: Mailbox, toKey: string, since: Date, signal?: AbortSignal): Promise<OutboxLetter | null> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const row = await db().outboxMail.findFirst({ where: { ...within(mailbox), toKey, at: { gte: since } }, orderBy: { at: "asc" } });
    if (row) return shape(row);
    if (Date.now() > until || signal?.aborted) return null;
    if ((await deliverDue({ budgetMs: SECOND_MS })).sent === 0) await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
  }
}

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["outboxMail"]["findFirst"]>>>;

const shape = ({ id, to, from, subject, purpose, at, html, text, links, code, headers }: Row): OutboxLetter => ({
  ...{ id, to, from, subject, purpose, at, html, text, links, code },
  replyTo: (headers as { "reply-to"?: string })["reply-to"] ?? null,
});
