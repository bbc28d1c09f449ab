"use client";

import { Address } from "@/components/ui/address";
import { buttonStyle } from "@/components/ui/button-style";
import { Field } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { useFormAction } from "@/components/ui/use-form-action";
import { changeEmail, proveAgain } from "./actions";

/** A change of address needs a fresh sign-in (SPEC S7): without one, the way to it is offered first. */
export function EmailForm({ fresh, as }: { fresh: boolean; as: string }) {
  const [state, action, busy, unsent] = useFormAction(changeEmail, { problem: null, done: null, stale: !fresh });
  if (state.done) {
    return (
      <div className="grid gap-3 text-small">
        <p role="status">
          If <Address strong>{state.done}</Address> can be used, a link to confirm it is on its way there. Until it is opened, nothing changes.
        </p>
        {/* Loaded anew: the form is this one. */}
        <a href="/account" className={buttonStyle({ kind: "link", className: "justify-self-start" })}>
          Use another address
        </a>
      </div>
    );
  }
  if (state.stale) {
    return (
      <form action={proveAgain} className="grid gap-3">
        <input type="hidden" name="as" value={as} />
        <p className="text-small text-muted">To change your address, please sign in once more: we email you a link that brings you back here.</p>
        <button type="submit" className={buttonStyle({ kind: "plain", className: "justify-self-start" })}>
          Change email address
        </button>
      </form>
    );
  }
  return (
    <form action={action} onReset={keepTyped} className="grid max-w-md gap-4" noValidate>
      <input type="hidden" name="as" value={as} />
      <Field
        size="normal"
        label="New email address"
        name="email"
        type="email"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        problem={unsent.problem ?? state.problem}
        hint="We send a link to the new address, and tell the old one."
      />
      <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "primary", className: "justify-self-start" })}>
        {busy ? "One moment…" : "Send the confirmation"}
      </button>
    </form>
  );
}
