import type { Metadata } from "next";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { requireStaff } from "@/lib/here";
import { isFresh } from "@/lib/sessions/fresh";
import { listStaff } from "@/lib/staff";
import { may } from "@/lib/viewer";
import { ColleagueMenu, InviteButton, PasskeyMode } from "./form";
import { RoleTable } from "./role-table";

export const metadata: Metadata = { title: "Staff" };

const PATH = "/dashboard/settings/staff";

export default async function StaffPage() {
  const { workspace, viewer } = await requireStaff("staff.read", PATH);
  const colleagues = await listStaff(viewer);
  const manages = may(viewer, "staff.manage");
  const now = manages && isFresh(viewer);
  return (
    <>
      <PageHeader title="Staff" hint={`The people who work in the dashboard of ${workspace.brand.name}.`} actions={now && <InviteButton />} />
      {manages && !now && (
        <Notice
          className="mb-6"
          title="To change who works here, sign in once more"
          action={
            <ButtonLink size="small" href={`/dashboard/again?to=${PATH}`}>
              Sign in once more
            </ButtonLink>
          }
        >
          Your sign-in is older than 15 minutes.
        </Notice>
      )}
      <Table
        label="Staff"
        head={
          <>
            <TableHead>Name</TableHead>
            <TableHead>Role</TableHead>
            <TableHead>Second step</TableHead>
            <TableHead>Last seen</TableHead>
            {now && <TableHead end>{<span className="sr-only">Acts</span>}</TableHead>}
          </>
        }
      >
        {colleagues.map(({ id, name, email, role, joined, lastSeenAt, createdAt, passkeys, self }) => (
          <TableRow key={id}>
            <TableCell phone="title">
              <span className="flex min-w-0 items-center gap-3">
                <Avatar name={name} />
                <span className="min-w-0">
                  <span className="flex items-center gap-2 font-medium">
                    <span className="truncate">{name}</span>
                    {self && <Badge tone="accent">You</Badge>}
                  </span>
                  <span className="block truncate text-small text-muted">{email}</span>
                </span>
              </span>
            </TableCell>
            <TableCell label="Role">
              <span className="capitalize">{role}</span>
            </TableCell>
            <TableCell label="Second step">{passkeys ? <Badge tone="ok">Passkey</Badge> : <span className="text-muted">None</span>}</TableCell>
            <TableCell label="Last seen">
              {joined && lastSeenAt ? (
                <Time at={lastSeenAt} timeZone={workspace.timeZone} />
              ) : joined ? (
                <span className="text-muted">Not lately</span>
              ) : (
                <span className="flex flex-wrap items-center gap-2">
                  <Badge tone="warn">Invited</Badge>
                  <span className="text-muted">
                    <Time at={createdAt} timeZone={workspace.timeZone} />
                  </span>
                </span>
              )}
            </TableCell>
            {now && (
              <TableCell phone="corner" end>
                <ColleagueMenu {...{ id, name, role, joined, self, passkeys }} />
              </TableCell>
            )}
          </TableRow>
        ))}
      </Table>
      <Card className="mt-6">
        <CardHeader
          title={workspace.staffPasskey === "required" ? "Everybody needs a passkey" : "A passkey is everybody's own choice"}
          hint="The second step after the mailed link. Who has added one is asked for it after each sign-in."
          action={
            <span className="flex gap-2">
              <ButtonLink size="small" href="/dashboard/settings/passkeys">
                Your passkeys
              </ButtonLink>
              {now && <PasskeyMode mode={workspace.staffPasskey} />}
            </span>
          }
        />
        <div className="pb-5" />
      </Card>
      <RoleTable />
    </>
  );
}
