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
export const isItem = (purpose: Purpose): boolean => ITEMS.includes(purpose);

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

/** Said beside the field when a lifetime is long (L7). */
export function lifetimeWarning(minutes: number): string | null {
  if (minutes > LIFETIME_MINUTES.warnAgain)
    return "More than 7 days: a mail that is forwarded or found much later still opens the portal. Choose this only when people really act weeks later.";
  if (minutes > LIFETIME_MINUTES.warn) return "More than 24 hours: whoever gets into the mailbox within that time can sign in with an old mail.";
  return null;
}
