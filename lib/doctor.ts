// The sign-in doctor (SPEC D6): why somebody can't get in, asked in order and live, ending in one sentence and one button.

import { aLink, type NotSent } from "./activity/actions";
import { causeOf, type Diagnosis } from "./doctor/causes";
import { type Facts, factsOf } from "./doctor/facts";
import { ledgerSentence } from "./doctor/ledger";
import { db } from "./plumbing/db";
import { domainOf, parseEmail } from "./values/email-address";
import { parseId } from "./values/id";
import { exactTime, relativeTime } from "./values/time";
import { allow, type Staff, workspaceOf } from "./viewer";

export type Verdict = "good" | "bad" | "unclear";

/** One question of D6 with its live answer. */
export interface Finding {
  question: string;
  verdict: Verdict;
  answer: string;
  evidence: { text: string; at?: Date }[];
}

export interface Report extends Diagnosis {
  about: string;
  contactId: string | null;
  findings: Finding[];
}

export type Examined = { ok: true; report: Report } | { ok: false; reason: "not_an_address" };

/** For any typed address; a link that somebody tried may be pasted instead. */
export async function examine(viewer: Staff, typed: unknown): Promise<Examined> {
  allow(viewer, "doctor.read");
  const foreign = otherPortal(viewer, typed);
  if (foreign) return { ok: true, report: foreign };
  const address = parseEmail(typed);
  if (!address) return { ok: false, reason: "not_an_address" };
  return { ok: true, report: await reportOn(viewer, address) };
}

/** For a contact: its primary address, or another of its own. */
export async function examineContact(viewer: Staff, contactId: unknown, addressId?: unknown): Promise<Report | null> {
  const { workspaceId } = allow(viewer, "doctor.read");
  const [contact, wanted] = [parseId(contactId), parseId(addressId)];
  const address =
    contact && (await db().address.findFirst({ where: { workspaceId, contactId: contact, ...(wanted && { id: wanted }) }, orderBy: { kind: "asc" } }));
  return address ? reportOn(viewer, { email: address.email, key: address.emailKey }) : null;
}

async function reportOn(viewer: Staff, address: { email: string; key: string }): Promise<Report> {
  const facts = await factsOf(viewer, address);
  return { ...causeOf(facts), about: facts.typed, contactId: facts.contact?.id ?? null, findings: findings(facts, workspaceOf(viewer).timeZone) };
}

/** A pasted link names its portal by itself: nothing of another workspace has to be looked at. */
function otherPortal(viewer: Staff, typed: unknown): Report | null {
  if (typeof typed !== "string" || typed.length > 500 || !/^https?:\/\//i.test(typed.trim()) || !URL.canParse(typed.trim())) return null;
  const { host } = new URL(typed.trim());
  const { origin, brand } = workspaceOf(viewer);
  if (host === new URL(origin).host) return null;
  return {
    cause: "wrong_workspace",
    about: host,
    contactId: null,
    sentence: `That link belongs to the portal at ${host}, not to ${brand.name}. It works there and nowhere else.`,
    remedy: { do: "nothing", label: `Tell them that your portal is at ${origin}` },
    findings: [{ question: "Is it for this portal?", verdict: "bad", answer: `No: it is for ${host}.`, evidence: [] }],
  };
}

const good = (question: string, answer: string, evidence: Finding["evidence"] = []): Finding => ({ question, verdict: "good", answer, evidence });
const bad = (question: string, answer: string, evidence: Finding["evidence"] = []): Finding => ({ question, verdict: "bad", answer, evidence });
const unclear = (question: string, answer: string, evidence: Finding["evidence"] = []): Finding => ({ question, verdict: "unclear", answer, evidence });

/** The questions in the order of D6. */
function findings(f: Facts, timeZone: string): Finding[] {
  const first = [whoIsIt(f)];
  if (f.contact) first.push(mayThey(f));
  return [
    ...first,
    whatWasAsked(f),
    limits(f),
    deliverability(f),
    sender(f),
    ...(f.contact || f.staff ? [lastMail(f), lastLink(f, timeZone), signedIn(f)] : []),
  ];
}

function whoIsIt(f: Facts): Finding {
  const question = "Does the address belong to somebody?";
  if (f.contact) return good(question, `Yes: ${f.contact.name}.`);
  if (f.staff) return good(question, `Yes: ${f.staff.name}, of your staff.`);
  if (f.formerly) return bad(question, `Not any more: ${f.formerly.name} has ${f.formerly.email} now.`, [{ text: "Address changed", at: f.formerly.at }]);
  return bad(
    question,
    "No.",
    f.near.map(({ name, email }) => ({ text: `Looks like ${email} of ${name}` })),
  );
}

function mayThey({ contact, needsAccess }: Facts): Finding {
  const question = "Active, and allowed into the portal?";
  if (!contact?.active) return bad(question, "The contact is inactive.");
  if (needsAccess && !contact.portalAccess) return bad(question, "Active, but without portal access, which your settings ask for.");
  return good(question, contact.portalAccess ? "Active, with portal access." : "Active. Portal access is not needed here.");
}

const OUTCOMES: Record<NotSent | "sent", string> = {
  sent: "a link was sent",
  unknown: "nothing was sent: nobody has that address",
  inactive: "nothing was sent: inactive",
  no_access: "nothing was sent: no portal access",
  suppressed: "nothing was sent: mail there is stopped",
  not_staff: "nothing was sent: nobody on the staff",
  too_late: "nothing was sent: the link would have come too late",
  limited: "nothing was sent: too many were asked for",
};
/** null: nobody has looked at it yet. */
const cameOf = (outcome: string | null): string => OUTCOMES[outcome as NotSent | "sent"] ?? "being looked at";

function whatWasAsked({ requests, misspelt }: Facts): Finding {
  const question = "Was a link asked for lately?";
  const evidence = [
    ...requests.slice(0, 5).map(({ at, outcome, purpose }) => ({ at, text: `Asked for ${aLink(purpose)}: ${cameOf(outcome)}` })),
    ...misspelt.map(({ typed, at }) => ({ at, text: `Asked with “${typed}”: nobody has that address` })),
  ];
  const [last] = requests;
  if (!last) return (misspelt.length ? bad : unclear)(question, "Not with this address in the last seven days.", evidence);
  return (last.outcome === "sent" || last.outcome === null ? good : bad)(question, `Yes, ${relativeTime(last.at)}: ${cameOf(last.outcome)}.`, evidence);
}

const limits = ({ limitedUntil }: Facts): Finding =>
  limitedUntil ? bad("Asked too often?", `Yes. Asking works again ${relativeTime(limitedUntil)}.`) : good("Asked too often?", "No.");

const deliverability = ({ suppression }: Facts): Finding =>
  suppression
    ? bad("Does mail go there?", suppression.reason === "complained" ? "No: a mail was marked as spam." : "No: a mail bounced.", [
        { text: suppression.detail || "No reason was given", at: suppression.at },
      ])
    : good("Does mail go there?", "Yes. Nothing bounced and nobody complained.");

function sender({ sender: health }: Facts): Finding {
  const question = "Do mailboxes believe the sender?";
  if (!health) return unclear(question, "There is no sender to check: mails stay on this machine.");
  const evidence = health.records.map(({ kind, state, advice }) => ({ text: `${kind.toUpperCase()}: ${state === "ok" ? "in order" : advice || state}` }));
  if (health.ok === null) return unclear(question, `DNS did not answer for ${health.domain}.`, evidence);
  return health.ok
    ? good(question, `Yes: the records of ${health.domain} are in order.`, evidence)
    : bad(question, `Not for sure: ${health.domain} needs a look.`, evidence);
}

const MAIL_WORDS: Record<string, [Verdict, string]> = {
  queued: ["unclear", "It waits to be handed over."],
  sending: ["unclear", "It is being handed over."],
  sent: ["good", "It was handed to the mail provider."],
  delivered: ["good", "The mailbox took it."],
  delayed: ["unclear", "The mailbox lets it wait."],
  bounced: ["bad", "The mailbox refused it."],
  complained: ["bad", "It was marked as spam."],
  failed: ["bad", "It could not be sent."],
  suppressed: ["bad", "It was not sent: mail there is stopped."],
  dropped: ["bad", "It was not sent any more."],
  uncertain: ["unclear", "Nobody can say whether it went out."],
};

function lastMail({ mail }: Facts): Finding {
  const question = "What became of the last mail?";
  if (!mail) return unclear(question, "There was none lately.");
  const [verdict, answer] = MAIL_WORDS[mail.state] ?? ["unclear", mail.state];
  const evidence = [
    { text: "Written", at: mail.createdAt },
    ...(mail.sentAt ? [{ text: "Handed to the provider", at: mail.sentAt }] : []),
    ...(mail.deliveredAt ? [{ text: "Taken by the mailbox", at: mail.deliveredAt }] : []),
    ...(mail.problem ? [{ text: mail.problem }] : []),
    ...(mail.attempts > 1 ? [{ text: `${mail.attempts} tries` }] : []),
  ];
  return { question, verdict, answer, evidence };
}

function lastLink({ link, openings, key }: Facts, timeZone: string): Finding {
  const question = "What became of the last link?";
  if (!link) return unclear(question, "There was none lately.");
  const scanners = ledgerSentence(domainOf(key), openings);
  const people = openings.filter(({ looks }) => looks !== "scanner");
  const evidence = [
    ...(scanners ? [{ text: scanners }] : []),
    ...people.slice(-3).map(({ at, looks }) => ({ at, text: looks === "browser" ? "Opened on another device" : "Opened where it was asked for" })),
  ];
  if (link.usedAt && openings.some(({ pressed }) => pressed)) return bad(question, `A mail filter used it ${relativeTime(link.usedAt)}.`, evidence);
  if (link.usedAt) return good(question, `It was used ${relativeTime(link.usedAt)}${link.usedByCode ? ", by its code" : ""}.`, evidence);
  if (link.revokedAt) return bad(question, `It was revoked ${relativeTime(link.revokedAt)}.`, evidence);
  if (link.replacedAt) return bad(question, "A newer one took its place.", evidence);
  if (link.sentAt && link.expiresAt <= new Date()) return bad(question, `It expired ${relativeTime(link.expiresAt)}.`, evidence);
  return unclear(
    question,
    link.sentAt ? `It is good until ${exactTime(link.expiresAt, timeZone)} and was not used yet.` : "It is good, and its time starts when the mail goes out.",
    evidence,
  );
}

function signedIn({ sessions }: Facts): Finding {
  const question = "Signed in already?";
  if (!sessions.length) return unclear(question, "No, on no device.");
  return good(
    question,
    `Yes, on ${sessions.length === 1 ? "one device" : `${sessions.length} devices`}.`,
    sessions.slice(0, 5).map(({ device, lastSeenAt }) => ({ text: `${device}, last seen`, at: lastSeenAt })),
  );
}
