import type { Metadata } from "next";
import { Limited } from "@/components/door/limited";
import { Avatar } from "@/components/ui/avatar";
import { Card } from "@/components/ui/card";
import { requireMember } from "@/lib/here";
import { myDevices } from "@/lib/sessions";
import { isFresh } from "@/lib/sessions/fresh";
import { MemberShell } from "../shell";
import { Devices } from "./devices";
import { EmailForm } from "./form";

export const metadata: Metadata = { title: "Your account" };

export default async function Account({ searchParams }: PageProps<"/account">) {
  const { workspace, viewer } = await requireMember("/account");
  const [devices, { limited }] = await Promise.all([myDevices(viewer), searchParams]);
  return (
    <MemberShell workspace={workspace} viewer={viewer}>
      <h1 className="text-title sm:text-display">Your account</h1>
      <Limited until={limited} className="mt-6" />
      <Card className="mt-8">
        <div className="flex items-center gap-4 p-5 sm:p-6">
          <Avatar name={viewer.name} size="large" />
          <div className="min-w-0">
            <h2 className="text-heading">{viewer.name}</h2>
            <p className="text-small wrap-anywhere text-muted">{viewer.email}</p>
          </div>
        </div>
        {viewer.scope === "portal" && (
          <div className="border-t border-line p-5 sm:p-6">
            <EmailForm fresh={isFresh(viewer)} as={viewer.addressId} />
          </div>
        )}
      </Card>
      <Devices list={devices} timeZone={workspace.timeZone} as={viewer.addressId} />
    </MemberShell>
  );
}
