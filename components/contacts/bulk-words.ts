// Acts on many contacts, in words: the question before, what will happen, what happens, what happened (SPEC D2).
import type { BulkAct, Reason } from "@/lib/contacts/bulk/acts";

export const people = (count: number): string => (count === 1 ? "1 contact" : `${count.toLocaleString("en")} contacts`);

interface Words {
  question(count: number): string;
  /** What it means for each of them, and for whom it does nothing. */
  consequence: string;
  button(count: number): string;
  /** "Inviting 312 contacts" */
  doing(whom: string, tag: string): string;
  done(whom: string, tag: string): string;
  danger?: true;
}

export const WORDS: Record<BulkAct, Words> = {
  invite: {
    question: (count) => `Invite ${people(count)}?`,
    consequence:
      "Portal access is turned on for each of them, and everybody who has not signed in yet gets an invitation at each of their addresses. Inactive contacts are left out.",
    button: (count) => `Invite ${people(count)}`,
    doing: (whom) => `Inviting ${whom}`,
    done: (whom) => `Invited ${whom}`,
  },
  send: {
    question: (count) => `Send ${people(count)} a sign-in link?`,
    consequence: "Each gets a mail with a link that signs them in once. Inactive contacts, and those who may not enter the portal, are left out.",
    button: (count) => (count === 1 ? "Send the link" : `Send ${count.toLocaleString("en")} links`),
    doing: (whom) => `Sending a sign-in link to ${whom}`,
    done: (whom) => `Sent a sign-in link to ${whom}`,
  },
  tag: {
    question: (count) => `Put a tag on ${people(count)}`,
    consequence: "They are found by it from then on. Whoever has it already is left as they are.",
    button: (count) => `Tag ${people(count)}`,
    doing: (whom, tag) => `Putting “${tag}” on ${whom}`,
    done: (whom, tag) => `Put “${tag}” on ${whom}`,
  },
  untag: {
    question: (count) => `Take a tag off ${people(count)}`,
    consequence: "Their other tags stay. Whoever does not have it is left as they are.",
    button: (count) => `Take it off ${people(count)}`,
    doing: (whom, tag) => `Taking “${tag}” off ${whom}`,
    done: (whom, tag) => `Took “${tag}” off ${whom}`,
  },
  deactivate: {
    question: (count) => `Deactivate ${people(count)}?`,
    consequence: "They are signed out everywhere at once, and can't sign in until they are active again. Nothing about them is deleted.",
    button: (count) => `Deactivate ${people(count)}`,
    doing: (whom) => `Deactivating ${whom}`,
    done: (whom) => `Deactivated ${whom}`,
    danger: true,
  },
  reactivate: {
    question: (count) => `Reactivate ${people(count)}?`,
    consequence: "They can sign in again, as far as they may enter the portal. Sessions that were ended stay ended.",
    button: (count) => `Reactivate ${people(count)}`,
    doing: (whom) => `Reactivating ${whom}`,
    done: (whom) => `Reactivated ${whom}`,
  },
  revoke: {
    question: (count) => `Revoke the sessions of ${people(count)}?`,
    consequence: "All their devices are signed out with the next click. They can sign in again with a new link.",
    button: (count) => `Revoke the sessions of ${people(count)}`,
    doing: (whom) => `Revoking the sessions of ${whom}`,
    done: (whom) => `Revoked the sessions of ${whom}`,
    danger: true,
  },
};

export const REASONS: Record<Reason, string> = {
  inactive: "Inactive, so nothing was sent. Reactivate the contact first.",
  no_access: "Has no portal access, which signing in needs. Invite the contact instead.",
  suppressed: "Mail to the address is stopped after a bounce or a complaint. Check the address first.",
  limited: "Got as many links today as one address may get. Try again tomorrow.",
  not_found: "Was deleted meanwhile.",
  no_address: "Has no email address.",
  signed_in_already: "Has portal access and has signed in already.",
  already: "Was so already.",
  no_sessions: "Was not signed in anywhere.",
  too_many_tags: "Has 20 tags already, which is the most. Take one off first.",
  access_without_mail: "Portal access is on, but no mail could be sent. Check the address.",
  failed: "Something went wrong on our side. Please try this contact once more.",
};

interface Act {
  act: BulkAct;
  tag: string | null;
  total: number;
  done: number;
  changed: number;
  finishedAt: Date | null;
}

/** "Inviting 312 contacts", "Invited 310 of 312 contacts". */
export function titleOf({ act, tag, total, done, changed, finishedAt }: Act): string {
  if (!finishedAt) return WORDS[act].doing(people(total), tag ?? "");
  return WORDS[act].done(changed === done ? people(changed) : `${changed.toLocaleString("en")} of ${people(done)}`, tag ?? "");
}
