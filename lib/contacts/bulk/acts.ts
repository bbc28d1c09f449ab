// The acts that can be done on many contacts at once, and what each asks of whoever begins it.
import type { Permission } from "../../permissions";

export const BULK_ACTS = ["invite", "send", "tag", "untag", "deactivate", "reactivate", "revoke"] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

export const isBulkAct = (value: unknown): value is BulkAct => (BULK_ACTS as readonly unknown[]).includes(value);

export const NEEDED: Record<BulkAct, Permission[]> = {
  invite: ["contacts.edit", "links.send"],
  send: ["contacts.edit", "links.send"],
  tag: ["contacts.edit"],
  untag: ["contacts.edit"],
  deactivate: ["contacts.edit"],
  reactivate: ["contacts.edit"],
  revoke: ["contacts.edit", "sessions.revoke"],
};

/** Why a contact was left as it was, or what is to be known besides. */
export type Reason =
  | "inactive"
  | "no_access"
  | "suppressed"
  | "limited"
  | "not_found"
  | "no_address"
  | "signed_in_already"
  | "already"
  | "no_sessions"
  | "too_many_tags"
  | "access_without_mail"
  | "failed";

export interface Outcome {
  result: "changed" | "unchanged" | "refused";
  reason?: Reason;
}

/** One of those an act is about, as it was when its turn came. */
export interface Target {
  id: string;
  name: string;
}

/** An act somebody has in hand: only as long as `claim` is the one in the database. */
export interface Job {
  id: string;
  workspaceId: string;
  staffId: string;
  act: BulkAct;
  args: { tag?: { id: string; name: string }; from: { sessionId?: string; ip?: string; device?: string } };
  filter: unknown;
  cursor: string | null;
  createdAt: Date;
  claim: Date;
}
