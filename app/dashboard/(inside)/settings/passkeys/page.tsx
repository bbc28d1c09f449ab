import type { Metadata } from "next";
import { AddPasskey } from "@/app/dashboard/(door)/passkey/form";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/here";
import { myPasskeys } from "@/lib/passkeys";
import { isFresh } from "@/lib/sessions/fresh";
import { Keys } from "./keys";

export const metadata: Metadata = { title: "Your passkeys" };

const PATH = "/dashboard/settings/passkeys";

const SAID: Record<string, { tone: "ok" | "danger"; text: string }> = {
  added: { tone: "ok", text: "The passkey was added. From now on you are asked for it after each sign-in." },
  removed: { tone: "ok", text: "The passkey was removed." },
  last: { tone: "danger", text: "This workspace asks everybody for a passkey. Add another one before you remove this one." },
  not_fresh: { tone: "danger", text: "Your sign-in is older than 15 minutes. Sign in once more, then try again." },
  refused: { tone: "danger", text: "This passkey was removed already." },
};

export default async function Passkeys({ searchParams }: PageProps<"/dashboard/settings/passkeys">) {
  const { workspace, viewer } = await requireStaff("staff.self", PATH);
  const keys = await myPasskeys(viewer);
  const { said } = await searchParams;
  const note = typeof said === "string" ? SAID[said] : undefined;
  const fresh = isFresh(viewer);
  return (
    <>
      <PageHeader title="Your passkeys" hint="The second step after the mailed link: a fingerprint, a face, a PIN, or a security key." />
      {note && (
        <Notice tone={note.tone} className="mb-6">
          {note.text}
        </Notice>
      )}
      {!fresh && (
        <Notice
          className="mb-6"
          title="To add or remove a passkey, sign in once more"
          action={
            <ButtonLink size="small" href={`/dashboard/again?to=${PATH}`}>
              Sign in once more
            </ButtonLink>
          }
        >
          Your sign-in is older than 15 minutes.
        </Notice>
      )}
      <Keys keys={keys} timeZone={workspace.timeZone} removable={fresh} />
      {fresh && (
        <Card className="mt-4">
          <CardHeader title="Add a passkey" hint="Best one on each device you work with: if one is lost, another lets you in." />
          <CardBody className="max-w-md">
            <AddPasskey to={`${PATH}?said=added`} device={viewer.device} />
          </CardBody>
        </Card>
      )}
    </>
  );
}
