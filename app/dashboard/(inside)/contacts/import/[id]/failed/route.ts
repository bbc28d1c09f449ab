import { notFound } from "next/navigation";
import { requireStaff } from "@/lib/here";
import { failedRows } from "@/lib/imports";
import { download } from "@/lib/plumbing/download";

/** The rows that failed, to be mended and imported again. */
export async function GET(_: Request, { params }: RouteContext<"/dashboard/contacts/import/[id]/failed">): Promise<Response> {
  const { id } = await params;
  const { viewer } = await requireStaff("contacts.import", `/dashboard/contacts/import/${id}`);
  return download("rows-to-mend.csv", (await failedRows(viewer, id)) ?? notFound());
}
