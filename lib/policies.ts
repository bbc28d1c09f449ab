// What a purpose means in a workspace (SPEC 3, Policies and presets).
import type { Confirm, Expired, Preset, Purpose, SessionScope, Supersede } from "@/prisma/generated/enums";
import { Purpose as PURPOSE } from "@/prisma/generated/enums";

export interface Policy {
  purpose: Purpose;
  lifetimeMinutes: number;
  supersede: Supersede;
  confirm: Confirm;
  ipBound: boolean;
  requiresPortalAccess: boolean;
  destination: string;
  sessionScope: SessionScope;
  expired: Expired;
  rateLimit: number;
  includeCode: boolean;
}

const MINUTES = { quarter: 15, hour: 60, day: 24 * 60, week: 7 * 24 * 60 };

/** Hard bounds (L7). */
export const LIFETIME_MINUTES = { min: 5, max: 30 * 24 * 60, warn: MINUTES.day, warnAgain: MINUTES.week };

export const PURPOSES = Object.values(PURPOSE);

/** Purposes whose lifetime and door are the same everywhere. */
const FIXED: Partial<Record<Purpose, Partial<Policy>>> = {
  staff_login: { lifetimeMinutes: MINUTES.quarter, destination: "/dashboard/contacts" },
  staff_invitation: { lifetimeMinutes: MINUTES.week, destination: "/dashboard/contacts" },
  email_change: { lifetimeMinutes: MINUTES.hour, destination: "/account" },
};

export const isFixed = (purpose: Purpose): boolean => purpose in FIXED;

const ITEMS: readonly Purpose[] = ["contract", "work_scope", "selections", "invoice", "appointment", "ticket", "packet"];
const isItem = (purpose: Purpose): boolean => ITEMS.includes(purpose);

/** Asked for again from a dead link, these come again; anything else is just a way to sign in (L13). */
export const isRenewable = (purpose: Purpose): boolean => isItem(purpose) || purpose === "portal_invitation";
export const renewedAs = (old: Purpose | null, door: Purpose): Purpose => (old && isRenewable(old) ? old : door);

const ITEM_HOME: Partial<Record<Purpose, string>> = { appointment: "/appointments", ticket: "/tickets", packet: "/documents", temporary_access: "/projects" };

interface PresetRules {
  login: number;
  items: number;
  requiresPortalAccess: boolean;
  expired: (purpose: Purpose) => Expired;
}

const PRESETS: Record<Preset, PresetRules> = {
  club: { login: MINUTES.quarter, items: MINUTES.quarter, requiresPortalAccess: false, expired: () => "sign_in" },
  agency: { login: MINUTES.quarter, items: MINUTES.day, requiresPortalAccess: false, expired: () => "one_click" },
  builder: {
    login: MINUTES.week,
    items: MINUTES.week,
    requiresPortalAccess: true,
    expired: (purpose) => (purpose === "appointment" ? "contact_us" : isItem(purpose) ? "dialog" : "sign_in"),
  },
  desk: { login: MINUTES.hour, items: MINUTES.hour, requiresPortalAccess: false, expired: () => "one_click" },
};

export function presetPolicy(preset: Preset, purpose: Purpose): Policy {
  const rules = PRESETS[preset];
  const entersPortal = purpose === "portal_login" || purpose === "portal_invitation";
  return {
    purpose,
    lifetimeMinutes: purpose === "portal_login" ? rules.login : purpose === "temporary_access" ? MINUTES.day : rules.items,
    supersede: "none",
    confirm: "button",
    ipBound: false,
    requiresPortalAccess: entersPortal && rules.requiresPortalAccess,
    destination: isItem(purpose) || purpose === "temporary_access" ? (ITEM_HOME[purpose] ?? "/documents") : "/",
    sessionScope: isItem(purpose) || purpose === "temporary_access" ? "item" : "portal",
    expired: purpose.startsWith("staff_") || purpose === "email_change" ? "sign_in" : rules.expired(purpose),
    rateLimit: 3,
    includeCode: true,
    ...FIXED[purpose],
  };
}

export const presetPolicies = (preset: Preset): Policy[] => PURPOSES.map((purpose) => presetPolicy(preset, purpose));

/** What a purpose leaves to the workspace; the rest is decided by the product (S8) or has no meaning there. */
export type PolicyField = Exclude<keyof Policy, "purpose" | "sessionScope">;

export function fieldsOf(purpose: Purpose): PolicyField[] {
  const entersPortal = purpose === "portal_login" || purpose === "portal_invitation";
  return [
    ...(["lifetimeMinutes", "supersede", "confirm", "expired", "ipBound", "includeCode"] as const),
    ...(entersPortal ? (["requiresPortalAccess", "destination"] as const) : []),
    ...(purpose === "portal_login" ? (["rateLimit"] as const) : []), // nothing else is asked for by typing an address
  ];
}

/** The dialog stands over the item one came for: where there is none, it has nothing to stand over (L13). */
export const expiredChoices = (purpose: Purpose): Expired[] =>
  isItem(purpose) ? ["sign_in", "dialog", "one_click", "contact_us"] : ["sign_in", "one_click", "contact_us"];

/** Requests an hour for one typed address: never off (A4). */
export const RATE_LIMIT = { min: 1, max: 20, warn: 10 };

const SHORT_MINUTES = 10;

type Weighed = Pick<Policy, PolicyField>;

/** What is risky about these choices, said beside the field before it is saved (L7). */
export function policyWarnings(policy: Weighed, { reachable }: { reachable: boolean }): { field: PolicyField; text: string }[] {
  const { lifetimeMinutes, ipBound, expired, rateLimit } = policy;
  const warnings: [PolicyField, string | null | false][] = [
    ["lifetimeMinutes", lifetimeWarning(lifetimeMinutes)],
    [
      "ipBound",
      ipBound &&
        "Phones change their network all the time: whoever asks at home and opens the mail on the way has to ask once more. Choose this only where people sit at fixed desks.",
    ],
    [
      "expired",
      expired === "contact_us" &&
        (reachable
          ? "Every expired link becomes a mail or a call to you."
          : "You have given no way to reach you: add a support address or phone under General first."),
    ],
    [
      "rateLimit",
      rateLimit > RATE_LIMIT.warn && `More than ${RATE_LIMIT.warn} an hour: a stranger who types somebody's address can send them as many mails in your name.`,
    ],
  ];
  return warnings.flatMap(([field, text]) => (text ? [{ field, text }] : []));
}

function lifetimeWarning(minutes: number): string | null {
  if (minutes > LIFETIME_MINUTES.warnAgain)
    return "More than 7 days: a mail that is forwarded, or found much later, still opens the portal. Choose this only where people really act weeks later.";
  if (minutes > LIFETIME_MINUTES.warn) return "More than 24 hours: whoever gets into the mailbox within that time can sign in with an old mail.";
  if (minutes < SHORT_MINUTES)
    return `Less than ${SHORT_MINUTES} minutes: some mailboxes hold a mail back longer than that, and the link is dead when it arrives.`;
  return null;
}
