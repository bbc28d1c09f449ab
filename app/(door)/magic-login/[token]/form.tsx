"use client";

import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { Address } from "@/components/ui/address";
import { buttonStyle } from "@/components/ui/button-style";
import { CodeField } from "@/components/ui/code-field";
import { Problem } from "@/components/ui/field";
import { useFormAction } from "@/components/ui/use-form-action";
import { continueHere } from "./actions";

const START = { problem: null };

/** The one page that posts by itself: only a browser that is recognised ever gets it (SPEC L5). */
export function AutoContinue({ token }: { token: string }) {
  const [state, action, busy, unsent] = useFormAction(continueHere, START);
  const problem = unsent.problem ?? state.problem;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.requestSubmit(), []);
  return (
    <form ref={form} action={action} className="grid gap-3">
      <input type="hidden" name="token" value={token} />
      {problem && <Problem>{problem}</Problem>}
      <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "primary", size: "large", wide: true })}>
        {busy ? "One moment…" : "Continue"}
      </button>
    </form>
  );
}

interface ConfirmProps {
  token: string;
  masked: string;
  brand: string;
  withCode: boolean;
  change: boolean;
}

/** Anywhere else nothing happens without a press (SPEC L5). */
export function Confirm({ token, masked, brand, withCode, change }: ConfirmProps) {
  const [state, action, busy, unsent] = useFormAction(continueHere, START);
  const problem = unsent.problem ?? state.problem;
  return (
    <form action={action} onReset={unsent.onReset} className="grid gap-4" noValidate>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="confirmed" value="yes" />
      {withCode ? <CodeField label="Code from the same email" problem={problem} /> : problem && <Problem>{problem}</Problem>}
      <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "primary", size: "large", wide: true })}>
        {busy ? (
          "One moment…"
        ) : (
          <Words>
            {change ? (
              <>
                Use <Address>{masked}</Address> from now on
              </>
            ) : (
              <>
                Continue as <Address>{masked}</Address> to {brand}
              </>
            )}
          </Words>
        )}
      </button>
      <Link href="/sign-in" prefetch={false} className={buttonStyle({ kind: "quiet", wide: true })}>
        Cancel
      </Link>
    </form>
  );
}

interface SwitchProps {
  token: string;
  signedInAs: string;
  linkFor: string;
  brand: string;
  stay: string;
  withCode: boolean;
}

/** Signed in as somebody else: the link is spent only by switching (SPEC L12). */
export function Switch({ token, signedInAs, linkFor, brand, stay, withCode }: SwitchProps) {
  const [state, action, busy, unsent] = useFormAction(continueHere, START);
  const problem = unsent.problem ?? state.problem;
  return (
    <div className="grid gap-4">
      <div className="mb-1 grid gap-1.5">
        <h1 className="text-title">Who would you like to be?</h1>
        <p className="text-body text-muted">
          You are signed in to {brand} as <Address strong>{signedInAs}</Address>. This link is for <Address strong>{linkFor}</Address>.
        </p>
      </div>
      <Link href={stay as never} prefetch={false} className={buttonStyle({ kind: "primary", size: "large", wide: true })}>
        <Words>
          Stay signed in as <Address>{signedInAs}</Address>
        </Words>
      </Link>
      <form action={action} onReset={unsent.onReset} className="grid gap-4" noValidate>
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="confirmed" value="yes" />
        <input type="hidden" name="switch" value="yes" />
        {withCode ? <CodeField label="Code from the same email" problem={problem} /> : problem && <Problem>{problem}</Problem>}
        <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "plain", size: "large", wide: true })}>
          {busy ? (
            "One moment…"
          ) : (
            <Words>
              Switch to <Address>{linkFor}</Address>
            </Words>
          )}
        </button>
      </form>
    </div>
  );
}

/** On a button that may need two lines: of one length. */
const Words = ({ children }: { children: ReactNode }) => <span className="min-w-0 text-balance">{children}</span>;
