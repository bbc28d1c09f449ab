import type { NextRequest } from "next/server";
import { viewerHere } from "@/lib/here";
import { isColour } from "@/lib/values/colour";
import { may } from "@/lib/viewer";
import { previewMail } from "@/lib/wordings";

/** A mail in the colour that is being tried; its own headers (letterHeaders) let nothing run and nothing be loaded. */
export async function GET(request: NextRequest) {
  const viewer = await viewerHere();
  if (viewer?.kind !== "staff" || !may(viewer, "settings.read")) return new Response(null, { status: 404 });
  const accent = request.nextUrl.searchParams.get("accent") ?? "";
  const letter = await previewMail(viewer, "portal_login", undefined, isColour(accent) ? { accent } : undefined);
  return new Response(letter?.html, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}
