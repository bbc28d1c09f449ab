// Everything that can happen, and how it reads (SPEC D7). One table: an action that is not here can't be recorded.
import type { ActivityType, Purpose, Role } from "@/prisma/generated/enums";
import type { BulkAct } from "../contacts/bulk/acts";
import type { Dead } from "../links";

/** Names for the ids of an entry, as far as they are still known. */
export interface Names {
  /** Who did it: "Sam Agent", "Ada Lovelace", "Foyer", "Somebody". */
  who: string;
  /** On whom: the contact, or what was typed. */
  whom: string;
}

interface Action<Data> {
  type: ActivityType;
  say(data: Data, names: Names): string;
}

const action = <Data extends object = Record<never, never>>(type: ActivityType, say: Action<Data>["say"]): Action<Data> => ({ type, say });

/** Why nothing was sent to somebody who asked (A2): only staff ever read it. */
export type NotSent = "unknown" | "inactive" | "no_access" | "suppressed" | "not_staff" | "too_late" | "limited";

const NOT_SENT: Record<NotSent, string> = {
  unknown: "nobody here has that address",
  inactive: "the contact is inactive",
  no_access: "the contact has no portal access",
  suppressed: "mail to that address is stopped after a bounce or complaint",
  not_staff: "nobody on the staff has that address",
  too_late: "it had waited so long that the link would have been useless",
  limited: "too many were asked for",
};

/** Why a link that was opened did not work. */
export type Refusal = Exclude<Dead, "unknown">;

const REFUSED: Record<Refusal, string> = {
  used: "it was used already",
  expired: "it was too old",
  replaced: "a newer one took its place",
  revoked: "it was revoked",
  address_changed: "the address was changed since",
  inactive: "the person is inactive",
  no_access: "the contact has no portal access",
  other_network: "it was opened from another internet connection than it was asked from",
};

export const PURPOSE_WORDS: Record<Purpose, string> = {
  portal_login: "sign-in link",
  portal_invitation: "invitation",
  contract: "contract link",
  work_scope: "scope of work link",
  selections: "selections link",
  invoice: "invoice link",
  appointment: "appointment link",
  ticket: "ticket link",
  packet: "packet link",
  temporary_access: "temporary access link",
  email_change: "address confirmation",
  staff_login: "staff sign-in link",
  staff_invitation: "staff invitation",
};

/** "a sign-in link", "an invitation". */
export const aLink = (purpose: Purpose): string => `${/^[aeiou]/.test(PURPOSE_WORDS[purpose]) ? "an" : "a"} ${PURPOSE_WORDS[purpose]}`;
const upper = (words: string): string => words[0]!.toUpperCase() + words.slice(1);

const BULK_WORDS: Record<BulkAct, string> = {
  invite: "invite",
  send: "send sign-in links to",
  tag: "tag",
  untag: "take a tag off",
  deactivate: "deactivate",
  reactivate: "reactivate",
  revoke: "revoke the sessions of",
};
const contacts = (count: number) => (count === 1 ? "1 contact" : `${count.toLocaleString("en")} contacts`);

type Changes = Record<string, [before: string | number | boolean | null, after: string | number | boolean | null]>;
const list = (changes: Changes) =>
  Object.entries(changes)
    .map(([what, [before, after]]) => `${what} from “${before ?? "nothing"}” to “${after ?? "nothing"}”`)
    .join(", ");

export const ACTIONS = {
  "link.asked": action<{ purpose: Purpose; typed: string }>("LINK", (d) => `${d.typed} asked for ${aLink(d.purpose)}.`),
  "link.not_sent": action<{ purpose: Purpose; typed: string; reason: NotSent }>(
    "LINK",
    (d) => `${d.typed} asked for ${aLink(d.purpose)}. Nothing was sent: ${NOT_SENT[d.reason]}.`,
  ),
  "link.limited": action<{ purpose: Purpose; typed: string; by: "address" | "ip" | "device" }>(
    "SECURITY",
    (d) => `${d.typed} was asked to wait: too many requests ${d.by === "ip" ? "from one internet address" : "for one email address"}.`,
  ),
  "link.issued": action<{ purpose: Purpose; to: string }>("LINK", (d, n) => `${upper(aLink(d.purpose))} for ${n.whom} was made for ${d.to}.`),
  "link.sent": action<{ purpose: Purpose; to: string }>("LINK", (d, n) => `${n.who} sent ${n.whom} ${aLink(d.purpose)} to ${d.to}.`),
  "link.copied": action<{ purpose: Purpose; to: string }>("LINK", (d, n) => `${n.who} copied ${aLink(d.purpose)} of ${n.whom}.`),
  "link.refused": action<{ purpose: Purpose; reason: Refusal }>("LINK", (d, n) => `${upper(aLink(d.purpose))} of ${n.whom} was refused: ${REFUSED[d.reason]}.`),
  "link.revoked": action<{ count: number }>("LINK", (d, n) => `${n.who} revoked ${d.count === 1 ? "a link" : `${d.count} links`} of ${n.whom}.`),
  "link.pressed_by_scanner": action<{ domain: string }>(
    "LINK",
    (d, n) => `The mail filter of ${d.domain} seems to have pressed the button in a mail to ${n.whom}.`,
  ),
  "code.refused": action<{ tries: number }>("SIGN_IN", (d, n) => `A wrong code was typed for ${n.whom} (${d.tries} of 5).`),
  "signin.done": action<{ purpose: Purpose; how: "link" | "code" | "password"; to: string }>(
    "SIGN_IN",
    (d, n) => `${n.whom} signed in with ${d.how === "link" ? aLink(d.purpose) : `a ${d.how}`} of ${d.to}.`,
  ),
  "signin.continued": action<{ purpose: Purpose }>("SIGN_IN", (d, n) => `${n.whom} opened ${aLink(d.purpose)} while signed in already.`),
  "signin.new_device": action("SIGN_IN", (_, n) => `${n.whom} signed in on a new device and was told by mail.`),
  "signin.disowned": action("SECURITY", (_, n) => `${n.whom} said “this wasn't me”, and that sign-in was ended.`),
  "session.ended": action<{ by: "sign_out" | "device_list" }>("SESSION", (d, n) =>
    d.by === "sign_out" ? `${n.who} signed out.` : `${n.who} signed out another of their devices.`,
  ),
  "session.revoked": action<{ count: number }>(
    "SESSION",
    (d, n) =>
      `${n.who} revoked ${d.count === 0 ? "the sessions" : d.count === 1 ? "1 session" : `${d.count} sessions`} of ${n.whom}${d.count === 0 ? " (there were none)" : ""}.`,
  ),
  "contact.created": action("CONTACT", (_, n) => `${n.who} added ${n.whom}.`),
  "contact.changed": action<{ changes: Changes }>("CONTACT", (d, n) => `${n.who} changed ${n.whom}: ${list(d.changes)}.`),
  "contact.deactivated": action<{ sessions: number }>(
    "CONTACT",
    (d, n) => `${n.who} deactivated ${n.whom}${d.sessions ? ` and ended ${d.sessions === 1 ? "1 session" : `${d.sessions} sessions`}` : ""}.`,
  ),
  "contact.reactivated": action("CONTACT", (_, n) => `${n.who} reactivated ${n.whom}.`),
  "contact.access_on": action("CONTACT", (_, n) => `${n.who} turned portal access on for ${n.whom}.`),
  "contact.access_off": action<{ sessions: number }>(
    "CONTACT",
    (d, n) => `${n.who} turned portal access off for ${n.whom}${d.sessions ? ` and ended ${d.sessions === 1 ? "1 session" : `${d.sessions} sessions`}` : ""}.`,
  ),
  "contact.address_added": action<{ email: string }>("CONTACT", (d, n) => `${n.who} added the address ${d.email} to ${n.whom}.`),
  "contact.address_changed": action<{ before: string; after: string; sessions: number }>(
    "CONTACT",
    (d, n) => `${n.who} changed an address of ${n.whom} from ${d.before} to ${d.after}.`,
  ),
  "contact.address_removed": action<{ email: string }>("CONTACT", (d, n) => `${n.who} removed the address ${d.email} of ${n.whom}.`),
  "contact.addresses_swapped": action<{ primary: string }>("CONTACT", (d, n) => `${n.who} made ${d.primary} the primary address of ${n.whom}.`),
  "contact.address_change_asked": action<{ after: string }>("CONTACT", (d, n) => `${n.whom} asked to change the address to ${d.after}.`),
  "contact.address_change_undone": action<{ before: string; after: string }>(
    "SECURITY",
    (d, n) => `${n.whom} took the change of address back: ${d.before} again instead of ${d.after}.`,
  ),
  "contact.merged": action<{ other: string; otherId?: string; email?: string | null; sessions?: number; changes?: Changes }>(
    "CONTACT",
    (d, n) => `${n.who} merged ${d.other} into ${n.whom}${d.email ? `, who has the address ${d.email} now, too` : ""}.`,
  ),
  "contact.deleted": action<{ name: string }>("CONTACT", (d, n) => `${n.who} deleted ${d.name}.`),
  "contact.previewed": action<{ reason: string }>("CONTACT", (d, n) => `${n.who} looked at the portal as ${n.whom} sees it: “${d.reason}”.`),
  "contact.tagged": action<{ added: string[]; removed: string[] }>(
    "CONTACT",
    (d, n) =>
      `${n.who} ${[d.added.length && `added ${d.added.join(", ")}`, d.removed.length && `removed ${d.removed.join(", ")}`].filter(Boolean).join(" and ")} on ${n.whom}.`,
  ),
  "company.changed": action<{ name: string; changes: Changes }>("COMPANY", (d, n) => `${n.who} changed the company ${d.name}: ${list(d.changes)}.`),
  "company.created": action<{ name: string }>("COMPANY", (d, n) => `${n.who} added the company ${d.name}.`),
  "company.deleted": action<{ name: string }>("COMPANY", (d, n) => `${n.who} deleted the company ${d.name}.`),
  "mail.sent": action<{ template: string; to: string }>("MAIL", (d) => `A mail to ${d.to} was handed to the mail provider.`),
  "mail.failed": action<{ template: string; to: string; problem: string }>("MAIL", (d) => `A mail to ${d.to} could not be sent: ${d.problem}`),
  "mail.dropped": action<{ template: string; to: string; reason: string }>("MAIL", (d) => `A mail to ${d.to} was not sent any more: ${d.reason}`),
  "mail.uncertain": action<{ template: string; to: string }>(
    "MAIL",
    (d) => `Nobody can say whether a mail to ${d.to} was handed over: the connection broke in the middle.`,
  ),
  "mail.suppressed": action<{ email: string; reason: string }>("MAIL", (d) => `Mail to ${d.email} is stopped: ${d.reason}.`),
  "mail.suppression_cleared": action<{ email: string }>("MAIL", (d, n) => `${n.who} allowed mail to ${d.email} again.`),
  "webhook.received": action<{ event: string; to: string; detail: string }>(
    "WEBHOOK",
    (d) => `The mail provider reported “${d.event}” for ${d.to}${d.detail ? `: ${d.detail}` : ""}.`,
  ),
  "settings.changed": action<{ area: string; changes: Changes }>("SETTINGS", (d, n) => `${n.who} changed ${d.area}: ${list(d.changes)}.`),
  "domain.added": action<{ host: string }>("SETTINGS", (d, n) => `${n.who} added the domain ${d.host}.`),
  "domain.removed": action<{ host: string }>("SETTINGS", (d, n) => `${n.who} removed the domain ${d.host}.`),
  "domain.verified": action<{ host: string }>("SETTINGS", (d) => `DNS proved that the domain ${d.host} belongs here. The portal answers there.`),
  "domain.main": action<{ before: string; after: string }>(
    "SETTINGS",
    (d, n) => `${n.who} made ${d.after} the address of the portal instead of ${d.before}. Links in mails lead there.`,
  ),
  "sender.domain_added": action<{ domain: string }>("SETTINGS", (d, n) => `${n.who} added the sender domain ${d.domain}.`),
  "sender.domain_removed": action<{ domain: string }>("SETTINGS", (d, n) => `${n.who} removed the sender domain ${d.domain}.`),
  "sender.verified": action<{ domain: string }>("SETTINGS", (d) => `The records of the sender domain ${d.domain} are in order.`),
  "sender.broken": action<{ domain: string; problem: string }>(
    "SETTINGS",
    (d) => `The records of the sender domain ${d.domain} are not in order any more: ${d.problem}`,
  ),
  "staff.invited": action<{ email: string; role: Role }>("STAFF", (d, n) => `${n.who} invited ${d.email} as ${d.role}.`),
  "staff.role_changed": action<{ name: string; before: Role; after: Role }>("STAFF", (d, n) => `${n.who} made ${d.name} ${d.after} instead of ${d.before}.`),
  "staff.removed": action<{ name: string; sessions: number }>(
    "STAFF",
    (d, n) => `${n.who} removed ${d.name} from the staff${d.sessions ? ` and ended ${d.sessions === 1 ? "1 session" : `${d.sessions} sessions`}` : ""}.`,
  ),
  "staff.renamed": action<{ before: string; after: string }>("STAFF", (d) => `${d.before} is called ${d.after} now.`),
  "staff.passkey_added": action<{ label: string }>("STAFF", (d, n) => `${n.who} added the passkey “${d.label}”.`),
  "staff.passkey_removed": action<{ label: string }>("STAFF", (d, n) => `${n.who} removed the passkey “${d.label}”.`),
  "staff.passkey_used": action<{ label: string }>("SIGN_IN", (d, n) => `${n.who} confirmed the sign-in with the passkey “${d.label}”.`),
  "staff.passkey_refused": action("SECURITY", (_, n) => `A passkey was refused while ${n.who} was signing in.`),
  "staff.passkeys_reset": action<{ name: string; count: number }>(
    "SECURITY",
    (d, n) => `${n.who} reset the passkeys of ${d.name} (${d.count}) and ended the sessions.`,
  ),
  "contacts.bulk_started": action<{ act: BulkAct; count: number; tag: string | null }>(
    "CONTACT",
    (d, n) => `${n.who} began to ${BULK_WORDS[d.act]} ${contacts(d.count)} at once${d.tag ? ` (${d.tag})` : ""}.`,
  ),
  "contacts.bulk_stopped": action<{ act: BulkAct; done: number; count: number }>(
    "CONTACT",
    (d, n) => `${n.who} stopped an act after ${d.done.toLocaleString("en")} of ${contacts(d.count)}. It was to ${BULK_WORDS[d.act]} them.`,
  ),
  "import.started": action<{ importId: string; file: string; rows: number }>(
    "IMPORT",
    (d, n) => `${n.who} started to import ${d.file} (${d.rows === 1 ? "1 row" : `${d.rows} rows`}).`,
  ),
  "import.finished": action<{ importId: string; file: string; created: number; updated: number; skipped: number; failed: number }>(
    "IMPORT",
    (d, n) => `The import of ${d.file} by ${n.who} is done: ${d.created} new, ${d.updated} changed, ${d.skipped} skipped, ${d.failed} with a problem.`,
  ),
  "import.stopped": action<{ importId: string; file: string }>(
    "IMPORT",
    (d, n) => `${n.who} stopped the import of ${d.file}: whoever started it may not import any more.`,
  ),
  "import.contact_created": action<{ importId: string; file: string }>("IMPORT", (d, n) => `${n.who} added ${n.whom} by importing ${d.file}.`),
  "import.contact_updated": action<{ importId: string; file: string; changes: Changes }>(
    "IMPORT",
    (d, n) => `${n.who} changed ${n.whom} by importing ${d.file}: ${list(d.changes)}.`,
  ),
  "import.undo_started": action<{ importId: string; file: string }>("IMPORT", (d, n) => `${n.who} started to undo the import of ${d.file}.`),
  "import.undone": action<{ importId: string; file: string; removed: number; restored: number; kept: number }>(
    "IMPORT",
    (d, n) => `${n.who} undid the import of ${d.file}: ${d.removed} removed, ${d.restored} put back, ${d.kept} left as they are.`,
  ),
  "import.contact_removed": action<{ importId: string; file: string; name: string }>(
    "IMPORT",
    (d, n) => `${n.who} removed ${d.name} by undoing the import of ${d.file}.`,
  ),
  "import.contact_restored": action<{ importId: string; file: string }>("IMPORT", (d, n) => `${n.who} put ${n.whom} back as before the import of ${d.file}.`),
  "contacts.exported": action<{ query: string }>("SECURITY", (d, n) => `${n.who} exported ${d.query ? "a filtered list of contacts" : "all contacts"}.`),
  "activity.exported": action<{ filter: Record<string, string | boolean> }>("SECURITY", (_, n) => `${n.who} exported the activity log.`),
  "access.denied": action<{ permission: string; path: string }>("SECURITY", (d, n) => `${n.who} tried something they may not do (${d.permission}).`),
  "workspace.created": action<{ name: string }>("SETTINGS", (d) => `The workspace ${d.name} was created.`),
  "workspace.under_attack": action<{ perMinute: number }>(
    "SECURITY",
    (d) => `${d.perMinute} links were asked for within a minute. Asking is slowed for now; nobody is locked out.`,
  ),
} as const;

export type ActionName = keyof typeof ACTIONS;
export type DataOf<A extends ActionName> = (typeof ACTIONS)[A] extends Action<infer D> ? D : never;
