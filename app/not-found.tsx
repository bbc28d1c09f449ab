import { DoorShell, DoorTitle } from "@/components/shell/door";
import { ButtonLink } from "@/components/ui/button";
import { workspaceHere } from "@/lib/here";

/** The same for what does not exist and for what is not yours (SPEC P7, W1). */
export default async function NotFound() {
  const workspace = await workspaceHere();
  if (!workspace) {
    return (
      <main className="mx-auto max-w-md px-4 py-[max(4rem,18vh)] text-center">
        <h1 className="text-xl font-semibold tracking-tight">There is nothing here</h1>
        <p className="mt-2 text-muted">Please check the address, or use the link from your mail.</p>
      </main>
    );
  }
  return (
    <DoorShell brand={workspace.brand}>
      <DoorTitle title="This page was not found">It may have moved, or it belongs to somebody else.</DoorTitle>
      <ButtonLink kind="primary" size="large" wide href="/">
        Go to the start page
      </ButtonLink>
    </DoorShell>
  );
}
