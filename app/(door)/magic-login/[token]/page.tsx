import { redirect } from "next/navigation";
import { leavePreview } from "@/app/(portal)/actions";
import { DeadLink } from "@/components/door/dead-link";
import { DoorTitle } from "@/components/shell/door";
import { Address } from "@/components/ui/address";
import { SubmitButton } from "@/components/ui/submit-button";
import { afterwards } from "@/lib/afterwards";
import { requireWorkspace, viewerHere, visitorHere } from "@/lib/here";
import { look } from "@/lib/links";
import { noteOpening } from "@/lib/links/openings";
import { destinationOr } from "@/lib/values/destination";
import { requestLink } from "../../sign-in/actions";
import { renewLink } from "./actions";
import { Asked } from "./asked";
import { AutoContinue, Confirm, Switch } from "./form";

export const metadata = { robots: { index: false }, referrer: "strict-origin" };

/** A GET changes nothing (SPEC L4): it looks, and shows the way on. */
export default async function MagicLogin({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [workspace, visitor, viewer] = await Promise.all([requireWorkspace(), visitorHere(), viewerHere()]);
  const seen = await look(workspace, visitor, viewer, token);
  if (seen.state === "go") redirect(destinationOr(seen.destination, "/") as never);
  afterwards(() => noteOpening(workspace, visitor, seen));
  if (seen.state === "dead")
    return <DeadLink workspace={workspace} why={seen.why} expired={seen.expired} link={seen.link} token={token} ask={requestLink} renew={renewLink} />;
  if (seen.state === "previewing")
    return (
      <>
        <DoorTitle title="You are looking at a member's portal">
          A link signs somebody in, and a preview never does. End the preview, then open the link again.
        </DoorTitle>
        <form action={leavePreview}>
          <SubmitButton kind="primary" size="large" wide>
            End preview
          </SubmitButton>
        </form>
      </>
    );
  if (seen.state === "other_person")
    return (
      <Switch
        token={token}
        signedInAs={seen.signedInAs}
        linkFor={seen.link.masked}
        brand={workspace.brand.name}
        stay={viewer?.kind === "staff" ? "/dashboard/contacts" : "/"}
        withCode={seen.confirm === "code"}
      />
    );
  const title = seen.link.purpose === "email_change" ? "Confirm your new address" : `Continue to ${workspace.brand.name}`;
  if (seen.state === "ready") {
    return (
      <>
        <DoorTitle title={seen.link.purpose === "email_change" ? title : "Signing you in"}>
          You will be at {workspace.brand.name} in a moment. If nothing happens, press the button.
        </DoorTitle>
        <AutoContinue token={token} />
      </>
    );
  }
  return (
    <>
      <DoorTitle title={title}>
        This link is for <Address strong>{seen.link.masked}</Address>.
      </DoorTitle>
      <Confirm
        token={token}
        masked={seen.link.masked}
        brand={workspace.brand.name}
        withCode={seen.confirm === "code"}
        change={seen.link.purpose === "email_change"}
      />
      <Asked link={seen.link} timeZone={workspace.timeZone} />
    </>
  );
}
