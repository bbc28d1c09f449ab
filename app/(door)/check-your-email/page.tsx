import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { telephone } from "@/components/door/contact";
import { DoorTitle } from "@/components/shell/door";
import { Address } from "@/components/ui/address";
import { ButtonLink } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import { requireWorkspace, viewerHere, visitorHere } from "@/lib/here";
import { doorTo } from "@/lib/values/destination";
import { inWords } from "@/lib/values/time";
import { type Waiting, waitingHere } from "@/lib/waiting";
import { CodeForm, ResendForm, ReturnWatcher } from "./form";

export const metadata: Metadata = { title: "Check your email" };

export default async function CheckYourEmail() {
  const [workspace, visitor, viewer] = await Promise.all([requireWorkspace(), visitorHere(), viewerHere()]);
  const waiting = await waitingHere(workspace, visitor);
  if (!waiting) redirect((viewer ? "/" : "/sign-in") as never);
  // Signed in since it was asked for, perhaps in another tab: this one goes where it was meant to go.
  if (viewer && viewer.freshAt > waiting.askedAt) redirect(waiting.destination as never);
  const door = doorTo(waiting.door === "staff_login" ? "/dashboard/sign-in" : "/sign-in", waiting.wanted);
  return (
    <>
      <ReturnWatcher />
      <KnownDeviceNews waiting={waiting} timeZone={workspace.timeZone} />
      <DoorTitle title="Check your email">
        If <Address strong>{waiting.shown}</Address> is registered here, a link is on its way. It works for {inWords(waiting.lifetimeMinutes)}.
      </DoorTitle>
      {waiting.webmail && (
        <ButtonLink kind="primary" size="large" wide className="mb-6" href={waiting.webmail.url} target="_blank" rel="noreferrer noopener">
          Open {waiting.webmail.name}
        </ButtonLink>
      )}
      {waiting.withCode && <CodeForm />}
      <div className="mt-6 grid gap-4 border-t border-line pt-5 text-small">
        <ResendForm resendAt={waiting.resendAt.getTime()} />
        <details className="group">
          <summary className="hidden-marker flex items-center gap-1.5 text-muted hover:text-ink">
            Nothing there? What helps
            <Icon name="down" className="size-4 transition-transform duration-150 group-open:rotate-180" />
          </summary>
          <ul className="mt-3 grid list-disc gap-1.5 pl-5 leading-relaxed text-muted">
            <li>Look in the spam or promotions folder.</li>
            <li>The mail comes from {waiting.sender}.</li>
            <li>It goes only to an address we have on file. Perhaps you use another one with {workspace.brand.name}.</li>
            <Support workspace={workspace} />
          </ul>
        </details>
        <ButtonLink kind="link" href={door} className="justify-self-start">
          Use another address
        </ButtonLink>
      </div>
    </>
  );
}

/** Shown to a browser that has been signed in as this address before, and to nobody else (SPEC A5). */
function KnownDeviceNews({ waiting, timeZone }: { waiting: Waiting; timeZone: string }) {
  if (waiting.trouble) {
    return (
      <Notice tone="warn" title="Mail to this address does not arrive" alert className="mb-5">
        {waiting.trouble === "bounced" ? "Our last mail was returned." : "Our last mail was marked as spam, so we stopped sending."}{" "}
        {waiting.door === "staff_login"
          ? "Please ask a colleague to allow it again under Mail in the dashboard, or whoever runs this portal."
          : "Please use another address of yours, or contact us."}
      </Notice>
    );
  }
  if (!waiting.finishedElsewhere) return null;
  return (
    <Notice title="Your link was used on another device" className="mb-5">
      {waiting.finishedElsewhere.device}, <Time at={waiting.finishedElsewhere.at} timeZone={timeZone} />. To sign in here too, send the mail again
      {waiting.withCode && " and type its new code"}.
    </Notice>
  );
}

function Support({ workspace }: { workspace: Awaited<ReturnType<typeof requireWorkspace>> }) {
  const { email, phone, url } = workspace.support;
  if (!email && !phone && !url) return null;
  const look = "wrap-anywhere text-accent-text underline underline-offset-4";
  return (
    <li>
      Contact {workspace.brand.name}:{" "}
      {email && (
        <a className={look} href={`mailto:${email}`}>
          {email}
        </a>
      )}
      {email && phone && ", "}
      {phone && (
        <a className={cn(look, "whitespace-nowrap")} href={telephone(phone)}>
          {phone}
        </a>
      )}
      {!email && !phone && url && (
        <a className={look} href={url} rel="noreferrer">
          {url}
        </a>
      )}
    </li>
  );
}
