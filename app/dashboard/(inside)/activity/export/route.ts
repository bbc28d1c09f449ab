import { activityFilter, exportActivity } from "@/lib/activity/list";
import { requireStaff } from "@/lib/here";
import { dayOf } from "@/lib/values/time";

export async function GET(request: Request): Promise<Response> {
  const { workspace, viewer } = await requireStaff("activity.export", "/dashboard/activity");
  const { unknownContact, ...filter } = await activityFilter(viewer, Object.fromEntries(new URL(request.url).searchParams));
  if (unknownContact) return new Response("Nobody has this address.", { status: 404 });
  const name = `activity-${workspace.slug}-${dayOf(new Date(), workspace.timeZone)}.csv`;
  return new Response(streamOf(await exportActivity(viewer, filter)), {
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="${name}"`, "cache-control": "no-store" },
  });
}

/** A piece is read when the one before has left: memory stays bounded, and whoever goes away stops it. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
