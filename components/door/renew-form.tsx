"use client";

import Link from "next/link";
import { useActionState } from "react";
import { buttonStyle } from "@/components/ui/button";

type State = { problem: string | null };

/** One click mails a fresh link to the address on file, shown only as far as its owner needs it (SPEC L13). */
export function RenewForm({ renew, token, masked }: { renew(state: State, form: FormData): Promise<State>; token: string; masked: string }) {
  const [state, action, busy] = useActionState(renew, { problem: null });
  return (
    <form action={action} className="grid gap-3">
      <input type="hidden" name="token" value={token} />
      {state.problem && (
        <p role="alert" className="text-sm text-danger">
          {state.problem}
        </p>
      )}
      <button
        type="submit"
        aria-disabled={busy}
        className={buttonStyle({ kind: "primary", size: "large", wide: true, className: "h-auto min-h-12 py-3 whitespace-normal" })}
      >
        {busy ? "One moment…" : `Email a fresh link to ${masked}`}
      </button>
      <Link href="/sign-in" prefetch={false} className={buttonStyle({ kind: "quiet", wide: true })}>
        Use another address
      </Link>
    </form>
  );
}
