import type { ReactNode } from "react";
import { DoorTitle } from "@/components/shell/door";
import { ButtonLink } from "@/components/ui/button";
import type { Dead, Link } from "@/lib/links";
import { doorTo } from "@/lib/values/destination";
import { inWords } from "@/lib/values/time";
import type { Workspace } from "@/lib/workspaces";
import type { Expired } from "@/prisma/generated/enums";
import { AskForm, type AskState } from "./ask-form";
import { Contact } from "./contact";
import { RenewForm } from "./renew-form";

interface DeadLinkProps {
  workspace: Workspace;
  why: Dead;
  expired: Expired;
  link: Link | null;
  token: string;
  ask(state: AskState, form: FormData): Promise<AskState>;
  renew(state: { problem: string | null }, form: FormData): Promise<{ problem: string | null }>;
}

/** Never a dead end (SPEC L13): one sentence, one way on. */
export function DeadLink({ workspace, why, expired, link, token, ask, renew }: DeadLinkProps) {
  const door = link?.staffId ? "staff_login" : "portal_login";
  // Whoever can't get in by a fresh link of their own is helped by a person.
  const way =
    why === "inactive" || why === "no_access"
      ? "contact_us"
      : link?.purpose === "email_change"
        ? "account"
        : why === "other_network" && expired === "contact_us"
          ? "sign_in" // the link is not too old: a fresh one from here works (SPEC L10)
          : why === "unknown" || why === "address_changed" || why === "revoked" || !link
            ? "sign_in"
            : expired;
  const [title, text] = explain(why, link, way === "contact_us");
  const heading = <DoorTitle title={title}>{text}</DoorTitle>;
  if (way === "contact_us") return <Framed heading={heading} body={<Contact workspace={workspace} />} />;
  if (way === "account") return <Framed heading={heading} body={<ToAccount />} />;
  if (way === "one_click" && link)
    return (
      <Framed heading={heading} body={<RenewForm renew={renew} token={token} masked={link.masked} otherAddress={doorTo("/sign-in", link.destination)} />} />
    );
  const form = <AskForm ask={ask} door={door} renews={link ? token : undefined} to={link?.destination} button="Email me a fresh link" />;
  if (way === "dialog") return <LoginDialog heading={heading} form={form} />;
  return <Framed heading={heading} body={form} />;
}

const Framed = ({ heading, body }: { heading: ReactNode; body: ReactNode }) => (
  <>
    {heading}
    {body}
  </>
);

/** A change of address is asked for where one is signed in, and by nobody else (SPEC S7). */
const ToAccount = () => (
  <ButtonLink kind="primary" size="large" wide href="/account">
    Go to your account
  </ButtonLink>
);

/** The login dialog: behind it stands an empty frame of the page, never the item (SPEC L13). */
const LoginDialog = ({ heading, form }: { heading: ReactNode; form: ReactNode }) => (
  <dialog open aria-label="Sign in to go on" className="static m-0 w-full bg-transparent p-0 text-ink">
    {heading}
    {form}
    <p className="mt-4 text-sm text-muted">You will be back at the same place.</p>
  </dialog>
);

function explain(why: Dead, link: Link | null, byPerson: boolean): [title: string, text: string] {
  if (link?.purpose === "email_change" && why !== "inactive" && why !== "no_access") return explainChange(why, link);
  const next = byPerson ? "Please get in touch, and we send you a fresh one." : "Ask for a fresh one, it takes a moment.";
  switch (why) {
    case "used":
      return ["This link was used already", `Each link signs in once. ${next}`];
    case "expired":
      return ["This link is too old", `Links like this work for ${inWords(link?.lifetimeMinutes ?? 15)}. ${next}`];
    case "replaced":
      return ["There is a newer link", `A newer mail replaced this link. Use that one, or ${byPerson ? "get in touch" : "ask for another"}.`];
    case "revoked":
      return ["This link was withdrawn", "It can't be used any more. You can ask for a fresh one."];
    case "other_network":
      return [
        "Please open the link where you asked for it",
        "For your safety this link works only on the internet connection it was asked from. Ask for a fresh one from here.",
      ];
    case "inactive":
    case "no_access":
      return ["This link can't be used at the moment", "Please get in touch: we can tell you what is missing."];
    default:
      return ["This link can't be used", "Perhaps it was cut off, or is an old one. Enter your email address and we send you a fresh one."];
  }
}

/** What became of the address, which nobody can see from the link. */
function explainChange(why: Dead, link: Link): [title: string, text: string] {
  if (why === "used") return ["This link was used already", "Your account shows which address is yours now."];
  const title = why === "expired" ? "This link is too old" : "This link can't be used any more";
  const limit = why === "expired" ? `Links like this work for ${inWords(link.lifetimeMinutes)}. ` : "";
  return [title, `${limit}It changed nothing. If you still want another address, ask for the change again on your account page.`];
}
