"use client";

import Link from "next/link";
import { useActionState, useEffect, useRef } from "react";
import { buttonStyle } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { continueHere } from "./actions";

const START = { problem: null };

/** The one page that posts by itself: only a browser that is recognised ever gets it (SPEC L5). */
export function AutoContinue({ token }: { token: string }) {
  const [state, action, busy] = useActionState(continueHere, START);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.requestSubmit(), []);
  return (
    <form ref={form} action={action} className="grid gap-3">
      <input type="hidden" name="token" value={token} />
      <Problem said={state.problem} />
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
  const [state, action, busy] = useActionState(continueHere, START);
  return (
    <form action={action} className="grid gap-4" noValidate>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="confirmed" value="yes" />
      {withCode ? (
        <Field
          label="Code from the same email"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          maxLength={20}
          placeholder="BCDF-2345"
          className="font-mono tracking-widest uppercase"
          problem={state.problem}
        />
      ) : (
        <Problem said={state.problem} />
      )}
      <button
        type="submit"
        aria-disabled={busy}
        className={buttonStyle({ kind: "primary", size: "large", wide: true, className: "h-auto min-h-12 py-3 whitespace-normal" })}
      >
        {busy ? "One moment…" : change ? `Use ${masked} from now on` : `Continue as ${masked} to ${brand}`}
      </button>
      <Link href="/sign-in" prefetch={false} className={buttonStyle({ kind: "quiet", wide: true })}>
        Cancel
      </Link>
    </form>
  );
}

/** Signed in as somebody else: the link is spent only by switching (SPEC L12). */
export function Switch({ token, signedInAs, linkFor, brand, stay }: { token: string; signedInAs: string; linkFor: string; brand: string; stay: string }) {
  const [state, action, busy] = useActionState(continueHere, START);
  return (
    <div className="grid gap-4">
      <div className="mb-1 grid gap-1.5">
        <h1 className="text-xl font-semibold tracking-tight">Who would you like to be?</h1>
        <p className="text-[0.9375rem] leading-relaxed text-muted">
          You are signed in to {brand} as <strong className="font-medium break-all text-ink">{signedInAs}</strong>. This link is for{" "}
          <strong className="font-medium break-all text-ink">{linkFor}</strong>.
        </p>
      </div>
      <Problem said={state.problem} />
      <Link
        href={stay as never}
        prefetch={false}
        className={buttonStyle({ kind: "primary", size: "large", wide: true, className: "h-auto min-h-12 py-3 whitespace-normal" })}
      >
        Stay signed in as {signedInAs}
      </Link>
      <form action={action}>
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="confirmed" value="yes" />
        <input type="hidden" name="switch" value="yes" />
        <button
          type="submit"
          aria-disabled={busy}
          className={buttonStyle({ kind: "plain", size: "large", wide: true, className: "h-auto min-h-12 py-3 whitespace-normal" })}
        >
          {busy ? "One moment…" : `Switch to ${linkFor}`}
        </button>
      </form>
    </div>
  );
}

const Problem = ({ said }: { said: string | null }) =>
  said && (
    <p role="alert" className="text-sm text-danger">
      {said}
    </p>
  );
