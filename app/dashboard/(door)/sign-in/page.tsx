import { redirect } from "next/navigation";
import { requestLink } from "@/app/(door)/sign-in/actions";
import { AskForm } from "@/components/door/ask-form";
import { DoorNote } from "@/components/door/note";
import { DoorShell, DoorTitle } from "@/components/shell/door";
import { requireWorkspace, viewerHere } from "@/lib/here";
import { parseDashboardPath } from "@/lib/values/destination";

export default async function StaffSignIn({ searchParams }: PageProps<"/dashboard/sign-in">) {
  const { brand } = await requireWorkspace();
  const { to: wanted, note } = await searchParams;
  const to = parseDashboardPath(wanted);
  if ((await viewerHere())?.kind === "staff") redirect((to ?? "/dashboard/contacts") as never);
  return (
    <DoorShell brand={brand}>
      <DoorNote note={note} />
      <DoorTitle title="Staff sign-in">
        For people who work at {brand.name}. We email you a link that signs you in{to && to !== "/dashboard" && " and opens the page you wanted"}.
      </DoorTitle>
      <AskForm ask={requestLink} door="staff_login" to={to ?? undefined} />
    </DoorShell>
  );
}
