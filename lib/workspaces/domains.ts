// The hosts a workspace answers on besides its standard one: asked for, proved by DNS, and one of them the address of the portal (SPEC W1, L17).
import type { Prisma } from "@/prisma/generated/client";
import { record, system } from "../activity";
import { bucket, take } from "../limits";
import { db, isTaken, type Tx, transaction } from "../plumbing/db";
import { env } from "../plumbing/env";
import { randomSecret } from "../plumbing/secrets";
import { isFresh } from "../sessions/fresh";
import { lockWorkspace } from "../settings/change";
import { parseDomain } from "../values/domain";
import { parseId } from "../values/id";
import { ago, DAY_MS, HOUR_MS, MINUTE_MS } from "../values/time";
import { allow, type Staff, workspaceOf } from "../viewer";
import { BASE_HOST, forgetWorkspaces } from "../workspaces";
import { type HostRecord, hostRecords, lookUpHost } from "./host-records";

export interface OwnDomain {
  id: string;
  host: string;
  verified: boolean;
  main: boolean;
  checkedAt: Date | null;
  records: HostRecord[];
}

export interface Domains {
  /** Always there, whatever DNS says. */
  standard: { host: string; main: boolean };
  own: OwnDomain[];
}

const MAX_DOMAINS = 5;
const CHECKS_PER_MINUTE = 10;
const TOKEN_BYTES = 24;
const CHECK_EVERY_MS = HOUR_MS;
/** What nobody has proved in so long is not looked at any more by itself. */
const GIVE_UP_MS = 30 * DAY_MS;
const DUE_BATCH = 50;

export async function listDomains(viewer: Staff): Promise<Domains> {
  const { workspaceId } = allow(viewer, "settings.read");
  const rows = await db().domain.findMany({ where: { workspaceId }, orderBy: { host: "asc" } });
  const own = rows.filter(({ host }) => host !== BASE_HOST).map((row) => shape(row, standardHost(viewer, rows)));
  return { standard: { host: standardHost(viewer, rows), main: !own.some(({ main }) => main) }, own };
}

export type Refused = "not_fresh" | "domain" | "ours" | "exists" | "too_many" | "not_found" | "limited" | "taken" | "unproved" | "nowhere";
export type Done<More = object> = ({ ok: true } & More) | { ok: false; reason: Refused };
const refused = (reason: Refused) => ({ ok: false as const, reason });

/** Asking for a domain takes it from nobody: it is theirs whose workspace DNS names. */
export async function addDomain(viewer: Staff, typed?: unknown): Promise<Done<{ host: string }>> {
  const by = allow(viewer, "settings.domains");
  if (!isFresh(viewer)) return refused("not_fresh");
  const host = parseDomain(typed);
  if (!host) return refused("domain");
  const base = env().BASE_URL.hostname;
  if (host === base || host.endsWith(`.${base}`)) return refused("ours");
  return transaction(async (tx): Promise<Done<{ host: string }>> => {
    await lockWorkspace(tx, by.workspaceId);
    const known = await tx.domain.findMany({ where: { workspaceId: by.workspaceId, host: { not: BASE_HOST } } });
    if (known.some((row) => row.host === host)) return refused("exists");
    if (known.length >= MAX_DOMAINS) return refused("too_many");
    await tx.domain.create({ data: { workspaceId: by.workspaceId, host, verifyToken: randomSecret(TOKEN_BYTES) } });
    await record(tx, by, "domain.added", {}, { host });
    return { ok: true, host };
  });
}

/** Asks DNS now. */
export async function checkDomain(viewer: Staff, id?: unknown): Promise<Done<{ domain: OwnDomain }>> {
  const { workspaceId } = allow(viewer, "settings.domains");
  const row = await find(workspaceId, id);
  if (!row) return refused("not_found");
  if (!(await take(bucket("domain-check", [workspaceId], CHECKS_PER_MINUTE, MINUTE_MS))).ok) return refused("limited");
  return check(row);
}

/** The address of the portal: links in mails lead there from now on. Without an id it is the standard one. */
export async function makeMain(viewer: Staff, id?: unknown): Promise<Done<{ host: string }>> {
  const by = allow(viewer, "settings.domains");
  if (!isFresh(viewer)) return refused("not_fresh");
  const { workspaceId } = by;
  const done = await transaction(async (tx): Promise<Done<{ host: string }>> => {
    await lockWorkspace(tx, workspaceId);
    const rows = await tx.domain.findMany({ where: { workspaceId } });
    const standard = standardHost(viewer, rows);
    const row = id ? rows.find((one) => one.id === parseId(id) && one.host !== BASE_HOST) : null;
    if (row === undefined) return refused("not_found");
    if (row && !row.verifiedHost) return refused("unproved");
    if (row && shape(row, standard).records.some(({ kind, state }) => kind === "address" && state === "missing")) return refused("nowhere");
    const before = rows.find((one) => one.isPrimary && one.host !== BASE_HOST)?.host ?? standard;
    const after = row?.host ?? standard;
    if (before !== after) {
      await setMain(tx, workspaceId, before, row?.id ?? null);
      await record(tx, by, "domain.main", {}, { before, after });
    }
    return { ok: true, host: after };
  });
  if (done.ok) forgetWorkspaces();
  return done;
}

/** The portal doesn't answer there any more, and neither do links that were mailed with it. */
export async function removeDomain(viewer: Staff, id?: unknown): Promise<Done<{ host: string }>> {
  const by = allow(viewer, "settings.domains");
  if (!isFresh(viewer)) return refused("not_fresh");
  const done = await transaction(async (tx): Promise<Done<{ host: string }>> => {
    await lockWorkspace(tx, by.workspaceId);
    const row = await find(by.workspaceId, id, tx);
    if (!row) return refused("not_found");
    await tx.domain.delete({ where: { id: row.id } });
    if (row.isPrimary) await setMain(tx, by.workspaceId, row.host, null);
    await record(tx, by, "domain.removed", {}, { host: row.host });
    return { ok: true, host: row.host };
  });
  if (done.ok) forgetWorkspaces();
  return done;
}

/** Domains nobody has looked at for an hour; a chore. */
export async function checkDueDomains(now = new Date()): Promise<number> {
  const due = await db().domain.findMany({
    where: {
      host: { not: BASE_HOST },
      AND: [
        { OR: [{ checkedAt: null }, { checkedAt: { lt: ago(CHECK_EVERY_MS, now) } }] },
        { OR: [{ verifiedHost: { not: null } }, { createdAt: { gt: ago(GIVE_UP_MS, now) } }] },
      ],
    },
    orderBy: { checkedAt: { sort: "asc", nulls: "first" } },
    take: DUE_BATCH,
  });
  for (const row of due) await check(row);
  return due.length;
}

type Row = Prisma.DomainGetPayload<object>;

async function find(workspaceId: string, typed: unknown, tx: Tx = db()): Promise<Row | null> {
  const id = parseId(typed);
  return id ? tx.domain.findFirst({ where: { workspaceId, id, host: { not: BASE_HOST } } }) : null;
}

/** Proved once, it stays: DNS in trouble, or a record that was tidied away, must not close the door that links lead to. */
async function check(row: Row): Promise<Done<{ domain: OwnDomain }>> {
  const target = await targetOf(row.workspaceId);
  const records = await lookUpHost(row, target);
  const proved = records.some(({ kind, state }) => kind === "ownership" && state === "ok");
  const now = new Date();
  const seen = { records: records as unknown as Prisma.InputJsonArray, checkedAt: now };
  const first = proved && !row.verifiedHost;
  try {
    const updated = await transaction(async (tx) => {
      if (!first) return (await tx.domain.updateManyAndReturn({ where: { id: row.id }, data: seen }))[0];
      const [mine] = await tx.domain.updateManyAndReturn({
        where: { id: row.id, verifiedHost: null },
        data: { ...seen, verifiedHost: row.host, verifiedAt: now },
      });
      if (mine) await record(tx, system(row.workspaceId), "domain.verified", {}, { host: row.host });
      return mine ?? (await tx.domain.findUnique({ where: { id: row.id } }));
    });
    if (first) forgetWorkspaces();
    return updated ? { ok: true, domain: shape(updated, target) } : refused("not_found");
  } catch (error) {
    if (!isTaken(error)) throw error;
    await db().domain.updateMany({ where: { id: row.id }, data: seen });
    return refused("taken");
  }
}

/** One of a workspace's hosts at most; without one it is the bare base host where the workspace has it, else its subdomain. */
async function setMain(tx: Tx, workspaceId: string, before: string, id: string | null): Promise<void> {
  // Passkeys work only where they were made; of the oldest that was not kept.
  await tx.passkey.updateMany({ where: { workspaceId, host: null }, data: { host: before } });
  await tx.domain.updateMany({ where: { workspaceId, isPrimary: true }, data: { isPrimary: false } });
  await tx.domain.updateMany({ where: { workspaceId, ...(id ? { id } : { host: BASE_HOST }) }, data: { isPrimary: true } });
}

const standardOf = (slug: string, atBase: boolean): string => (atBase ? env().BASE_URL.hostname : `${slug}.${env().BASE_URL.hostname}`);

const standardHost = (viewer: Staff, rows: { host: string }[]): string =>
  standardOf(
    workspaceOf(viewer).slug,
    rows.some(({ host }) => host === BASE_HOST),
  );

async function targetOf(id: string): Promise<string> {
  const { slug, domains } = await db().workspace.findUniqueOrThrow({ where: { id }, select: { slug: true, domains: { where: { host: BASE_HOST } } } });
  return standardOf(slug, domains.length > 0);
}

function shape(row: Row, target: string): OwnDomain {
  const records = row.records as unknown as HostRecord[];
  return {
    id: row.id,
    host: row.host,
    verified: row.verifiedHost !== null,
    main: row.isPrimary,
    checkedAt: row.checkedAt,
    records: records.length ? records : hostRecords(row, target),
  };
}
