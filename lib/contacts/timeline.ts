// What happened with one contact (SPEC D4): their log, with what became part of them by a merge, and every opening of their links.
import type { Purpose } from "@/prisma/generated/enums";
import { PURPOSE_WORDS } from "../activity/actions";
import { type Window, withArchived } from "../activity/archived";
import { type ActivityEntry, type ActivityPage, type ActivityRow, type Cursors, entriesOf, findActivity, pageOf } from "../activity/list";
import { MERGED } from "../activity/part";
import { filterName } from "../doctor/ledger";
import { db, sql } from "../plumbing/db";
import { deviceName } from "../values/device";
import { domainOf } from "../values/email-address";
import { parseId } from "../values/id";
import { allow, type Staff } from "../viewer";

/** However often somebody is merged: as many as a page can be put together from. */
const MAX_MERGED = 20;

export async function timelineOf(viewer: Staff, contactId: string, cursors: Cursors = {}): Promise<ActivityPage> {
  const { workspaceId } = allow(viewer, "activity.read");
  const names = await mergedInto(workspaceId, contactId);
  const { rows, ...around } = await pageOf<ActivityRow | Opening>(cursors, async (window) => {
    const logs = [contactId, ...names.keys()].map((id) => findActivity(viewer, { contactId: id }, window));
    return inOrder((await Promise.all([...logs, openingsOf(workspaceId, contactId, window)])).flat(), window);
  });
  const logged = await entriesOf(workspaceId, rows.filter(isLogged), names);
  const entries = new Map(logged.map((entry) => [entry.id, entry]));
  // The page is about this contact: none of its lines has to lead here, and those of a merged one lead nowhere.
  return { entries: rows.map((row) => ({ ...(isLogged(row) ? entries.get(row.id)! : opened(row)), contactId: null })), ...around };
}

/** Who was merged into this contact, and into those, with the names they had. */
async function mergedInto(workspaceId: string, contactId: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (let ids = [contactId]; ids.length && names.size < MAX_MERGED; ) {
    const merges = (await Promise.all(ids.map((id) => mergesOf(workspaceId, id)))).flat();
    const others = merges
      .map(({ data }) => data as { other: string; otherId?: string })
      .filter(({ otherId }) => parseId(otherId) && !names.has(otherId!))
      .slice(0, MAX_MERGED - names.size);
    for (const { other, otherId } of others) names.set(otherId!, other);
    ids = others.map(({ otherId }) => otherId!);
  }
  return names;
}

async function mergesOf(workspaceId: string, contactId: string) {
  const rows = await db().activity.findMany({
    where: { workspaceId, contactId, action: MERGED },
    orderBy: { at: "asc" },
    take: MAX_MERGED,
    select: { id: true, at: true, data: true },
  });
  const all = { before: null, since: null, ascending: true, limit: MAX_MERGED };
  return withArchived(rows, workspaceId, { contactId, action: MERGED }, all);
}

interface Opening {
  id: string;
  at: Date;
  times: number;
  looks: string;
  pressed: boolean;
  ip: string;
  userAgent: string;
  purpose: Purpose;
  emailKey: string;
}

const isLogged = (row: ActivityRow | Opening): row is ActivityRow => "action" in row;

const SAME = `PARTITION BY o."linkId", o.looks, o."userAgent"`;

/** One for each way a link was opened, at its first time: mail filters come back again and again. */
async function openingsOf(workspaceId: string, contactId: string, { before, since, ascending, limit }: Window): Promise<Opening[]> {
  const edge = before ?? since;
  const within = edge ? `WHERE (at, id) ${before ? "<" : ">"} ($3::timestamptz, $4::uuid)` : "";
  return sql<Opening>(
    `SELECT * FROM (
       SELECT DISTINCT ON (o."linkId", o.looks, o."userAgent") o.id, o.at, o.looks, o.ip, o."userAgent", l.purpose, coalesce(l."newEmail", l."emailKey") AS "emailKey",
         count(*) OVER (${SAME})::int AS times, bool_or(o.pressed) OVER (${SAME}) AS pressed
       FROM "SignInLink" l JOIN "LinkOpening" o ON o."workspaceId" = l."workspaceId" AND o."linkId" = l.id
       WHERE l."workspaceId" = $1::uuid AND l."contactId" = $2::uuid ORDER BY o."linkId", o.looks, o."userAgent", o.at, o.id
     ) opened ${within} ORDER BY ${ascending ? "at, id" : "at DESC, id DESC"} LIMIT ${limit}`,
    [workspaceId, contactId, ...(edge ? [edge.at, edge.id] : [])],
  );
}

function inOrder<T extends { at: Date; id: string }>(rows: T[], { ascending, limit }: Window): T[] {
  const sign = ascending ? 1 : -1;
  return rows.sort((a, b) => sign * (a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))).slice(0, limit);
}

function opened({ id, at, times, looks, pressed, ip, userAgent, purpose, emailKey }: Opening): ActivityEntry {
  const device = deviceName(userAgent);
  const often = times === 1 ? "" : times === 2 ? " twice" : ` ${times} times`;
  const known = looks === "asking_browser" ? ", where it was asked for" : looks === "known_device" ? ", which they have used before" : "";
  const sentence =
    looks === "scanner"
      ? `${filterName(domainOf(emailKey))} opened the ${PURPOSE_WORDS[purpose]} for ${emailKey}${often}${pressed ? " and pressed its button." : ". That is harmless."}`
      : `The ${PURPOSE_WORDS[purpose]} for ${emailKey} was opened${often} with ${device}${known}.`;
  return {
    id,
    at,
    type: "LINK",
    action: "link.opened",
    actor: "visitor",
    sentence,
    ok: true,
    contactId: null,
    mailId: null,
    ip,
    device,
    data: {},
    seq: null,
    archived: false,
  };
}
