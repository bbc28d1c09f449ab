import { DoorShell, DoorTitle } from "@/components/shell/door";
import { PlainPage } from "@/components/shell/plain";
import { ButtonLink } from "@/components/ui/button";
import { workspaceHere } from "@/lib/here";

/** The same for what does not exist and for what is not yours (SPEC P7, W1). */
export default async function NotFound() {
  const workspace = await workspaceHere();
  if (!workspace) return <PlainPage title="There is nothing here">Please check the address, or use the link from your mail.</PlainPage>;
  return (
    <DoorShell brand={workspace.brand}>
      <DoorTitle title="This page was not found">It may have moved, or it belongs to somebody else.</DoorTitle>
      <ButtonLink kind="primary" size="large" wide href="/">
        Go to the start page
      </ButtonLink>
    </DoorShell>
  );
}
