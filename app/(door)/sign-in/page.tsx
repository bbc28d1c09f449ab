import { redirect } from "next/navigation";
import { AskForm } from "@/components/door/ask-form";
import { DoorNote } from "@/components/door/note";
import { DoorTitle } from "@/components/shell/door";
import { requireWorkspace, viewerHere } from "@/lib/here";
import { parseDestination } from "@/lib/values/destination";
import { requestLink } from "./actions";

export default async function SignIn({ searchParams }: { searchParams: Promise<{ to?: string | string[]; note?: string | string[] }> }) {
  const { to, note } = await searchParams;
  const { brand } = await requireWorkspace();
  const destination = parseDestination(to);
  if ((await viewerHere())?.kind === "member") redirect((destination ?? "/") as never);
  return (
    <>
      <DoorNote note={note} />
      <DoorTitle title={`Sign in to ${brand.name}`}>No password needed: we email you a link that signs you in.</DoorTitle>
      <AskForm ask={requestLink} door="portal_login" to={destination ?? undefined} />
      {/* A link from here is for members: staff who end up at this door would wait for a mail that never comes. */}
      <p className="mt-6 text-center text-small text-muted">
        <a href="/dashboard/sign-in" className="underline-offset-4 hover:text-ink hover:underline">
          Staff sign-in
        </a>
      </p>
    </>
  );
}
