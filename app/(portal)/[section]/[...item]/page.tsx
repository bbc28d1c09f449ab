import { notFound } from "next/navigation";
import { requireMember } from "@/lib/here";

const SECTIONS = ["projects", "documents", "appointments", "tickets", "help"];

/** A single item: asks for the sign-in first, so that a mailed path leads back to it; what is not yours is not found (SPEC P7). */
export default async function Item({ params }: { params: Promise<{ section: string; item: string[] }> }) {
  const { section, item } = await params;
  if (!SECTIONS.includes(section)) notFound();
  await requireMember(`/${section}/${item.map(encodeURIComponent).join("/")}`);
  notFound();
}
