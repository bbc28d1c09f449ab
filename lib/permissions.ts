// Who may do what (SPEC D1): every action and page of the product, once. The role test walks this table.
import type { Role } from "@/prisma/generated/enums";

/**
 * `half_staff`: their link is spent, their second step is not taken; whatever their role, they may take it or leave.
 * `preview`: somebody of the staff who looks at a member's portal. It reads; a permission to change something never names it.
 */
export type Who = Role | "half_staff" | "member" | "item_member" | "preview";

const OWNER = ["owner"] as const;
const ADMIN = ["owner", "admin"] as const;
const AGENT = ["owner", "admin", "agent"] as const;
const STAFF = ["owner", "admin", "agent", "viewer"] as const;
const AT_THE_DOOR = ["owner", "admin", "agent", "viewer", "half_staff"] as const;
const MEMBER = ["member"] as const;
const ANY_MEMBER = ["member", "item_member"] as const;
const SEEN_BY_PREVIEW = ["member", "preview"] as const;
const SEEN_BY_ANY = ["member", "item_member", "preview"] as const;

const TABLE = {
  "contacts.read": STAFF,
  "contacts.edit": AGENT,
  "contacts.delete": ADMIN,
  "contacts.import": ADMIN,
  "contacts.export": ADMIN,
  "contacts.preview": AGENT,
  "companies.read": STAFF,
  "companies.edit": AGENT,
  "links.send": AGENT,
  "links.copy": AGENT,
  "sessions.read": STAFF,
  "sessions.revoke": AGENT,
  "activity.read": STAFF,
  "activity.export": ADMIN,
  "mail.read": STAFF,
  "mail.resend": AGENT,
  "mail.clear_suppression": AGENT,
  "doctor.read": STAFF,
  "metrics.read": STAFF,
  "settings.read": STAFF,
  "settings.edit": ADMIN,
  "settings.domains": OWNER,
  "staff.read": STAFF,
  "staff.manage": OWNER,
  "staff.self": STAFF,
  "staff.enter": AT_THE_DOOR,
  "portal.read": SEEN_BY_PREVIEW,
  "account.read": SEEN_BY_ANY,
  "account.edit": MEMBER,
  "account.sessions": ANY_MEMBER,
} as const satisfies Record<string, readonly Who[]>;

export type Permission = keyof typeof TABLE;

export const PERMISSIONS = Object.keys(TABLE) as Permission[];

export const permits = (who: Who, permission: Permission): boolean => (TABLE[permission] as readonly Who[]).includes(who);
