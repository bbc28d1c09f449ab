import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { presetChanges } from "@/lib/settings/policies";
import { may } from "@/lib/viewer";
import { PRESETS } from "../words";
import { Changes } from "./changes";
import { ApplyForm } from "./form";

export const metadata: Metadata = { title: "Preset" };

const BACK = { href: "/dashboard/settings/policies", label: "Policies" };

export default async function PresetPage({ searchParams }: PageProps<"/dashboard/settings/policies/preset">) {
  const { viewer } = await requireStaff("settings.read", BACK.href);
  const found = await presetChanges(viewer, (await searchParams).to);
  if (!found) notFound();
  const { preset, changes, seen } = found;
  const { label, hint } = PRESETS[preset];
  const entry = changes.some(({ purpose, field, after }) => purpose === "portal_login" && field === "requiresPortalAccess" && after === "yes");
  if (!changes.length)
    return (
      <>
        <PageHeader back={BACK} title={`Preset “${label}”`} hint={hint} />
        <Notice tone="ok">Every policy is as this preset wants it already.</Notice>
      </>
    );
  return (
    <>
      <PageHeader back={BACK} title={`Preset “${label}”`} hint={hint} />
      {entry && (
        <Notice tone="warn" className="mb-6" title="People without portal access are signed out">
          They can still open what you send them, and nothing else. Turn access on for them first if they should stay in.
        </Notice>
      )}
      <Card>
        <CardHeader
          title={changes.length === 1 ? "1 thing changes" : `${changes.length} things change`}
          hint="Links that were sent already keep what their mail said."
        />
        <CardBody>
          <Changes changes={changes} />
        </CardBody>
        <CardFooter>{may(viewer, "settings.edit") ? <ApplyForm preset={preset} seen={seen} label={label} /> : "Owners and admins may change this."}</CardFooter>
      </Card>
    </>
  );
}
