import { auth } from "../../../auth";

export async function GET() {
  const session = await auth();
  return session?.user ? Response.json({ email: session.user.email }) : new Response(null, { status: 401 });
}
