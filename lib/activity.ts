// The log of what happened: written with the change it tells of, in the same transaction (SPEC 12.5, D7).
import type { Prisma } from "@/prisma/generated/client";
import { ACTIONS, type ActionName, type DataOf, type Names } from "./activity/actions";
import type { Tx } from "./plumbing/db";
import { newId } from "./values/id";
import type { Actor } from "./viewer";

/** What an entry is about, besides who did it. */
export interface About {
  contactId?: string | null;
  companyId?: string | null;
  staffId?: string | null;
  linkId?: string | null;
  mailId?: string | null;
  sessionId?: string | null;
  requestId?: string | null;
  ok?: boolean;
}

export async function record<A extends ActionName>(tx: Tx, by: Actor, action: A, about: About, data: DataOf<A>): Promise<void> {
  await tx.activity.create({ data: entry(by, action, about, data) });
}

/** The same as a row, for statements that write several at once. */
export function entry<A extends ActionName>(by: Actor, action: A, about: About, data: DataOf<A>) {
  const { workspaceId, actor, ip = null, device = null } = by;
  return {
    id: newId(),
    workspaceId,
    at: new Date(),
    type: ACTIONS[action].type,
    action,
    actor,
    ip,
    device,
    staffId: about.staffId ?? by.staffId ?? null,
    contactId: about.contactId ?? by.contactId ?? null,
    sessionId: about.sessionId ?? by.sessionId ?? null,
    companyId: about.companyId ?? null,
    linkId: about.linkId ?? null,
    mailId: about.mailId ?? null,
    requestId: about.requestId ?? null,
    ok: about.ok ?? true,
    data: data as Prisma.InputJsonObject,
  };
}

const INTO = `id, "workspaceId", at, type, action, actor, ip, device, "staffId", "contactId", "sessionId", "companyId", "linkId", "mailId", "requestId", ok, data`;

/** Many at once, as one value: a statement with thousands of them costs more than what it tells of. */
export async function recordAll(tx: Tx, entries: ReturnType<typeof entry>[]): Promise<void> {
  if (!entries.length) return;
  await tx.$executeRawUnsafe(
    `INSERT INTO "Activity" (${INTO}) SELECT ${INTO} FROM jsonb_populate_recordset(NULL::"Activity", $1::jsonb)`,
    JSON.stringify(entries),
  );
}

/** An entry as a sentence; used by the page, the mail, the export and the tests alike. */
export function sentence(action: string, data: unknown, names: Names): string {
  const known = ACTIONS[action as ActionName] as { say(data: unknown, names: Names): string } | undefined;
  return known ? known.say(data, names) : `${names.who} did something this version of Foyer does not know (${action}).`;
}

/** Foyer itself, acting for a workspace. */
export const system = (workspaceId: string): Actor => ({ workspaceId, actor: "system" });
