// Which business a request is for: decided by the host and by nothing else (SPEC W1).

import type { Prisma } from "@/prisma/generated/client";
import type { PasskeyMode, PasswordMode, Preset, Purpose } from "@/prisma/generated/enums";
import { Purpose as PURPOSE } from "@/prisma/generated/enums";
import { db } from "./plumbing/db";
import { env } from "./plumbing/env";
import { type Policy, presetPolicy } from "./policies";
import { SECOND_MS } from "./values/time";

export interface Brand {
  name: string;
  accent: string;
  logoLight: string | null;
  logoDark: string | null;
  favicon: string | null;
  tagline: string | null;
  footerLinks: { label: string; url: string }[];
}

export interface Workspace {
  id: string;
  slug: string;
  preset: Preset;
  brand: Brand;
  timeZone: string;
  locale: string;
  /** Where its pages are, and where its links lead (L17): never taken from a request. */
  origin: string;
  support: { email: string | null; phone: string | null; url: string | null };
  /** `email`: its own, while its domain's records are in order; else null, and the deployment's default sender writes (M5). */
  sender: { name: string; email: string | null; replyTo: string | null };
  passwords: PasswordMode;
  staffPasskey: PasskeyMode;
  sessionDays: number;
  sessionMaxDays: number | null;
  asksPerIp: number;
  staffSendsPerHour: number;
  activationDays: number;
  underAttackUntil: Date | null;
  policies: Record<Purpose, Policy>;
  version: number;
}

/** "@" in Domain.host: the bare base host belongs to this workspace. */
export const BASE_HOST = "@";

const FRESH_MS = 10 * SECOND_MS;
const MAX_CACHED_HOSTS = 5_000;
const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const HOST = /^[a-z0-9.-]{1,253}$/;

// Next bundles modules more than once; a changed setting must be seen by all of them.
const shared = globalThis as { foyerWorkspaces?: Map<string, { at: number; found: Promise<Workspace | null> }> };
const cache = (shared.foyerWorkspaces ??= new Map());

/** null: no workspace answers there. */
export function workspaceByHost(hostHeader: string | null): Promise<Workspace | null> {
  const host = plainHost(hostHeader);
  return host ? remember(`host ${host}`, () => findByHost(host)) : Promise.resolve(null);
}

export function workspaceById(id: string): Promise<Workspace | null> {
  return remember(`id ${id}`, () => find({ id }));
}

/** After a change of settings: this process sees it at once, others within ten seconds. */
export function forgetWorkspaces(): void {
  cache.clear();
}

/** The bare base host, where nothing but a list of workspaces may live, and that only on a developer's machine. */
export const isBareLocalhost = (hostHeader: string | null): boolean => env().isLocal && plainHost(hostHeader) === env().BASE_URL.hostname;

export const listWorkspaces = async (): Promise<Workspace[]> =>
  (await db().workspace.findMany({ where: {}, take: 100, orderBy: { slug: "asc" }, include: INCLUDE })).map(shape);

/** Where its passkeys are made, and the only place they work. */
export const hostOf = ({ origin }: Workspace): string => new URL(origin).hostname;

export const isSlug = (value: string): boolean => SLUG.test(value);

function plainHost(header: string | null): string | null {
  if (!header) return null;
  const host = header
    .toLowerCase()
    .replace(/:\d{1,5}$/, "")
    .replace(/\.$/, "");
  return HOST.test(host) ? host : null;
}

function remember(key: string, look: () => Promise<Workspace | null>): Promise<Workspace | null> {
  const hit = cache.get(key);
  if (hit && Math.abs(Date.now() - hit.at) < FRESH_MS) return hit.found; // a clock that was put back makes nothing fresh
  const found = look().catch((error) => {
    cache.delete(key);
    throw error;
  });
  if (cache.size >= MAX_CACHED_HOSTS) cache.clear();
  cache.set(key, { at: Date.now(), found });
  return found;
}

function findByHost(host: string): Promise<Workspace | null> {
  const base = env().BASE_URL.hostname;
  if (host === base) return find({ domains: { some: { verifiedHost: BASE_HOST } } });
  const slug = host.endsWith(`.${base}`) ? host.slice(0, -base.length - 1) : null;
  if (slug !== null && SLUG.test(slug)) return find({ OR: [{ slug }, { domains: { some: { verifiedHost: host } } }] });
  return find({ domains: { some: { verifiedHost: host } } });
}

const INCLUDE = {
  policies: true,
  domains: { where: { isPrimary: true, verifiedHost: { not: null } } },
  senderDomains: { where: { status: "verified" } },
} as const;

async function find(where: Prisma.WorkspaceWhereInput): Promise<Workspace | null> {
  const row = await db().workspace.findFirst({ where, include: INCLUDE });
  return row && shape(row);
}

type Row = Prisma.WorkspaceGetPayload<{ include: typeof INCLUDE }>;

function shape(row: Row): Workspace {
  const {
    id,
    slug,
    preset,
    timeZone,
    locale,
    passwords,
    staffPasskey,
    sessionDays,
    sessionMaxDays,
    asksPerIp,
    staffSendsPerHour,
    activationDays,
    underAttackUntil,
    version,
  } = row;
  const own = new Map(row.policies.map((p) => [p.purpose, p]));
  return {
    ...{
      id,
      slug,
      preset,
      timeZone,
      locale,
      passwords,
      staffPasskey,
      sessionDays,
      sessionMaxDays,
      asksPerIp,
      staffSendsPerHour,
      activationDays,
      underAttackUntil,
      version,
    },
    brand: {
      name: row.name,
      accent: row.accent,
      logoLight: row.logoLight,
      logoDark: row.logoDark,
      favicon: row.favicon,
      tagline: row.tagline,
      footerLinks: row.footerLinks as Brand["footerLinks"],
    },
    origin: originOf(slug, row.domains[0]?.host),
    support: { email: row.supportEmail, phone: row.supportPhone, url: row.supportUrl },
    sender: { name: row.senderName ?? row.name, email: ownSender(row), replyTo: row.replyTo },
    policies: Object.fromEntries(Object.values(PURPOSE).map((purpose) => [purpose, own.get(purpose) ?? presetPolicy(preset, purpose)])) as Record<
      Purpose,
      Policy
    >,
  };
}

function ownSender({ senderEmail, senderDomains }: Row): string | null {
  const domain = senderEmail?.slice(senderEmail.lastIndexOf("@") + 1).toLowerCase();
  return senderDomains.some((verified) => verified.domain === domain) ? senderEmail : null;
}

function originOf(slug: string, primaryHost: string | undefined): string {
  const base = env().BASE_URL;
  if (primaryHost === BASE_HOST) return base.origin;
  const port = base.port && `:${base.port}`;
  return `${base.protocol}//${primaryHost ?? `${slug}.${base.hostname}`}${port}`;
}
