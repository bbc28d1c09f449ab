import { headers } from "next/headers";
import { Contact } from "@/components/door/contact";
import { WorkspaceList } from "@/components/shell/workspace-list";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { requireMember, workspaceHere } from "@/lib/here";
import { isBareLocalhost, listWorkspaces } from "@/lib/workspaces";
import { MemberShell } from "./shell";

export default async function Home() {
  if (!(await workspaceHere()) && isBareLocalhost((await headers()).get("host"))) return <WorkspaceList workspaces={await listWorkspaces()} />;
  const { workspace, viewer } = await requireMember("/");
  return (
    <MemberShell workspace={workspace} viewer={viewer}>
      <h1 className="text-title text-balance sm:text-display">Hello {viewer.name}</h1>
      <p className="mt-1 text-lead text-muted">This is your place at {workspace.brand.name}.</p>
      <Card className="mt-8">
        <EmptyState title="Nothing is waiting for you">When {workspace.brand.name} shares something with you, it appears here and you get a mail.</EmptyState>
      </Card>
      <Card className="mt-4">
        <CardHeader title="Questions?" hint="We are glad to help." />
        <CardBody>
          <Contact workspace={workspace} wide={false} />
        </CardBody>
      </Card>
    </MemberShell>
  );
}
