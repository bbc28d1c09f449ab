// Settings, Policies: what each purpose means here, and the presets that fill all of them in (SPEC 3).

import type { Preset, Purpose } from "@/prisma/generated/enums";
import { Preset as PRESET } from "@/prisma/generated/enums";
import { PURPOSE_WORDS } from "../activity/actions";
import { db, type Tx, transaction } from "../plumbing/db";
import { expiredChoices, fieldsOf, isFixed, LIFETIME_MINUTES, type Policy, type PolicyField, PURPOSES, presetPolicy, RATE_LIMIT } from "../policies";
import { requireAccessOfSessions } from "../sessions";
import { parseDestination } from "../values/destination";
import { inWords } from "../values/time";
import { allow, type Staff, workspaceOf } from "../viewer";
import { forgetWorkspaces } from "../workspaces";
import { type Area, type Changes, changeLocked, lockWorkspace, noteChange, problemsIn, type Saved, type Store, seenOf } from "./change";
import { oneOf, ticked, wholeNumber } from "./parse";

type Values = Pick<Policy, PolicyField>;

const NAMES: Record<PolicyField, string> = {
  lifetimeMinutes: "lifetime",
  supersede: "older links",
  confirm: "on another device",
  expired: "when it has expired",
  ipBound: "only from the network that asked",
  includeCode: "code in mails people ask for",
  requiresPortalAccess: "portal access needed",
  destination: "page it leads to",
  rateLimit: "requests for one address in an hour",
};

const WORDS: Record<string, string> = {
  none: "stay valid",
  older: "are replaced",
  button: "one press",
  code: "the code of the mail",
  sign_in: "the sign-in form",
  dialog: "the sign-in dialog over the page",
  one_click: "one press for a new link",
  contact_us: "how to reach you",
};

const UNITS: Record<string, number> = { minutes: 1, hours: 60, days: 24 * 60 };

/** The purposes a workspace decides about. */
const EDITABLE: readonly Purpose[] = PURPOSES.filter((purpose) => !isFixed(purpose));

interface Policies {
  preset: Preset;
  policies: Policy[];
}

export async function listPolicies(viewer: Staff): Promise<Policies> {
  return policiesIn(db(), allow(viewer, "settings.read").workspaceId);
}

async function policiesIn(tx: Tx, id: string): Promise<Policies> {
  const { preset, policies } = await tx.workspace.findUniqueOrThrow({ where: { id }, include: { policies: true } });
  return { preset, policies: EDITABLE.map((purpose) => policies.find((own) => own.purpose === purpose) ?? presetPolicy(preset, purpose)) };
}

/** null: there is no such purpose, or it is the same everywhere. */
export async function policyOf(viewer: Staff, typed: unknown): Promise<{ policy: Policy; seen: string } | null> {
  allow(viewer, "settings.read");
  const purpose = oneOf(typed, EDITABLE);
  if (!purpose) return null;
  const { policies } = await listPolicies(viewer);
  const policy = policies.find((own) => own.purpose === purpose)!;
  return { policy, seen: seenOf(policy) };
}

export type PolicyTyped = Partial<Record<PolicyField | "purpose" | "lifetimeUnit" | "seen", unknown>>;

/** Links that were sent already keep the lifetime and the confirmation their mail promised. */
export async function savePolicy(viewer: Staff, typed: PolicyTyped): Promise<Saved<PolicyField> | null> {
  allow(viewer, "settings.edit");
  const purpose = oneOf(typed.purpose, EDITABLE);
  if (!purpose) return null;
  const values = pick(parse(purpose, typed), fieldsOf(purpose));
  const problems = problemsIn(values);
  if (problems) return { ok: false, reason: "invalid", problems };
  return changeLocked(viewer, areaOf(purpose), values, typed.seen, storeOf(purpose, workspaceOf(viewer).preset));
}

const areaOf = (purpose: Purpose): Area<PolicyField> => ({ words: `the policy of the ${PURPOSE_WORDS[purpose]}`, names: NAMES, show });

function show(field: PolicyField, value: unknown): string | number {
  if (field === "lifetimeMinutes") return inWords(Number(value));
  if (typeof value === "boolean") return value ? "yes" : "no";
  return field === "destination" || field === "rateLimit" ? (value as string | number) : (WORDS[String(value)] ?? String(value));
}

function parse(purpose: Purpose, typed: PolicyTyped): Record<PolicyField, unknown> {
  const amount = wholeNumber(typed.lifetimeMinutes, { min: 1, max: LIFETIME_MINUTES.max });
  const unit = typeof typed.lifetimeUnit === "string" && Object.hasOwn(UNITS, typed.lifetimeUnit) ? UNITS[typed.lifetimeUnit] : undefined;
  return {
    lifetimeMinutes: amount && unit && wholeNumber(amount * unit, LIFETIME_MINUTES),
    supersede: oneOf(typed.supersede, ["none", "older"]),
    confirm: oneOf(typed.confirm, ["button", "code"]),
    expired: oneOf(typed.expired, expiredChoices(purpose)),
    ipBound: ticked(typed.ipBound),
    includeCode: ticked(typed.includeCode),
    requiresPortalAccess: ticked(typed.requiresPortalAccess),
    destination: parseDestination(typeof typed.destination === "string" ? typed.destination.trim() : null) ?? undefined,
    rateLimit: wholeNumber(typed.rateLimit, RATE_LIMIT),
  };
}

const pick = <F extends string>(values: Record<F, unknown>, fields: F[]) =>
  Object.fromEntries(fields.map((field) => [field, values[field]])) as Record<F, unknown>;

const storeOf = (purpose: Purpose, preset: Preset): Store<PolicyField> => ({
  read: async (tx, workspaceId) => (await tx.policy.findUnique({ where: { workspaceId_purpose: { workspaceId, purpose } } })) ?? presetPolicy(preset, purpose),
  write: (tx, workspaceId, data) => write(tx, workspaceId, preset, purpose, data as Partial<Values>),
});

async function write(tx: Tx, workspaceId: string, preset: Preset, purpose: Purpose, data: Partial<Values>): Promise<Changes> {
  await tx.policy.upsert({
    where: { workspaceId_purpose: { workspaceId, purpose } },
    create: { ...presetPolicy(preset, purpose), ...data, workspaceId },
    update: data,
  });
  if (purpose !== "portal_login" || !data.requiresPortalAccess) return {};
  const ended = await requireAccessOfSessions(tx, workspaceId);
  return ended ? { "sessions of people without access": ["open", `${ended} ended`] } : {};
}

export interface PresetChange {
  purpose: Purpose;
  field: PolicyField;
  name: string;
  before: string | number;
  after: string | number;
}

/** What choosing this preset would change; null: there is no such preset. */
export async function presetChanges(viewer: Staff, typed: unknown): Promise<{ preset: Preset; changes: PresetChange[]; seen: string } | null> {
  allow(viewer, "settings.read");
  const preset = oneOf(typed, Object.values(PRESET));
  if (!preset) return null;
  const now = await listPolicies(viewer);
  return { preset, changes: compare(now.policies, preset), seen: seenOf(now) };
}

function compare(policies: Policy[], preset: Preset): PresetChange[] {
  return policies.flatMap((policy) => {
    const wanted = presetPolicy(preset, policy.purpose);
    return fieldsOf(policy.purpose)
      .filter((field) => policy[field] !== wanted[field])
      .map((field) => ({ purpose: policy.purpose, field, name: NAMES[field], before: show(field, policy[field]), after: show(field, wanted[field]) }));
  });
}

export type Applied = { ok: true; changed: number } | { ok: false; reason: "stale" | "not_found" };

/** All of it at once, as it was shown: if somebody changed a policy meanwhile, it has to be looked at once more. */
export async function applyPreset(viewer: Staff, typed: { preset?: unknown; seen?: unknown } = {}): Promise<Applied> {
  const by = allow(viewer, "settings.edit");
  const { workspaceId } = by;
  const preset = oneOf(typed.preset, Object.values(PRESET));
  if (!preset) return { ok: false, reason: "not_found" };
  const applied = await transaction(async (tx): Promise<Applied> => {
    await lockWorkspace(tx, workspaceId);
    const now = await policiesIn(tx, workspaceId);
    if (seenOf(now) !== typed.seen) return { ok: false, reason: "stale" };
    const changes = compare(now.policies, preset);
    if (!changes.length && now.preset === preset) return { ok: true, changed: 0 };
    const notes: Changes = { preset: [now.preset, preset] };
    await tx.workspace.update({ where: { id: workspaceId }, data: { preset } });
    for (const { purpose, name, before, after } of changes) notes[`${name} of the ${PURPOSE_WORDS[purpose]}`] = [before, after];
    for (const purpose of EDITABLE) {
      const mine = changes.filter((change) => change.purpose === purpose).map(({ field }) => field);
      if (mine.length) Object.assign(notes, await write(tx, workspaceId, preset, purpose, pick(presetPolicy(preset, purpose), mine) as Partial<Values>));
    }
    await noteChange(tx, by, "the preset", notes);
    return { ok: true, changed: changes.length };
  });
  if (applied.ok) forgetWorkspaces();
  return applied;
}
