import { requireMember } from "@/lib/here";
import { MemberShell } from "../shell";

/** A member's page with nothing on it but what every page has. */
export default async function SignedIn() {
  const { workspace, viewer } = await requireMember("/signed-in");
  return (
    <MemberShell workspace={workspace} viewer={viewer}>
      <h1>Hello {viewer.email}</h1>
    </MemberShell>
  );
}
