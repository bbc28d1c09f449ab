import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { leave } from "@/app/(door)/sign-out/actions";
import { proveAgain } from "@/app/dashboard/(inside)/again/actions";
import { Limited } from "@/components/door/limited";
import { DoorShell, DoorTitle } from "@/components/shell/door";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/here";
import { isFresh } from "@/lib/sessions/fresh";
import { destinationOr } from "@/lib/values/destination";
import { AddPasskey, UsePasskey } from "./form";

export const metadata: Metadata = { title: "One more step" };

/** The second step: between the mailed link and the dashboard. */
export default async function Passkey({ searchParams }: PageProps<"/dashboard/passkey">) {
  const { workspace, viewer } = await requireStaff("staff.enter", "/dashboard/passkey");
  const { to: wanted, limited } = await searchParams;
  const to = destinationOr(wanted, "/dashboard");
  if (!viewer.secondStep) redirect(to as never);
  const { brand, origin } = workspace;
  const here = (await headers()).get("host") === new URL(origin).host;
  return (
    <DoorShell brand={brand}>
      {!here ? (
        <DoorTitle title="Please sign in at another address">
          Passkeys of {brand.name} work at <ButtonLink kind="link" href={`${origin}/dashboard`}>{`${new URL(origin).host}/dashboard`}</ButtonLink> only.
        </DoorTitle>
      ) : viewer.secondStep === "prove" ? (
        <>
          <DoorTitle title="Confirm with your passkey">
            Your link was right. One more step: the passkey on this device, your phone or your security key.
          </DoorTitle>
          <UsePasskey to={to} />
          <p className="mt-6 text-small text-muted">Lost it? An owner of {brand.name} can reset your passkeys; then you sign in again and add a new one.</p>
        </>
      ) : (
        <>
          <DoorTitle title="Add a passkey">
            {brand.name} asks everybody on its staff for a second step. A passkey is a fingerprint, a face, or the PIN of a device of yours; you are asked for
            it after each sign-in.
          </DoorTitle>
          {isFresh(viewer) ? (
            <AddPasskey to={to} device={viewer.device} large />
          ) : (
            <form action={proveAgain} className="grid gap-3">
              <Limited until={limited} className="mb-1" />
              <input type="hidden" name="to" value={to} />
              <p className="text-small text-muted">Your sign-in is older than 15 minutes. We email you a link that brings you back here.</p>
              <SubmitButton kind="primary" size="large" wide>
                Email me a link
              </SubmitButton>
            </form>
          )}
        </>
      )}
      <noscript>
        <Notice tone="warn" className="mt-4">
          A passkey needs JavaScript. Please turn it on for this site.
        </Notice>
      </noscript>
      <form action={leave} className="mt-4">
        <input type="hidden" name="door" value="staff" />
        <Button type="submit" kind="quiet" wide>
          Sign out
        </Button>
      </form>
    </DoorShell>
  );
}
