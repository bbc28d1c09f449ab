import type { NextRequest } from "next/server";
import { viewerHere } from "@/lib/here";
import { may } from "@/lib/viewer";
import { previewMail } from "@/lib/wordings";

/** The mail itself, for the frame beside its words; its own headers (letterHeaders) let nothing run and nothing be loaded. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ template: string }> }) {
  const viewer = await viewerHere();
  if (viewer?.kind !== "staff" || !may(viewer, "settings.read")) return new Response(null, { status: 404 });
  const { searchParams } = request.nextUrl;
  const draft = searchParams.has("subject") ? Object.fromEntries(["subject", "intro", "button"].map((field) => [field, searchParams.get(field)])) : undefined;
  const letter = await previewMail(viewer, (await params).template, draft);
  if (!letter) return new Response(null, { status: 404 });
  return new Response(letter.html, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}
