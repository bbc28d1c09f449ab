import { headers } from "next/headers";
import { auth } from "../../../lib/auth";

export async function GET() {
  const session = await auth.api.getSession({ headers: await headers() });
  return session ? Response.json({ email: session.user.email }) : new Response(null, { status: 401 });
}
