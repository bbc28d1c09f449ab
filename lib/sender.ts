// The sender of a workspace's mails (SPEC M5): its name and address, the domain behind it, and whether DNS agrees.
import type { Prisma } from "@/prisma/generated/client";
import { record, system } from "./activity";
import { bucket, take } from "./limits";
import { enqueue } from "./mail";
import { defaultSender, mailbox } from "./mail/sender";
import { db, type Tx, transaction } from "./plumbing/db";
import { log } from "./plumbing/log";
import { transport } from "./plumbing/transport";
import { type Dkim, isNeeded, lookUp, providerSays, publicRecordsFor, recordsFor, type SenderRecord } from "./sender/records";
import { parseDomain } from "./values/domain";
import { parseEmail } from "./values/email-address";
import { parseId } from "./values/id";
import { ago, DAY_MS, HOUR_MS, MINUTE_MS } from "./values/time";
import { inFull, type NoRoom, typedLine, typedVersion } from "./values/typed";
import { allow, type Staff, workspaceOf } from "./viewer";
import { forgetWorkspaces } from "./workspaces";

export type DomainStatus = "pending" | "verified" | "broken";

export interface SenderDomain {
  id: string;
  domain: string;
  status: DomainStatus;
  dkim: Dkim;
  records: SenderRecord[];
  checkedAt: Date | null;
  brokenAt: Date | null;
}

export interface SenderSettings {
  name: string;
  email: string | null;
  replyTo: string | null;
  /** What the inbox shows right now. */
  from: string;
  defaultEmail: string;
  domains: SenderDomain[];
  version: number;
}

const MAX_DOMAINS = 5;
const MAX_NAME = 60;
const MAX_KEY = 2_000;
const CHECKS_PER_MINUTE = 10;
const TESTS_PER_HOUR = 10;
const CHECK_EVERY_MS = HOUR_MS;
const DUE_BATCH = 50;
const KEY_END = 12;
const SELECTOR = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/i;

export async function senderSettings(viewer: Staff): Promise<SenderSettings> {
  const { workspaceId } = allow(viewer, "settings.read");
  const row = await db().workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { name: true, senderName: true, senderEmail: true, replyTo: true, version: true, senderDomains: { orderBy: { domain: "asc" } } },
  });
  const name = row.senderName ?? row.name;
  const domains = row.senderDomains.map(shape);
  const inUse = row.senderEmail && domains.some((d) => d.status === "verified" && row.senderEmail?.toLowerCase().endsWith(`@${d.domain}`));
  return {
    name,
    email: row.senderEmail,
    replyTo: row.replyTo,
    from: mailbox(name, inUse && row.senderEmail ? row.senderEmail : defaultSender()),
    defaultEmail: defaultSender(),
    domains,
    version: row.version,
  };
}

export type Saved = { ok: true } | { ok: false; reason: "name" | "email" | "reply_to" | "domain" | "stale" } | NoRoom<"name">;

/** An own address needs its domain added first; it is used once the records are in order. */
export async function saveSender(viewer: Staff, typed: { name: unknown; email: unknown; replyTo: unknown; version: unknown }): Promise<Saved> {
  const by = allow(viewer, "settings.edit");
  const read = inFull({ name: typedLine(typed.name, MAX_NAME) });
  if (!read.ok) return read;
  const { name } = read.texts;
  if (!name) return { ok: false, reason: "name" };
  const [email, replyTo] = [optionalEmail(typed.email), optionalEmail(typed.replyTo)];
  if (email === undefined) return { ok: false, reason: "email" };
  if (replyTo === undefined) return { ok: false, reason: "reply_to" };
  const saved = await transaction(async (tx): Promise<Saved> => {
    const before = await tx.workspace.findUniqueOrThrow({ where: { id: by.workspaceId }, include: { senderDomains: true } });
    if (email && !before.senderDomains.some(({ domain }) => email.toLowerCase().endsWith(`@${domain}`))) return { ok: false, reason: "domain" };
    const { count } = await tx.workspace.updateMany({
      where: { id: by.workspaceId, version: typedVersion(typed.version) },
      data: { senderName: name === before.name ? null : name, senderEmail: email, replyTo, version: { increment: 1 } },
    });
    if (!count) return { ok: false, reason: "stale" };
    const changes = Object.fromEntries(
      (
        [
          ["name", before.senderName ?? before.name, name],
          ["address", before.senderEmail, email],
          ["reply address", before.replyTo, replyTo],
        ] as const
      )
        .filter(([, old, now]) => old !== now)
        .map(([what, old, now]) => [what, [old, now]]),
    ) as Record<string, [string | null, string | null]>;
    if (Object.keys(changes).length) await record(tx, by, "settings.changed", {}, { area: "the sender", changes });
    return { ok: true };
  });
  if (saved.ok) forgetWorkspaces();
  return saved;
}

/** null when left empty, undefined when it is no address. */
function optionalEmail(typed: unknown): string | null | undefined {
  if (typed === null || typed === undefined || (typeof typed === "string" && !typed.trim())) return null;
  return parseEmail(typed)?.email;
}

export type Added = { ok: true; id: string } | { ok: false; reason: "domain" | "exists" | "too_many" };

export async function addSenderDomain(viewer: Staff, typed: unknown): Promise<Added> {
  const by = allow(viewer, "settings.edit");
  const domain = parseDomain(typed);
  if (!domain) return { ok: false, reason: "domain" };
  const known = await db().senderDomain.findMany({ where: { workspaceId: by.workspaceId }, select: { domain: true } });
  if (known.some((d) => d.domain === domain)) return { ok: false, reason: "exists" };
  if (known.length >= MAX_DOMAINS) return { ok: false, reason: "too_many" };
  const key = await providersKey(domain);
  const dkim = { selector: key?.selector ?? "resend", value: key?.value ?? null };
  const row = await transaction(async (tx) => {
    const made = await tx.senderDomain.create({
      data: {
        workspaceId: by.workspaceId,
        domain,
        dkimSelector: dkim.selector,
        dkimValue: dkim.value,
        records: recordsFor(by.workspaceId, domain, dkim) as unknown as Prisma.InputJsonArray,
      },
    });
    await record(tx, by, "sender.domain_added", {}, { domain });
    return made;
  });
  return { ok: true, id: row.id };
}

/** The provider makes the key when it learns of the domain; where it can't be asked, staff paste what it shows. */
async function providersKey(domain: string): Promise<{ selector: string; value: string } | null> {
  try {
    return (await transport().registerDomain?.(domain)) ?? null;
  } catch (error) {
    log.warn("The mail provider could not be told of a sender domain.", { domain, error: String(error) });
    return null;
  }
}

export async function removeSenderDomain(viewer: Staff, id: unknown): Promise<boolean> {
  const by = allow(viewer, "settings.edit");
  const parsed = parseId(id);
  if (!parsed) return false;
  const removed = await transaction(async (tx) => {
    const row = await tx.senderDomain.findFirst({ where: { id: parsed, workspaceId: by.workspaceId } });
    if (!row) return false;
    await tx.senderDomain.delete({ where: { id: row.id } });
    await record(tx, by, "sender.domain_removed", {}, { domain: row.domain });
    return true;
  });
  if (removed) forgetWorkspaces();
  return removed;
}

export type KeySaved = { ok: true } | { ok: false; reason: "selector" | "value" | "not_found" } | NoRoom<"value">;

/** The key as the provider shows it, for those who have to paste it. */
export async function saveDkim(viewer: Staff, id: unknown, typed: { selector: unknown; value: unknown }): Promise<KeySaved> {
  const by = allow(viewer, "settings.edit");
  const { workspaceId } = by;
  const parsed = parseId(id);
  const selector = typeof typed.selector === "string" ? typed.selector.trim() : "";
  const read = inFull({ value: typedLine(typed.value, MAX_KEY) });
  if (!read.ok) return read;
  const { value } = read.texts;
  if (!SELECTOR.test(selector)) return { ok: false, reason: "selector" };
  if (value && !/(^|;)\s*p\s*=\s*[A-Za-z0-9+/=\s]{40,}/.test(value)) return { ok: false, reason: "value" };
  return transaction(async (tx): Promise<KeySaved> => {
    const row = parsed && (await tx.senderDomain.findFirst({ where: { id: parsed, workspaceId } }));
    if (!row) return { ok: false, reason: "not_found" };
    const dkim = { selector, value: value || null };
    await tx.senderDomain.update({
      where: { id: row.id },
      data: { dkimSelector: selector, dkimValue: dkim.value, records: recordsFor(workspaceId, row.domain, dkim) as unknown as Prisma.InputJsonArray },
    });
    const changes = {
      ...(row.dkimSelector !== selector && { selector: [row.dkimSelector, selector] as [string, string] }),
      ...(row.dkimValue !== dkim.value && { key: [keyEnd(row.dkimValue), keyEnd(dkim.value)] as [string | null, string | null] }),
    };
    if (Object.keys(changes).length) await record(tx, by, "settings.changed", {}, { area: `the DKIM key of ${row.domain}`, changes });
    return { ok: true };
  });
}

/** Enough to tell one from another. */
const keyEnd = (value: string | null): string | null => value && `…${value.slice(-KEY_END)}`;

export type Checked = { ok: true; domain: SenderDomain } | { ok: false; reason: "not_found" } | { ok: false; reason: "limited"; until: Date };

/** Asks DNS now. */
export async function checkSenderDomain(viewer: Staff, id: unknown): Promise<Checked> {
  const { workspaceId } = allow(viewer, "settings.edit");
  const parsed = parseId(id);
  const row = parsed && (await db().senderDomain.findFirst({ where: { id: parsed, workspaceId } }));
  if (!row) return { ok: false, reason: "not_found" };
  const limit = await take(bucket("sender-check", [workspaceId], CHECKS_PER_MINUTE, MINUTE_MS));
  if (!limit.ok) return { ok: false, reason: "limited", until: limit.until };
  return { ok: true, domain: await check(row) };
}

/** Domains nobody has looked at for an hour; a chore. */
export async function checkDueSenders(now = new Date()): Promise<number> {
  const due = await db().senderDomain.findMany({
    where: { OR: [{ checkedAt: null }, { checkedAt: { lt: ago(CHECK_EVERY_MS, now) } }], createdAt: { gt: ago(3_650 * DAY_MS, now) } },
    orderBy: { checkedAt: { sort: "asc", nulls: "first" } },
    take: DUE_BATCH,
  });
  for (const row of due) await check(row);
  return due.length;
}

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["senderDomain"]["findFirst"]>>>;

const dkimOf = ({ dkimSelector, dkimValue }: Row): Dkim => ({ selector: dkimSelector, value: dkimValue });

async function check(row: Row): Promise<SenderDomain> {
  const wanted = recordsFor(row.workspaceId, row.domain, dkimOf(row));
  const inDns = await lookUp(wanted, row.workspaceId, row.domain, dkimOf(row));
  const sends = inDns.filter(isNeeded).every(({ state }) => state === "ok")
    ? await transport()
        .sendsFor?.(row.domain)
        .catch(() => null)
    : null;
  const records = [...inDns, ...providerSays(row.domain, sends ?? null)];
  const status = statusAfter(row.status as DomainStatus, records);
  const now = new Date();
  const changed = status !== row.status;
  const updated = await transaction(async (tx) => {
    const { count } = await tx.senderDomain.updateMany({
      where: { id: row.id, status: row.status },
      data: {
        status,
        records: records as unknown as Prisma.InputJsonArray,
        checkedAt: now,
        ...(changed && (status === "broken" ? { brokenAt: now } : { brokenAt: null, verifiedAt: now })),
      },
    });
    if (count && changed) await tell(tx, row, status, records);
    return tx.senderDomain.findUnique({ where: { id: row.id } });
  });
  if (changed) forgetWorkspaces();
  return shape(updated ?? { ...row, status, records: records as unknown as Prisma.JsonArray, checkedAt: now });
}

/** What could not be asked leaves things as they were: a DNS server in trouble is not a missing record. */
function statusAfter(before: DomainStatus, records: SenderRecord[]): DomainStatus {
  const needed = records.filter(isNeeded);
  if (needed.every(({ state }) => state === "ok")) return "verified";
  if (needed.every(({ state }) => state === "ok" || state === "unknown")) return before;
  return before === "pending" ? "pending" : "broken";
}

/** Written down, and said to those who can mend it, once. */
async function tell(tx: Tx, { workspaceId, domain }: Row, status: DomainStatus, records: SenderRecord[]): Promise<void> {
  const by = system(workspaceId);
  if (status === "verified") return record(tx, by, "sender.verified", {}, { domain });
  const problems = problemsOf(records);
  await record(tx, by, "sender.broken", { ok: false }, { domain, problem: problems.join(" ") });
  const menders = await tx.staff.findMany({ where: { workspaceId, role: { in: ["owner", "admin"] }, removedAt: null, acceptedAt: { not: null } } });
  for (const { id, name, email, emailKey } of menders) {
    await enqueue(tx, {
      ...{ workspaceId, template: "sender_broken" as const, to: email, toKey: emailKey, lane: "bulk" as const, staffId: id },
      data: { name, domain, problems },
      secret: { path: "/dashboard/settings/sender" },
      uselessAfter: new Date(Date.now() + DAY_MS),
    });
  }
}

const NAMES = { ownership: "Ownership", spf: "SPF", dkim: "DKIM", dmarc: "DMARC", provider: "Mail provider" } as const;

export const problemsOf = (records: SenderRecord[]): string[] =>
  records
    .filter(({ state }) => state === "missing" || state === "different")
    .map(({ kind, state, advice }) => `${NAMES[kind]}: ${state === "missing" && kind !== "provider" ? "the record is missing." : advice}`);

const shape = (row: Row): SenderDomain => ({
  id: row.id,
  domain: row.domain,
  status: row.status as DomainStatus,
  dkim: dkimOf(row),
  records: row.records as unknown as SenderRecord[],
  checkedAt: row.checkedAt,
  brokenAt: row.brokenAt,
});

export interface SenderHealth {
  domain: string;
  own: boolean;
  records: SenderRecord[];
  /** null: nobody could be asked. */
  ok: boolean | null;
}

const HEALTH_FRESH_MS = 10 * MINUTE_MS;
const healthOf = new Map<string, { at: number; health: Promise<SenderHealth> }>();

/** Whether mailboxes believe the sender that is in use right now. On a developer's machine there is none to doubt. */
export async function senderHealth(viewer: Staff): Promise<SenderHealth | null> {
  const { workspaceId } = allow(viewer, "doctor.read");
  const own = await db().senderDomain.findMany({ where: { workspaceId, status: { not: "pending" } } });
  const broken = own.find(({ status }) => status === "broken");
  if (broken) return { domain: broken.domain, own: true, records: shape(broken).records, ok: false };
  const email = workspaceOf(viewer).sender.email;
  const used = own.find(({ domain }) => email?.toLowerCase().endsWith(`@${domain}`));
  if (used) return { domain: used.domain, own: true, records: shape(used).records, ok: true };
  return transport().name === "outbox" ? null : defaultHealth();
}

function defaultHealth(): Promise<SenderHealth> {
  const email = defaultSender();
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  const known = healthOf.get(domain);
  if (known && Math.abs(Date.now() - known.at) < HEALTH_FRESH_MS) return known.health;
  const dkim: Dkim = { selector: "resend", value: null };
  const health = lookUp(publicRecordsFor(domain, dkim), "", domain, dkim).then((records) => ({
    ...{ domain, own: false, records },
    ok: records.some(({ state }) => state === "unknown") ? null : records.filter(isNeeded).every(({ state }) => state === "ok"),
  }));
  healthOf.set(domain, { at: Date.now(), health });
  return health;
}

export type Tested = { ok: true; to: string } | { ok: false; reason: "limited"; until: Date };

/** A test mail to whoever asks for it, and to nobody else. */
export async function sendTestMail(viewer: Staff): Promise<Tested> {
  const by = allow(viewer, "settings.edit");
  const limit = await take(bucket("sender-test", [by.workspaceId, viewer.staffId], TESTS_PER_HOUR, HOUR_MS));
  if (!limit.ok) return { ok: false, reason: "limited", until: limit.until };
  await transaction((tx) =>
    enqueue(tx, {
      ...{ workspaceId: by.workspaceId, template: "sender_test" as const, to: viewer.email, toKey: viewer.email.toLowerCase() },
      ...{ staffId: viewer.staffId, sentById: viewer.staffId, data: { name: viewer.name } },
      uselessAfter: new Date(Date.now() + HOUR_MS),
    }),
  );
  return { ok: true, to: viewer.email };
}
