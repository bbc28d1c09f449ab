import { requireWorkspace } from "@/lib/here";
import { type Member, makeViewer } from "@/lib/viewer";
import { MemberShell } from "../shell";

/** The signed-in page without asking who is there. */
export default async function Open() {
  const workspace = await requireWorkspace();
  const viewer = makeViewer<Member>(workspace, {
    ...{ kind: "member", contactId: "", addressId: "", scope: "portal", itemPath: null, sessionId: "", freshAt: new Date() },
    ...{ name: "Somebody", email: "somebody@example.com", ip: "", userAgent: "", device: "" },
  });
  return (
    <MemberShell workspace={workspace} viewer={viewer}>
      <h1>Hello {viewer.email}</h1>
    </MemberShell>
  );
}
