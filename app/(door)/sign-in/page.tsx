import { redirect } from "next/navigation";
import { AskForm } from "@/components/door/ask-form";
import { DoorTitle } from "@/components/shell/door";
import { Notice } from "@/components/ui/notice";
import { requireWorkspace, viewerHere } from "@/lib/here";
import { parseDestination } from "@/lib/values/destination";
import { requestLink } from "./actions";

/** Said above the form; the words are ours, the address line only names one of them. */
const NOTES: Record<string, string> = {
  "signed-out": "You are signed out.",
  "signed-out-everywhere": "You are signed out on all your devices.",
  ended: "That sign-in was ended.",
  undone: "Your address is the old one again, and everybody was signed out. Sign in to have a look.",
};

export default async function SignIn({ searchParams }: { searchParams: Promise<{ to?: string | string[]; note?: string | string[] }> }) {
  const { to, note } = await searchParams;
  const { brand } = await requireWorkspace();
  const destination = parseDestination(to);
  if ((await viewerHere())?.kind === "member") redirect((destination ?? "/") as never);
  const said = typeof note === "string" ? NOTES[note] : undefined;
  return (
    <>
      {said && (
        <div className="mb-5">
          <Notice tone="ok">{said}</Notice>
        </div>
      )}
      <DoorTitle title={`Sign in to ${brand.name}`}>No password needed: we email you a link that signs you in.</DoorTitle>
      <AskForm ask={requestLink} door="portal_login" to={destination ?? undefined} />
    </>
  );
}
