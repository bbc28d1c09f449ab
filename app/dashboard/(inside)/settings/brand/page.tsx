import type { Metadata } from "next";
import { Said } from "@/components/mail/said";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { brandSettings, MAX_FOOTER_LINKS } from "@/lib/settings/brand";
import { may } from "@/lib/viewer";
import { BrandForm } from "./form";

export const metadata: Metadata = { title: "Brand" };

export default async function BrandPage({ searchParams }: PageProps<"/dashboard/settings/brand">) {
  const { workspace, viewer } = await requireStaff("settings.read", "/dashboard/settings/brand");
  const { values, seen } = await brandSettings(viewer);
  return (
    <>
      <PageHeader title="Brand" hint="What your people see: on the pages of the portal and in every mail." />
      <Said said={(await searchParams).said} />
      <BrandForm name={workspace.brand.name} values={values} seen={seen} editable={may(viewer, "settings.edit")} maxLinks={MAX_FOOTER_LINKS} />
    </>
  );
}
