import { viewerHere } from "@/lib/here";

export async function GET() {
  const viewer = await viewerHere();
  return viewer ? Response.json({ email: viewer.email }) : new Response(null, { status: 401 });
}
