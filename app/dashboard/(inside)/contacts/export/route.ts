import { exportContacts } from "@/lib/contacts/export";
import { parseQuery } from "@/lib/contacts/filter";
import { requireStaff } from "@/lib/here";
import { download } from "@/lib/plumbing/download";
import { dayOf } from "@/lib/values/time";

/** Takes the same words in its address as the list does. */
export async function GET(request: Request): Promise<Response> {
  const { workspace, viewer } = await requireStaff("contacts.export", "/dashboard/contacts");
  const query = parseQuery(Object.fromEntries(new URL(request.url).searchParams));
  if (!query) return new Response("This address does not say which contacts are meant. Go back to the list and press Export again.", { status: 400 });
  return download(`contacts-${workspace.slug}-${dayOf(new Date(), workspace.timeZone)}.csv`, await exportContacts(viewer, query));
}
