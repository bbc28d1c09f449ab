import type { Metadata } from "next";
import { Limited } from "@/components/door/limited";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/here";
import { destinationOr } from "@/lib/values/destination";
import { proveAgain } from "./actions";

export const metadata: Metadata = { title: "Sign in once more" };

/** What is hard to take back asks for a fresh sign-in first. */
export default async function Again({ searchParams }: PageProps<"/dashboard/again">) {
  const { to, limited } = await searchParams;
  // Whoever has to sign in anyway needs no second time.
  const { viewer } = await requireStaff("staff.self", destinationOr(to, "/dashboard"));
  return (
    <>
      <PageHeader title="Sign in once more" hint="Who may do what is protected twice: it needs a sign-in of the last 15 minutes." />
      <Limited until={limited} className="mb-6" />
      <Card>
        <CardBody className="grid justify-items-start gap-4">
          <p>
            We email a link to <strong className="font-medium">{viewer.email}</strong>. Open it in this browser, and you are back where you were.
          </p>
          <form action={proveAgain}>
            <input type="hidden" name="to" value={typeof to === "string" ? to : ""} />
            <SubmitButton kind="primary">Email me a link</SubmitButton>
          </form>
        </CardBody>
      </Card>
    </>
  );
}
