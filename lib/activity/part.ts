// A part of the archive (SPEC D7): entries of one month of a workspace's log as JSON lines, packed, each with its place in the chain and its seal.
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ActivityType } from "@/prisma/generated/enums";

/** Far more than the chore puts into one. What unpacks to more was not packed by Foyer. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

export interface Row {
  id: string;
  workspaceId: string;
  at: Date;
  type: ActivityType;
  action: string;
  actor: string;
  staffId: string | null;
  contactId: string | null;
  companyId: string | null;
  sessionId: string | null;
  linkId: string | null;
  mailId: string | null;
  requestId: string | null;
  ip: string | null;
  device: string | null;
  ok: boolean;
  data: Record<string, unknown>;
}

export interface SealedRow extends Row {
  seq: string;
  hash: Buffer;
}

/** What can be known of a part without opening it. */
export interface Label {
  firstSeq: string;
  lastSeq: string;
  firstAt: Date;
  lastAt: Date;
  count: number;
  marks: number[];
}

export const COLUMNS = `id, "workspaceId", at, type::text, action, actor, "staffId", "contactId", "companyId", "sessionId", "linkId", "mailId", "requestId", ip, device, ok, data`;

const NOTHING = { staffId: null, contactId: null, companyId: null, sessionId: null, linkId: null, mailId: null, requestId: null, ip: null, device: null };

export const pack = (rows: SealedRow[]): Promise<Buffer> => promisify(gzip)(rows.map(lineOf).join(""));

/** Throws when these bytes are nothing that was packed here. `having`: lines without this text are not looked into, which is most of the work. */
export async function unpack(workspaceId: string, entries: Uint8Array, having = ""): Promise<SealedRow[]> {
  const text = (await promisify(gunzip)(entries, { maxOutputLength: MAX_UNPACKED_BYTES })).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "" && line.includes(having))
    .map((line) => rowOf(workspaceId, line));
}

/** What is not there takes no room. */
export function lineOf({ workspaceId: _, hash, ...row }: SealedRow): string {
  const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return `${JSON.stringify({ ...said, hash: hash.toString("base64") })}\n`;
}

function rowOf(workspaceId: string, line: string): SealedRow {
  const { at, hash, ...rest } = JSON.parse(line);
  const row = { ...NOTHING, ...rest, workspaceId, at: new Date(at), hash: Buffer.from(hash, "base64") };
  if (Number.isNaN(row.at.getTime()) || !/^\d{1,18}$/.test(row.seq)) throw new Error("This is no entry of the log.");
  return row;
}

/** In the order of the chain, one at least. */
export function labelOf(rows: SealedRow[]): Label {
  const times = rows.map(({ at }) => at.getTime());
  return {
    firstSeq: rows[0]!.seq,
    lastSeq: rows.at(-1)!.seq,
    firstAt: new Date(times.reduce((a, b) => Math.min(a, b))),
    lastAt: new Date(times.reduce((a, b) => Math.max(a, b))),
    count: rows.length,
    marks: [...new Set(rows.flatMap(marksOf))].sort((a, b) => a - b),
  };
}

type Marked = { type?: string | undefined; staffId?: string | null | undefined; contactId?: string | null | undefined; action?: string | undefined };

/** Everything the log is asked for. One of staff and a type together, because most of staff are in every part; and merges, which every timeline looks for. */
export function marksOf({ type, staffId, contactId, action }: Marked): number[] {
  return [
    ...(type ? [mark("type", type)] : []),
    ...(staffId ? [mark("staff", staffId)] : []),
    ...(contactId ? [mark("contact", contactId)] : []),
    ...(staffId && type ? [mark("staff", staffId, type)] : []),
    ...(contactId && action === MERGED ? [mark("merged", contactId)] : []),
  ];
}

export const MERGED = "contact.merged";

const mark = (...of: string[]): number => createHash("sha256").update(of.join(" ")).digest().readInt32BE();
