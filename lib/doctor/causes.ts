// Why somebody can't get in: one cause each, in the order in which they matter, with the one sentence and the one thing to do (SPEC D6).
// The first that applies is the diagnosis. Everything else the page shows is evidence.
import type { NotSent } from "../activity/actions";
import { domainOf } from "../values/email-address";
import { networkOf } from "../values/ip";
import { inWords, MINUTE_MS, relativeTime } from "../values/time";
import { type Facts, LATE_MS } from "./facts";
import { filterName } from "./ledger";

export type Remedy =
  | { do: "send_link"; label: string; contactId: string; addressId: string }
  | { do: "clear_suppression"; label: string; emailKey: string }
  | { do: "code_for_domain"; label: string; domain: string }
  | { do: "open"; label: string; href: string }
  | { do: "nothing"; label: string };

export interface Diagnosis {
  cause: Cause;
  sentence: string;
  remedy: Remedy;
}

const MAX_CODE_TRIES = 5;

/** Why the last request came to nothing, and how that is now: what is still so has a rule of its own, above. */
const NOTHING_SENT: Record<NotSent, string> = {
  unknown: "nobody here had that address then. Now somebody has it",
  inactive: "they were inactive then. They are active now",
  no_access: "they had no portal access then. They may enter now",
  suppressed: "mail there was stopped then. It is allowed again",
  not_staff: "it was asked for at the staff door, and they are not of your staff",
  too_late: "it had waited so long that the link would have been useless",
  limited: "too many were asked for",
};

/** The last request, where no link and no sign-in came after it. */
function unanswered({ requests: [last], link }: Facts) {
  if (!last || last.outcome === "sent") return null;
  return link && (link.createdAt >= last.at || (link.usedAt && link.usedAt >= last.at)) ? null : last;
}

type Rule = (f: Facts, now: Date) => Omit<Diagnosis, "cause"> | null;

/** To the address that was asked about, be it the primary or the partner's. */
const sendLink = ({ contact, address }: Facts, label = "Send a sign-in link"): Remedy =>
  contact && address
    ? { do: "send_link", label: `${label}${contact.name ? ` to ${contact.name}` : ""}`, contactId: contact.id, addressId: address.id }
    : { do: "nothing", label: "Nothing to do here" };
/** Where it is asked for already, the next link is safe. */
const codeForDomain = (f: Facts): Remedy =>
  f.codeAtDomain ? sendLink(f, "Send a new link") : { do: "code_for_domain", label: `Ask for the code too at ${domainOf(f.key)}`, domain: domainOf(f.key) };
const openContact = (contactId: string, label: string): Remedy => ({ do: "open", label, href: `/dashboard/contacts/${contactId}` });
const openMail = ({ mail }: Facts, label: string): Remedy => ({ do: "open", label, href: `/dashboard/mail/${mail?.id ?? ""}` });
const who = ({ contact, typed }: Facts) => contact?.name || typed;

/** The newest mail with a link, where it is still the one that matters. */
const waitingMail = ({ mail, link }: Facts) => (mail && (!link || mail.linkId === link.id) ? mail : null);
const linkIsOpen = ({ link }: Facts, now: Date) => link && !link.usedAt && !link.revokedAt && !link.replacedAt && (!link.sentAt || link.expiresAt > now);
const openedBy = ({ openings }: Facts, ...looks: string[]) => openings.filter((o) => looks.includes(o.looks));

const RULES = {
  staff_address: (f) =>
    f.staff && !f.contact
      ? {
          sentence: `${f.typed} is ${f.staff.name} of your own staff. Staff sign in at their own door, /dashboard/sign-in.`,
          remedy: { do: "open", label: "Open the staff door", href: "/dashboard/sign-in" },
        }
      : null,
  address_changed: (f) =>
    f.formerly && !f.contact
      ? {
          sentence: `${f.typed} was the address of ${f.formerly.name} until ${relativeTime(f.formerly.at)}. It is ${f.formerly.email} now, and only that one works.`,
          remedy: openContact(f.formerly.contactId, `Open ${f.formerly.name}`),
        }
      : null,
  near_miss: (f) => {
    const [near] = f.near;
    if (!f.contact && near)
      return {
        sentence: `Nobody here has ${f.typed}, but ${near.name} has ${near.email}. Most likely it was mistyped.`,
        remedy: openContact(near.contactId, `Open ${near.name}`),
      };
    const [typo] = f.misspelt;
    if (f.contact && typo && !f.requests.some(({ at }) => at > typo.at))
      return {
        sentence: `Somebody asked with “${typo.typed}” ${relativeTime(typo.at)}. That looks like ${f.address?.email} with a slip, so nothing was sent.`,
        remedy: sendLink(f),
      };
    return null;
  },
  unknown_address: (f) =>
    f.contact || f.staff
      ? null
      : {
          sentence: `Nobody here has the address ${f.typed}. ${f.requests.length ? "It was asked with, and nothing was sent." : "Nobody asked with it in the last days."}`,
          remedy: { do: "open", label: "Find the contact", href: `/dashboard/contacts?q=${encodeURIComponent(f.typed)}` },
        },
  inactive: (f) =>
    f.contact && !f.contact.active
      ? { sentence: `${who(f)} is inactive, so no link is sent and none works.`, remedy: openContact(f.contact.id, `Reactivate ${who(f)}`) }
      : null,
  access_over: (f, now) =>
    f.contact?.accessEndsAt && f.contact.accessEndsAt <= now
      ? {
          sentence: `${who(f)} had temporary access, which ended ${relativeTime(f.contact.accessEndsAt, now)}.`,
          remedy: openContact(f.contact.id, `Open ${who(f)}`),
        }
      : null,
  no_access: (f) =>
    f.contact && f.needsAccess && !f.contact.portalAccess
      ? { sentence: `${who(f)} has no portal access, and this portal asks for it.`, remedy: openContact(f.contact.id, "Turn portal access on") }
      : null,
  suppressed_complaint: (f) =>
    f.suppression?.reason === "complained"
      ? {
          sentence: `A mail to ${f.typed} was marked as spam ${relativeTime(f.suppression.at)}, so nothing is sent there any more. Ask ${who(f)} first.`,
          remedy: { do: "clear_suppression", label: "Allow mail again", emailKey: f.key },
        }
      : null,
  suppressed_bounce: (f) =>
    f.suppression
      ? {
          sentence: `Mail to ${f.typed} bounced ${relativeTime(f.suppression.at)}${f.suppression.detail ? ` (“${f.suppression.detail}”)` : ""}, so nothing is sent there any more.`,
          remedy: { do: "clear_suppression", label: "The address is right: allow mail again", emailKey: f.key },
        }
      : null,
  provider_down: (f, now) => {
    const mail = waitingMail(f);
    return mail && ["queued", "sending"].includes(mail.state) && mail.attempts > 0 && mail.problem
      ? {
          sentence: `The mail was written ${relativeTime(mail.createdAt, now)}, but the mail provider does not take it (${mail.problem}). It is tried again by itself.`,
          remedy: openMail(f, "See the mail"),
        }
      : null;
  },
  mail_queued: (f, now) => {
    const mail = waitingMail(f);
    return mail && ["queued", "sending"].includes(mail.state)
      ? { sentence: `The mail is in line and goes out in a moment (asked for ${relativeTime(mail.createdAt, now)}).`, remedy: openMail(f, "See the mail") }
      : null;
  },
  mail_failed: (f) => {
    const mail = waitingMail(f);
    return mail && ["failed", "bounced", "uncertain"].includes(mail.state)
      ? {
          sentence:
            mail.state === "uncertain"
              ? "Nobody can say whether the last mail arrived: the connection to the mail server broke in the middle."
              : `The last mail was not accepted${mail.problem ? `: ${mail.problem}` : "."}`,
          remedy: sendLink(f, "Send a new link"),
        }
      : null;
  },
  mail_dropped: (f) => {
    const mail = waitingMail(f);
    return mail && ["dropped", "suppressed"].includes(mail.state)
      ? { sentence: `The last mail was not sent any more: ${mail.problem ?? "it would have been useless."}`, remedy: sendLink(f, "Send a new link") }
      : null;
  },
  limited: (f, now) =>
    f.limitedUntil
      ? {
          sentence: `Too many links were asked for with this address. It can be asked for again ${relativeTime(f.limitedUntil, now)}; you can send one right away.`,
          remedy: sendLink(f),
        }
      : null,
  cookies_refused: (f) =>
    f.forgetfulBrowser
      ? {
          sentence: `${who(f)} signed in ${f.forgetfulBrowser.times} times lately with what looks like one browser (${f.forgetfulBrowser.device}), and each time it had forgotten the time before. It refuses cookies, or forgets them at once.`,
          remedy: { do: "nothing", label: "Ask them to allow cookies for your portal, or to try another browser" },
        }
      : null,
  being_made: (f, now) => {
    const last = unanswered(f);
    return last && last.outcome === null
      ? {
          sentence: `A link was asked for ${relativeTime(last.at, now)}, and it is being made. That takes a moment.`,
          remedy: { do: "open", label: "Look again", href: `/dashboard/doctor?${new URLSearchParams({ about: f.key })}` },
        }
      : null;
  },
  nothing_sent: (f, now) => {
    const last = unanswered(f);
    return last?.outcome
      ? {
          sentence: `A link was asked for ${relativeTime(last.at, now)}, and nothing was sent: ${NOTHING_SENT[last.outcome as NotSent]}.`,
          remedy: sendLink(f),
        }
      : null;
  },
  blocked_by_ip: (f, now) => {
    const { link } = f;
    if (!link?.boundIp || link.usedAt || link.expiresAt <= now) return null;
    const elsewhere = f.openings.find((o) => o.looks !== "scanner" && networkOf(o.ip) !== link.boundIp);
    return elsewhere
      ? {
          sentence: `The link was opened from another internet connection than it was asked from, and your settings refuse that.`,
          remedy: sendLink(f, "Send a link without that limit"),
        }
      : null;
  },
  pressed_by_scanner: (f, now) =>
    f.link?.usedAt && !f.link.usedByCode && f.openings.some(({ pressed }) => pressed)
      ? {
          sentence: `${filterName(domainOf(f.key))} opened the link ${relativeTime(f.link.usedAt, now)} and pressed its button, so it was used up before ${who(f)} came. ${f.codeAtDomain ? "The next one asks for the code of the mail as well, which a filter does not type." : "Where links ask for the code of the mail as well, that can't happen."}`,
          remedy: codeForDomain(f),
        }
      : null,
  session_already: (f, now) => {
    const [session] = f.sessions;
    return session && f.link?.usedAt && (!f.requests[0] || f.requests[0].at <= f.link.usedAt)
      ? {
          sentence: `${who(f)} is signed in: on ${session.device}, last seen ${relativeTime(session.lastSeenAt, now)}. They only need to open your portal there.`,
          remedy: sendLink(f, "Send a link for another device"),
        }
      : null;
  },
  link_used: (f, now) =>
    f.link?.usedAt
      ? {
          sentence: `The last link was used ${relativeTime(f.link.usedAt, now)}${f.link.usedElsewhere ? ", on another device than it was asked on" : ""}. A link works once; an old mail does not open the portal again.`,
          remedy: sendLink(f, "Send a new link"),
        }
      : null,
  link_revoked: (f, now) =>
    f.link?.revokedAt
      ? { sentence: `The last link was revoked ${relativeTime(f.link.revokedAt, now)}.`, remedy: sendLink(f, "Send a new link") }
      : f.link?.replacedAt
        ? { sentence: "The last link was replaced by a newer one: only the newest mail works.", remedy: sendLink(f, "Send a new link") }
        : null,
  link_expired: (f, now) =>
    f.link?.sentAt && f.link.expiresAt <= now
      ? {
          sentence: `The last link expired ${relativeTime(f.link.expiresAt, now)}: it worked for ${inWords(Math.round((f.link.expiresAt.getTime() - f.link.sentAt.getTime()) / MINUTE_MS))} after it was sent.`,
          remedy: sendLink(f, "Send a new link"),
        }
      : null,
  code_spent: (f, now) =>
    linkIsOpen(f, now) && Math.max(f.link?.codeTries ?? 0, f.requests[0]?.codeTries ?? 0) >= MAX_CODE_TRIES
      ? { sentence: "The code was mistyped five times and does not work any more. The link in the mail still does.", remedy: sendLink(f, "Send a new link") }
      : null,
  opened_elsewhere: (f, now) => {
    const opened = openedBy(f, "browser", "known_device", "asking_browser").at(-1);
    return linkIsOpen(f, now) && opened
      ? {
          sentence: `The link was opened ${relativeTime(opened.at, now)}${opened.looks === "browser" ? " on another device" : ""}, but “Continue” was not pressed. It still works.`,
          remedy: sendLink(f, "Send a new link"),
        }
      : null;
  },
  mail_late: (f, now) => {
    const mail = waitingMail(f);
    if (!mail || !linkIsOpen(f, now)) return null;
    const silent = mail.state === "sent" && f.provider.reportsDeliveries && mail.sentAt && now.getTime() - mail.sentAt.getTime() > LATE_MS;
    return mail.state === "delayed" || silent
      ? {
          sentence: `The mail was handed over ${relativeTime(mail.sentAt ?? mail.createdAt, now)}, but ${domainOf(f.key)} has not taken it yet. Some mail servers let new senders wait.`,
          remedy: openMail(f, "See the mail"),
        }
      : null;
  },
  sender_not_authenticated: (f, now) =>
    f.sender?.ok === false && linkIsOpen(f, now)
      ? {
          sentence: `The mail was sent, but ${f.sender.domain} does not prove that it may: mailboxes put such mail into spam or refuse it.`,
          remedy: { do: "open", label: "Mend the sender", href: "/dashboard/settings/sender" },
        }
      : null,
  opened_by_scanner: (f, now) => {
    const scans = openedBy(f, "scanner");
    return linkIsOpen(f, now) && scans.length
      ? {
          sentence: `${filterName(domainOf(f.key))} opened the link ${scans.length === 1 ? "once" : `${scans.length} times`}; that is harmless, and it still works. ${who(f)} has not opened it yet.`,
          remedy: codeForDomain(f),
        }
      : null;
  },
  waiting_in_mailbox: (f, now) => {
    const mail = waitingMail(f);
    return linkIsOpen(f, now) && mail
      ? {
          sentence: `The mail was ${mail.state === "delivered" ? "delivered" : "handed over"} ${relativeTime(mail.deliveredAt ?? mail.sentAt ?? mail.createdAt, now)}, and nobody has opened it yet. Ask ${who(f)} to look into the spam folder.`,
          remedy: sendLink(f, "Send a new link"),
        }
      : null;
  },
  never_asked: (f, now) => ({
    sentence:
      f.link && linkIsOpen(f, now)
        ? `All is well with ${who(f)}. The last link was made ${relativeTime(f.link.createdAt, now)}, still works, and was not opened yet.`
        : `All is well with ${who(f)}, but no link was asked for lately.`,
    remedy: sendLink(f),
  }),
} satisfies Record<string, Rule>;

export type Cause = keyof typeof RULES | "wrong_workspace";

export const CAUSES = Object.keys(RULES) as (keyof typeof RULES)[];

export function causeOf(facts: Facts, now = new Date()): Diagnosis {
  for (const cause of CAUSES) {
    const found = (RULES[cause] as Rule)(facts, now);
    if (found) return { cause, ...found };
  }
  throw new Error("The last rule always applies.");
}
