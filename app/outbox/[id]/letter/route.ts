import type { NextRequest } from "next/server";
import { mailboxAt, readOutbox } from "@/lib/outbox";

/** The letter as a mail program would show it; its own headers (letterHeaders) let nothing run and nothing be loaded. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ id: string }> }) {
  const mailbox = await mailboxAt(request.headers.get("host"));
  const mail = mailbox && (await readOutbox(mailbox, (await params).id));
  if (!mail) return new Response(null, { status: 404 });
  return new Response(mail.html, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}
