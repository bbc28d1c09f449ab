import { readiness } from "@/lib/health";

export async function GET() {
  const found = await readiness();
  const headers = { "cache-control": "no-store", ...(!found.ready && { "retry-after": "5" }) };
  return Response.json(found, { status: found.ready ? 200 : 503, headers });
}
