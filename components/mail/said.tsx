import { Notice } from "@/components/ui/notice";

const SAID: Record<string, [tone: "ok" | "danger" | "warn", text: string]> = {
  resent: ["ok", "A new link is on its way. The old one still works until it expires."],
  not_found: ["danger", "This mail can't be sent again: it has no contact or no link any more."],
  inactive: ["danger", "The contact is inactive, so no link is sent. Reactivate the contact first."],
  no_access: ["danger", "The contact has no portal access, and this portal asks for it. Turn it on first."],
  suppressed: ["danger", "Mail to this address is stopped. Allow it again first."],
  limited: ["danger", "Too many links were sent to this address today, or by you in the last hour. Please try again later."],
  allowed: ["ok", "Mail goes to this address again."],
  allowed_not_told: [
    "warn",
    "Mail goes to this address again, but your mail provider could not be told. It may still refuse the address on a list of its own.",
  ],
  not_stopped: ["warn", "Mail to this address is not stopped any more."],
  sent: ["ok", "A sign-in link is on its way."],
  code_on: ["ok", "Links to that domain ask for the code of the mail from now on. You can take that back in the settings, under Policies."],
  code_off: ["ok", "Links to that domain are as their policy says again, from the next one on."],
  code_off_already: ["warn", "Links to that domain don't ask for the code any more."],
  test_sent: ["ok", "A test mail is on its way to you."],
  preview_sent: ["ok", "This mail is on its way to you."],
  too_many: ["danger", "That was a little often. Try again in an hour."],
  saved: ["ok", "Saved."],
  removed: ["ok", "The domain was removed. Mails go out under the default sender."],
  domain_main: ["ok", "Links in mails lead to that address from now on."],
  domain_removed: ["ok", "The domain was removed. The portal does not answer there any more."],
  domain_not_fresh: ["danger", "Your sign-in is older than 15 minutes. Sign in once more, then try again."],
  domain_not_found: ["danger", "This domain is not here any more."],
  domain_limited: ["danger", "DNS was asked a little often. Try again in a minute."],
  domain_taken: ["danger", "DNS says the domain is yours, but another workspace proved it first and uses it. Ask whoever runs Foyer for you."],
  domain_unproved: ["danger", "DNS has not proved yet that this domain is yours. Check it first."],
  domain_nowhere: ["danger", "This domain leads nowhere yet. Add its address record and check it first."],
  brand: ["ok", "Saved. Pages and mails look like this from now on."],
  preset: ["ok", "The preset is in use. It counts for links that are sent from now on."],
  checked: ["ok", "DNS was asked just now."],
};

/** What the last press came to; a word of ours and nothing that the address brings along. */
export function Said({ said, className }: { said: unknown; className?: string }) {
  const known = typeof said === "string" && Object.hasOwn(SAID, said) ? SAID[said] : undefined;
  return known ? (
    <Notice tone={known[0]} className={className ?? "mb-6"} alert={known[0] === "danger"}>
      {known[1]}
    </Notice>
  ) : null;
}
