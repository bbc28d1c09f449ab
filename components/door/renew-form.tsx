"use client";

import Link from "next/link";
import { Address } from "@/components/ui/address";
import { buttonStyle } from "@/components/ui/button-style";
import { Problem } from "@/components/ui/field";
import { useFormAction } from "@/components/ui/use-form-action";

type State = { problem: string | null };

interface RenewProps {
  renew(state: State, form: FormData): Promise<State>;
  token: string;
  masked: string;
  /** The way to the door, for somebody who is known by another address. */
  otherAddress: string;
}

/** One click mails a fresh link to the address on file, shown only as far as its owner needs it (SPEC L13). */
export function RenewForm({ renew, token, masked, otherAddress }: RenewProps) {
  const [{ problem }, action, busy, unsent] = useFormAction(renew, { problem: null });
  return (
    <form action={action} className="grid gap-3">
      <input type="hidden" name="token" value={token} />
      {(unsent.problem ?? problem) && <Problem>{unsent.problem ?? problem}</Problem>}
      <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "primary", size: "large", wide: true })}>
        {busy ? (
          "One moment…"
        ) : (
          <span className="min-w-0 text-balance">
            Email a fresh link to <Address>{masked}</Address>
          </span>
        )}
      </button>
      <Link href={otherAddress as never} prefetch={false} className={buttonStyle({ kind: "quiet", wide: true })}>
        Use another address
      </Link>
    </form>
  );
}
