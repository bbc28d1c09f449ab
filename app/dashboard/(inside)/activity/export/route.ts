import { activityFilter, exportActivity } from "@/lib/activity/list";
import { requireStaff } from "@/lib/here";
import { download } from "@/lib/plumbing/download";
import { dayOf } from "@/lib/values/time";

export async function GET(request: Request): Promise<Response> {
  const { workspace, viewer } = await requireStaff("activity.export", "/dashboard/activity");
  const { unknownContact, ...filter } = await activityFilter(viewer, Object.fromEntries(new URL(request.url).searchParams));
  if (unknownContact) return new Response("Nobody has this address.", { status: 404 });
  return download(`activity-${workspace.slug}-${dayOf(new Date(), workspace.timeZone)}.csv`, await exportActivity(viewer, filter));
}
