import { redirect } from "next/navigation";
import { auth } from "../../auth";

export default async function SignedIn() {
  const session = await auth();
  if (!session?.user) redirect("/");
  return <h1>Hello {session.user.email}</h1>;
}
