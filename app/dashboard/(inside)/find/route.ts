import { requireStaff } from "@/lib/here";
import { findAnything } from "@/lib/palette";

/** For the palette, while somebody types. */
export async function GET(request: Request): Promise<Response> {
  const { viewer } = await requireStaff("contacts.read", "/dashboard/contacts");
  const found = await findAnything(viewer, new URL(request.url).searchParams.get("q"));
  return Response.json(found, { headers: { "cache-control": "no-store" } });
}
