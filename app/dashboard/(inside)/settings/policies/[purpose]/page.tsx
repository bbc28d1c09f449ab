import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { expiredChoices, fieldsOf } from "@/lib/policies";
import { policyOf } from "@/lib/settings/policies";
import { may } from "@/lib/viewer";
import { TITLES } from "@/lib/wordings";
import { PolicyForm } from "./form";

export const metadata: Metadata = { title: "Policy" };

export default async function PolicyPage({ params }: PageProps<"/dashboard/settings/policies/[purpose]">) {
  const { purpose } = await params;
  const { workspace, viewer } = await requireStaff("settings.read", "/dashboard/settings/policies");
  const found = await policyOf(viewer, purpose);
  if (!found) notFound();
  const { policy, seen } = found;
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/settings/policies", label: "Policies" }}
        title={TITLES[policy.purpose]}
        hint="Counts for links that are sent from now on. Those sent already keep what their mail said."
      />
      <Card>
        <CardBody>
          <PolicyForm
            policy={policy}
            seen={seen}
            editable={may(viewer, "settings.edit")}
            fields={fieldsOf(policy.purpose)}
            expired={expiredChoices(policy.purpose)}
            reachable={Boolean(workspace.support.email || workspace.support.phone)}
          />
        </CardBody>
      </Card>
    </>
  );
}
