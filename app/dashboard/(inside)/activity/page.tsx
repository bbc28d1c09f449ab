import type { Metadata } from "next";
import { ActivityList } from "@/components/activity/list";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Pages } from "@/components/ui/pages";
import { activityFilter, activityStaff, cursorOf, listActivity } from "@/lib/activity/list";
import { requireStaff } from "@/lib/here";
import { may } from "@/lib/viewer";
import { Filters, Live } from "./form";

export const metadata: Metadata = { title: "Activity" };

const FILTERS = ["type", "contact", "staff", "from", "to"];

export default async function Activity({ searchParams }: PageProps<"/dashboard/activity">) {
  const { workspace, viewer } = await requireStaff("activity.read", "/dashboard/activity");
  const typed = await searchParams;
  const filter = await activityFilter(viewer, typed);
  const nothing = { entries: [], older: null, newer: null };
  const [page, staff] = await Promise.all([filter.unknownContact ? nothing : listActivity(viewer, filter, typed), activityStaff(viewer)]);
  const chosen = new URLSearchParams(
    FILTERS.flatMap((name) => (typeof typed[name] === "string" && typed[name] ? [[name, typed[name]]] : [])) as [string, string][],
  );
  const href = (more: Record<string, string>) => `/dashboard/activity?${new URLSearchParams([...chosen, ...Object.entries(more)])}`;
  const top = page.entries[0];
  return (
    <>
      <PageHeader
        title="Activity"
        hint="Everything that happened, the newest first. Nobody can change or remove an entry."
        actions={
          may(viewer, "activity.export") && (
            <ButtonLink href={`/dashboard/activity/export?${chosen}`} download>
              <Icon name="download" />
              Export
            </ButtonLink>
          )
        }
      />
      <Filters staff={staff} chosen={Object.fromEntries(chosen)} key={chosen.toString()} />
      {filter.unknownContact && (
        <Notice
          tone="warn"
          className="mb-6"
          action={
            <ButtonLink size="small" href={`/dashboard/doctor?about=${encodeURIComponent(String(typed.contact))}`}>
              Ask the doctor
            </ButtonLink>
          }
        >
          Nobody here has the address “{String(typed.contact).slice(0, 254)}”. Please check it, or let the sign-in doctor look for similar ones.
        </Notice>
      )}
      {!page.newer && <Live since={top ? cursorOf(top) : "0.00000000-0000-0000-0000-000000000000"} query={chosen.toString()} />}
      {page.entries.length === 0 ? (
        <Card>
          <EmptyState
            icon="activity"
            title={chosen.size ? "Nothing like that happened" : "Nothing has happened yet"}
            action={chosen.size > 0 && <ButtonLink href="/dashboard/activity">Show everything</ButtonLink>}
          >
            {chosen.size ? "Try fewer filters, or another time." : "As soon as somebody asks for a link or you change something, it stands here."}
          </EmptyState>
        </Card>
      ) : (
        <>
          <ActivityList entries={page.entries} timeZone={workspace.timeZone} />
          <Pages previous={page.newer && href({ newer: page.newer })} next={page.older && href({ older: page.older })} />
        </>
      )}
    </>
  );
}
