// The mailbox of this request's host, or "not found": it exists on a developer's machine only (SPEC 2).
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { type Mailbox, mailboxAt } from "@/lib/outbox";

export async function requireMailbox(): Promise<Mailbox> {
  return (await mailboxAt((await headers()).get("host"))) ?? notFound();
}
