"use client";

import { useActionState } from "react";
import { Field, Problem, TextArea } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import type { SenderSettings } from "@/lib/sender";
import { addDomain, type FormState, keepDkim, save } from "./actions";

const START: FormState = { problem: null, field: null, done: false };
const problemOf = (state: FormState, field: string) => (state.field === field ? state.problem : null);

function After({ state, said }: { state: FormState; said: string }) {
  if (state.problem && !state.field) return <Problem>{state.problem}</Problem>;
  return state.done ? <Notice tone="ok">{said}</Notice> : null;
}

export function SenderForm({ settings, editable }: { settings: SenderSettings; editable: boolean }) {
  const [state, act] = useActionState(save, START);
  return (
    <form action={act} onReset={keepTyped} className="grid grid-cols-1 gap-5">
      <input type="hidden" name="version" value={settings.version} />
      <fieldset disabled={!editable} className="grid grid-cols-1 items-start gap-5 sm:grid-cols-2">
        <Field name="name" label="Name" size="normal" defaultValue={settings.name} maxLength={60} required problem={problemOf(state, "name")} />
        <Field
          name="email"
          type="email"
          label="Address"
          size="normal"
          optional
          placeholder={settings.defaultEmail}
          defaultValue={settings.email ?? ""}
          hint="Of a domain of yours that is in order below."
          problem={problemOf(state, "email")}
        />
        <Field
          name="replyTo"
          type="email"
          label="Answers go to"
          size="normal"
          optional
          defaultValue={settings.replyTo ?? ""}
          hint="Where an answer to one of your mails arrives."
          problem={problemOf(state, "replyTo")}
        />
      </fieldset>
      <After state={state} said="Saved. Mails that are written from now on come from this sender." />
      {editable && (
        <div>
          <SubmitButton kind="primary">Save</SubmitButton>
        </div>
      )}
    </form>
  );
}

export function AddDomainForm() {
  const [state, act] = useActionState(addDomain, START);
  return (
    <form action={act} onReset={state.done ? undefined : keepTyped} className="grid grid-cols-1 gap-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-start">
      <Field
        name="domain"
        label="Domain"
        labelHidden
        size="normal"
        placeholder="your-company.com"
        autoCapitalize="none"
        spellCheck={false}
        required
        problem={problemOf(state, "domain")}
      />
      <SubmitButton kind="primary">Add domain</SubmitButton>
    </form>
  );
}

/** For those whose provider could not be asked for its key. */
export function DkimForm({ id, selector, value }: { id: string; selector: string; value: string }) {
  const [state, act] = useActionState(keepDkim, START);
  return (
    <details className="text-small" open={state.problem !== null}>
      <summary className="cursor-pointer font-medium text-muted hover:text-ink">My provider shows another DKIM record</summary>
      <form action={act} onReset={keepTyped} className="mt-4 grid gap-4">
        <input type="hidden" name="id" value={id} />
        <Field
          id={`selector-${id}`}
          name="selector"
          label="Selector"
          size="normal"
          defaultValue={selector}
          hint="The part before “._domainkey”."
          problem={problemOf(state, "selector")}
        />
        <TextArea
          id={`value-${id}`}
          name="value"
          label="Value"
          rows={3}
          defaultValue={value}
          optional
          hint="Left empty, any key is accepted."
          problem={problemOf(state, "value")}
        />
        <After state={state} said="Saved. Check again to see whether DNS agrees." />
        <div>
          <SubmitButton>Save</SubmitButton>
        </div>
      </form>
    </details>
  );
}
