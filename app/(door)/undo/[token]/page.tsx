import type { Metadata } from "next";
import { Contact } from "@/components/door/contact";
import { DoorTitle } from "@/components/shell/door";
import { Address } from "@/components/ui/address";
import { Button, ButtonLink } from "@/components/ui/button";
import { lookAtUndo } from "@/lib/account/email-change";
import { requireWorkspace } from "@/lib/here";
import { maskEmail } from "@/lib/values/email-address";
import { takeBack } from "./actions";

export const metadata: Metadata = { title: "Your change of address" };

/** The way back from a change of address, for whoever has the old mailbox (SPEC S7). */
export default async function Undo({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const workspace = await requireWorkspace();
  const undo = await lookAtUndo(workspace, token);
  const address = undo && <Address strong>{maskEmail(undo.before)}</Address>;
  if (undo?.state === "done") {
    return (
      <>
        <DoorTitle title="The change was taken back">You sign in with {address}, as before. There is nothing more to do.</DoorTitle>
        <ButtonLink kind="primary" size="large" wide href="/sign-in">
          Sign in
        </ButtonLink>
      </>
    );
  }
  if (undo?.state !== "open") {
    return (
      <>
        <DoorTitle title="This link can't be used any more">
          {undo ? "Something else was changed since." : "A change of address can be taken back for 7 days."} Please get in touch, we can help.
        </DoorTitle>
        <Contact workspace={workspace} />
      </>
    );
  }
  return (
    <>
      <DoorTitle title="Take the change back?">Your address becomes {address} again, and every device is signed out.</DoorTitle>
      <form action={takeBack} className="grid gap-2">
        <input type="hidden" name="token" value={token} />
        <Button type="submit" kind="danger" size="large" wide>
          Take it back
        </Button>
        <ButtonLink kind="quiet" wide href="/">
          Keep the new address
        </ButtonLink>
      </form>
    </>
  );
}
