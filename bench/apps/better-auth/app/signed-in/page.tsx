import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { auth } from "../../lib/auth";

export default async function SignedIn() {
  const session = await auth.api.getSession({ headers: await headers() });
  if (!session) redirect("/");
  return <h1>Hello {session.user.email}</h1>;
}
