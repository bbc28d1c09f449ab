import { timingSafeEqual } from "node:crypto";
import { runMaintenance } from "@/lib/maintenance";
import { env } from "@/lib/plumbing/env";

/** Maintenance over HTTP, for hosts without a process of their own (SPEC L16). Without the secret it does not exist. */
async function run(request: Request): Promise<Response> {
  const { CRON_SECRET } = env();
  if (!CRON_SECRET || !same(request.headers.get("authorization") ?? "", `Bearer ${CRON_SECRET}`)) return new Response(null, { status: 404 });
  return Response.json(await runMaintenance(), { headers: { "cache-control": "no-store" } });
}

const same = (given: string, wanted: string) => given.length === wanted.length && timingSafeEqual(Buffer.from(given, "latin1"), Buffer.from(wanted, "latin1"));

export const GET = run;
export const POST = run;
export const maxDuration = 60;
