import { Contact } from "@/components/door/contact";
import { DoorTitle } from "@/components/shell/door";
import { Button, ButtonLink } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import { requireWorkspace } from "@/lib/here";
import { sessionToDisown } from "@/lib/sessions/disown";
import type { Workspace } from "@/lib/workspaces";
import { disown } from "./actions";

/** "This wasn't me" (SPEC S9): opening the page does nothing, the button ends that one sign-in. */
export default async function NotMe({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const workspace = await requireWorkspace();
  const session = await sessionToDisown(workspace, token);
  if (session?.over && session.kind === "staff") return <StaffOver name={workspace.brand.name} />;
  if (!session || session.over) return <NothingToEnd workspace={workspace} />;
  return (
    <>
      <DoorTitle title="Was this you?">
        Somebody signed in with {session.device}, <Time at={session.createdAt} timeZone={workspace.timeZone} />. If it was not you, end it: that browser is
        signed out at once.
      </DoorTitle>
      <form action={disown} className="grid gap-2">
        <input type="hidden" name="token" value={token} />
        <Button type="submit" kind="danger" size="large" wide>
          End this sign-in
        </Button>
        <ButtonLink kind="quiet" wide href={session.kind === "staff" ? "/dashboard" : "/"}>
          It was me
        </ButtonLink>
      </form>
    </>
  );
}

const NothingToEnd = ({ workspace }: { workspace: Workspace }) => (
  <>
    <DoorTitle title="There is nothing to end">
      That sign-in is over already, or this link is not complete. If you are worried, sign in and look at your devices, or get in touch.
    </DoorTitle>
    <ButtonLink kind="primary" size="large" wide className="mb-2" href="/sign-in?to=%2Faccount">
      Look at your devices
    </ButtonLink>
    <Contact workspace={workspace} second />
  </>
);

const StaffOver = ({ name }: { name: string }) => (
  <>
    <DoorTitle title="There is nothing to end">That sign-in is over already. If you are worried, sign in and tell an owner of {name}.</DoorTitle>
    <ButtonLink kind="primary" size="large" wide href="/dashboard/sign-in">
      Sign in
    </ButtonLink>
  </>
);
