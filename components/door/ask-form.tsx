"use client";

import { buttonStyle } from "@/components/ui/button-style";
import { Field } from "@/components/ui/field";
import { useFormAction } from "@/components/ui/use-form-action";

export interface AskState {
  problem: string | null;
  email: string;
}

interface AskFormProps {
  ask(state: AskState, form: FormData): Promise<AskState>;
  door: "portal_login" | "staff_login";
  /** Where they were going (SPEC L11); checked again by the action. */
  to?: string;
  /** The token of the dead link they came from (L13). */
  renews?: string;
  button?: string;
}

/** One field, one button; a plain form until its script has loaded, and without it. */
export function AskForm({ ask, door, to, renews, button = "Email me a link" }: AskFormProps) {
  const [state, action, busy, unsent] = useFormAction(ask, { problem: null, email: "" });
  return (
    <form action={action} onReset={unsent.onReset} className="grid gap-4" noValidate>
      <input type="hidden" name="door" value={door} />
      {to && <input type="hidden" name="to" value={to} />}
      {renews && <input type="hidden" name="renews" value={renews} />}
      <Field
        label="Email address"
        name="email"
        type="email"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
        maxLength={254}
        placeholder="you@example.com"
        defaultValue={state.email}
        key={state.email}
        problem={unsent.problem ?? state.problem}
      />
      <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "primary", size: "large", wide: true })}>
        {busy ? "One moment…" : button}
      </button>
    </form>
  );
}
