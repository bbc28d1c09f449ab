import type { Metadata } from "next";
import { Facts } from "@/components/settings/facts";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { SESSION_DAYS, sessionSettings } from "@/lib/settings/sessions";
import { may } from "@/lib/viewer";
import { SessionsForm } from "./form";

export const metadata: Metadata = { title: "Sessions" };

const FIXED: [string, string][] = [
  ["Staff without a visit", "12 hours"],
  ["Staff altogether", "7 days"],
  ["A fresh sign-in", "15 minutes: changing an address or the staff asks for one"],
  ["Temporary access", "ends at its fixed hour, whatever is set here"],
];

export default async function SessionSettings() {
  const { viewer } = await requireStaff("settings.read", "/dashboard/settings/sessions");
  const { values, seen } = await sessionSettings(viewer);
  return (
    <>
      <PageHeader title="Sessions" hint="How long people stay signed in on a browser of theirs." />
      <div className="grid grid-cols-1 gap-6">
        <Card>
          <CardHeader
            title="Members"
            hint="A shorter time counts from everybody's next visit, a longer one from their next sign-in. Nobody is signed out by saving this."
          />
          <CardBody>
            <SessionsForm values={values} seen={seen} editable={may(viewer, "settings.edit")} days={SESSION_DAYS} />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="The same everywhere" hint="These keep the dashboard and people's accounts safe, and can't be changed." />
          <CardBody>
            <Facts facts={FIXED} />
          </CardBody>
        </Card>
      </div>
    </>
  );
}
