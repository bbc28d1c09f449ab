import { receiveEvent } from "@/lib/mail/events";
import { readBounded } from "@/lib/plumbing/body";
import { env } from "@/lib/plumbing/env";
import { log } from "@/lib/plumbing/log";
import { openEvent } from "@/lib/plumbing/transport/resend";

const MAX_BYTES = 256 * 1_024;

/** Delivery events of the mail provider (SPEC M4). Anything but a 2xx makes it try again. */
export async function POST(request: Request) {
  const secret = env().RESEND_WEBHOOK_SECRET;
  if (!secret) {
    log.warn("A mail event came, but RESEND_WEBHOOK_SECRET is not set.");
    return new Response(null, { status: 503 });
  }
  const body = await readBounded(request, MAX_BYTES);
  if (!body.ok) return new Response(null, { status: body.reason === "too_large" ? 413 : 400 });
  const event = openEvent(secret, request.headers, body.text);
  if (!event) return new Response(null, { status: 400 });
  try {
    return Response.json({ received: await receiveEvent(event.id, event.payload) });
  } catch (error) {
    log.error("A mail event could not be noted; the provider will send it again.", error, { event: event.id });
    return new Response(null, { status: 503, headers: { "retry-after": "30" } });
  }
}
