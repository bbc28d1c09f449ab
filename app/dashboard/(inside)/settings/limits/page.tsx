import type { Metadata } from "next";
import { Facts } from "@/components/settings/facts";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { BOUNDS, limitSettings } from "@/lib/settings/limits";
import { may } from "@/lib/viewer";
import { LimitsForm } from "./form";

export const metadata: Metadata = { title: "Limits" };

export default async function LimitSettings() {
  const { workspace, viewer } = await requireStaff("settings.read", "/dashboard/settings/limits");
  const { values, seen } = await limitSettings(viewer);
  const fixed: [string, string][] = [
    ["For one email address", `${workspace.policies.portal_login.rateLimit} sign-in links an hour; to be changed with the policy of the sign-in link`],
    ["A known device", "has a count of its own: a stranger can't lock a member out"],
    ["Wrong codes", "5, then the code is void and the link still works"],
    ["Under attack", "asking is slowed and you are told; nobody is locked out"],
  ];
  return (
    <>
      <PageHeader title="Limits" hint="Whoever asks too often has to wait a little. It keeps strangers from filling mailboxes in your name." />
      <div className="grid grid-cols-1 gap-6">
        <Card>
          <CardHeader title="Links" hint="Counts at once. A limit can be high, but not off." />
          <CardBody>
            <LimitsForm values={values} seen={seen} editable={may(viewer, "settings.edit")} bounds={BOUNDS} />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="Always there" />
          <CardBody>
            <Facts facts={fixed} />
          </CardBody>
        </Card>
      </div>
    </>
  );
}
