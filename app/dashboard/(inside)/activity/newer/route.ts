import { activityFilter, countNewer } from "@/lib/activity/list";
import { requireStaff } from "@/lib/here";

/** How many entries came since, for a page that is open. */
export async function GET(request: Request): Promise<Response> {
  const { viewer } = await requireStaff("activity.read", "/dashboard/activity");
  const typed = Object.fromEntries(new URL(request.url).searchParams);
  const filter = await activityFilter(viewer, typed);
  const count = filter.unknownContact ? 0 : await countNewer(viewer, filter, typed.since);
  return Response.json({ count }, { headers: { "cache-control": "no-store" } });
}
