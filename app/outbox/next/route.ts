import type { NextRequest } from "next/server";
import { mailboxAt, nextMail } from "@/lib/outbox";
import { parseEmail } from "@/lib/values/email-address";
import { DAY_MS } from "@/lib/values/time";

/** Waits up to 30 seconds for the next mail to an address; for tests and scripts (SPEC 2). */
export async function GET(request: NextRequest) {
  const mailbox = await mailboxAt(request.headers.get("host"));
  if (!mailbox) return new Response(null, { status: 404 });
  const { searchParams } = request.nextUrl;
  const to = parseEmail(searchParams.get("to"));
  const since = searchParams.has("since") ? new Date(searchParams.get("since") ?? "") : new Date();
  if (!to || !(since.getTime() > 0 && since.getTime() < Date.now() + DAY_MS))
    return Response.json({ error: "Say ?to=<address> and, if you like, &since=<ISO time>." }, { status: 400 });
  const mail = await nextMail(mailbox, to.key, since, request.signal);
  if (!mail) return new Response(null, { status: 204, headers: NO_STORE });
  const { id, subject, purpose, html, text, links, code } = mail;
  return Response.json({ id, to: mail.to, subject, purpose, html, text, links, code }, { headers: NO_STORE });
}

const NO_STORE = { "cache-control": "no-store" };
