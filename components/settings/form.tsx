"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Problem } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { SettingsState } from "./state";

const START: SettingsState = { problems: {}, typed: null, seen: null, done: null };

/** What a field of settings needs to be filled in, keep what was typed and say what is wrong. */
export type FieldOf = (name: string, stored: string | number | null) => { name: string; defaultValue: string; problem: string | null };

/** The same for a box: what is not ticked is not sent. */
export type BoxOf = (name: string, stored: boolean) => { name: string; defaultChecked: boolean };

interface SettingsFormProps {
  save(state: SettingsState, form: FormData): Promise<SettingsState>;
  seen: string;
  editable: boolean;
  children(field: FieldOf, box: BoxOf): ReactNode;
  button?: string;
  /** Beside the button. */
  aside?: ReactNode;
  /** Where something has to be done here, too. */
  onSaved?(): void;
}

/** A page of settings: what is typed stays until it is saved, whatever is wrong with it. */
export function SettingsForm({ save, seen, editable, children, button = "Save", aside, onSaved }: SettingsFormProps) {
  const [state, act, , unsent] = useFormAction(save, START);
  const saved = useRef(onSaved);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.done) saved.current?.();
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(); // what needs a look is where one is
  }, [state]);
  const field: FieldOf = (name, stored) => ({ name, defaultValue: state.typed?.[name] ?? String(stored ?? ""), problem: state.problems[name] ?? null });
  const box: BoxOf = (name, stored) => ({ name, defaultChecked: state.typed ? state.typed[name] === "on" : stored });
  const count = Object.keys(state.problems).length;
  return (
    <form ref={form} action={act} onReset={unsent.onReset} className="grid grid-cols-1 gap-6" noValidate>
      <input type="hidden" name="seen" value={state.seen ?? seen} />
      <fieldset disabled={!editable} className="grid min-w-0 grid-cols-1 gap-6">
        {children(field, box)}
      </fieldset>
      {count > 0 && <Problem>{count === 1 ? "Nothing was saved: one field needs a look." : `Nothing was saved: ${count} fields need a look.`}</Problem>}
      {unsent.problem && <Problem>{unsent.problem}</Problem>}
      {state.done && !unsent.problem && <Notice tone="ok">{state.done}</Notice>}
      {editable ? (
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton kind="primary">{button}</SubmitButton>
          {aside}
        </div>
      ) : (
        <p className="text-small text-muted">Owners and admins may change this.</p>
      )}
    </form>
  );
}
