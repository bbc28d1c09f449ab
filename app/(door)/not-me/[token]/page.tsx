import { DoorTitle } from "@/components/shell/door";
import { Button } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import { requireWorkspace } from "@/lib/here";
import { sessionToDisown } from "@/lib/sessions/disown";
import { disown } from "./actions";

/** "This wasn't me" (SPEC S9): opening the page does nothing, the button ends that one sign-in. */
export default async function NotMe({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const workspace = await requireWorkspace();
  const session = await sessionToDisown(workspace, token);
  if (!session) {
    return (
      <DoorTitle title="There is nothing to end">
        That sign-in is over already, or this link is not complete. If you are worried, sign in and look at your devices.
      </DoorTitle>
    );
  }
  return (
    <>
      <DoorTitle title="Was this not you?">
        {session.device}, <Time at={session.createdAt} timeZone={workspace.timeZone} />. Ending it signs that browser out at once.
      </DoorTitle>
      <form action={disown}>
        <input type="hidden" name="token" value={token} />
        <Button type="submit" kind="danger" size="large" wide>
          End this sign-in
        </Button>
      </form>
    </>
  );
}
