import type { Metadata } from "next";
import { Said } from "@/components/mail/said";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { isFresh } from "@/lib/sessions/fresh";
import { generalSettings } from "@/lib/settings/general";
import { zonesByRegion } from "@/lib/values/time";
import { may } from "@/lib/viewer";
import { listDomains } from "@/lib/workspaces/domains";
import { Domains } from "./domains";
import { GeneralForm } from "./form";

export const metadata: Metadata = { title: "General" };

export default async function GeneralSettings({ searchParams }: PageProps<"/dashboard/settings/general">) {
  const { workspace, viewer } = await requireStaff("settings.read", "/dashboard/settings/general");
  const [{ values, seen }, domains] = await Promise.all([generalSettings(viewer), listDomains(viewer)]);
  return (
    <>
      <PageHeader title="General" hint="Who you are, and how people reach you." />
      <div className="grid grid-cols-1 gap-6">
        <Card>
          <CardHeader title="The business" />
          <CardBody>
            <GeneralForm values={values} seen={seen} editable={may(viewer, "settings.edit")} zones={zonesByRegion(values.timeZone)} />
          </CardBody>
        </Card>
        <div id="domains" className="scroll-mt-20">
          <Said said={(await searchParams).said} />
          <Domains domains={domains} editable={may(viewer, "settings.domains")} fresh={isFresh(viewer)} timeZone={workspace.timeZone} />
        </div>
      </div>
    </>
  );
}
