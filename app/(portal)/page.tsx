import { headers } from "next/headers";
import { Contact } from "@/components/door/contact";
import { WorkspaceList } from "@/components/shell/workspace-list";
import { Card } from "@/components/ui/card";
import { requireMember, workspaceHere } from "@/lib/here";
import { homeOf } from "@/lib/home";
import { isBareLocalhost, listWorkspaces } from "@/lib/workspaces";
import { MemberShell } from "./shell";

export default async function Home() {
  if (!(await workspaceHere()) && isBareLocalhost((await headers()).get("host"))) return <WorkspaceList workspaces={await listWorkspaces()} />;
  const { workspace, viewer } = await requireMember("/");
  const { name } = await homeOf(viewer);
  return (
    <MemberShell workspace={workspace} viewer={viewer}>
      <h1 className="text-2xl font-semibold tracking-tight text-balance sm:text-3xl">Hello {name.split(" ")[0]}</h1>
      <p className="mt-1.5 text-muted">This is your place at {workspace.brand.name}.</p>
      <Card className="mt-8 px-6 py-12 text-center">
        <p className="font-medium">Nothing is waiting for you</p>
        <p className="mx-auto mt-1 max-w-sm text-sm leading-relaxed text-muted">
          When {workspace.brand.name} shares something with you, it appears here and you get a mail.
        </p>
      </Card>
      <Card className="mt-4 grid gap-4 p-6">
        <div>
          <h2 className="font-semibold">Questions?</h2>
          <p className="mt-0.5 text-sm text-muted">We are glad to help.</p>
        </div>
        <Contact workspace={workspace} />
      </Card>
    </MemberShell>
  );
}
