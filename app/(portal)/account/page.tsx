import type { Metadata } from "next";
import { Card } from "@/components/ui/card";
import { isFresh } from "@/lib/account/email-change";
import { requireMember } from "@/lib/here";
import { myDevices } from "@/lib/sessions";
import { MemberShell } from "../shell";
import { Devices } from "./devices";
import { EmailForm } from "./form";

export const metadata: Metadata = { title: "Your account" };

export default async function Account() {
  const { workspace, viewer } = await requireMember("/account");
  const devices = await myDevices(viewer);
  return (
    <MemberShell workspace={workspace} viewer={viewer}>
      <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">Your account</h1>
      <Card className="mt-8 p-6">
        <h2 className="font-semibold">{viewer.name}</h2>
        <p className="mt-0.5 text-sm break-all text-muted">{viewer.email}</p>
        {viewer.scope === "portal" && (
          <div className="mt-6 border-t border-line pt-6">
            <EmailForm fresh={isFresh(viewer)} as={viewer.addressId} />
          </div>
        )}
      </Card>
      <Devices devices={devices} timeZone={workspace.timeZone} as={viewer.addressId} />
    </MemberShell>
  );
}
