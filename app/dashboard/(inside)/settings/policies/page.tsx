import type { Metadata } from "next";
import { Said } from "@/components/mail/said";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { requireStaff } from "@/lib/here";
import { policyWarnings } from "@/lib/policies";
import { codeDomains } from "@/lib/settings/gateways";
import { listPolicies } from "@/lib/settings/policies";
import { inWords } from "@/lib/values/time";
import { may } from "@/lib/viewer";
import { TITLES } from "@/lib/wordings";
import { CodeDomains } from "./code-domains";
import { Presets } from "./presets";
import { CONFIRM, EXPIRED } from "./words";

export const metadata: Metadata = { title: "Policies" };

const HERE = "/dashboard/settings/policies";

export default async function Policies({ searchParams }: PageProps<"/dashboard/settings/policies">) {
  const { workspace, viewer } = await requireStaff("settings.read", HERE);
  const [{ preset, policies }, domains] = await Promise.all([listPolicies(viewer), codeDomains(viewer)]);
  const reachable = Boolean(workspace.support.email || workspace.support.phone);
  const titles = ["Link", "Works for", "On another device", "When it has expired"];
  return (
    <>
      <PageHeader title="Policies" hint="What each kind of link may do, and for how long." />
      <Said said={(await searchParams).said} />
      <Table label="Policies" head={titles.map((title) => <TableHead key={title}>{title}</TableHead>)}>
        {policies.map((policy) => (
          <TableRow key={policy.purpose}>
            <TableCell phone="title">
              <span className="flex flex-wrap items-center gap-2">
                <RowLink href={`${HERE}/${policy.purpose}`}>{TITLES[policy.purpose]}</RowLink>
                {policyWarnings(policy, { reachable }).length > 0 && <Badge tone="warn">Worth a look</Badge>}
              </span>
            </TableCell>
            <TableCell label="Works for">{inWords(policy.lifetimeMinutes)}</TableCell>
            <TableCell label="On another device">{CONFIRM[policy.confirm]}</TableCell>
            <TableCell label="When it has expired">{EXPIRED[policy.expired].label}</TableCell>
          </TableRow>
        ))}
      </Table>
      <p className="mt-3 text-small text-muted">
        The same everywhere: staff sign in with links that work for 15 minutes, an invitation of staff for 7 days, the confirmation of a new address for 1 hour.
      </p>
      {domains.length > 0 && <CodeDomains domains={domains} editable={may(viewer, "settings.edit")} timeZone={workspace.timeZone} />}
      <Presets chosen={preset} />
    </>
  );
}
