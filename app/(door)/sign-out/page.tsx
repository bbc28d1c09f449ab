import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { DoorTitle } from "@/components/shell/door";
import { Address } from "@/components/ui/address";
import { Button, ButtonLink } from "@/components/ui/button";
import { viewerHere } from "@/lib/here";
import { leave } from "./actions";

export const metadata: Metadata = { title: "Sign out" };

/** A GET signs nobody out: it asks. */
export default async function SignOut() {
  const viewer = await viewerHere();
  if (!viewer) redirect("/sign-in");
  return (
    <>
      <DoorTitle title="Sign out?">
        You are signed in as <Address strong>{viewer.email}</Address> in this browser.
      </DoorTitle>
      <form action={leave} className="grid gap-2">
        <Button type="submit" kind="primary" size="large" wide>
          Sign out
        </Button>
        <ButtonLink kind="quiet" wide href={viewer.kind === "staff" ? "/dashboard/contacts" : "/"}>
          Stay signed in
        </ButtonLink>
      </form>
    </>
  );
}
