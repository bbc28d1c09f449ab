"use client";

import { useActionState } from "react";
import { buttonStyle } from "@/components/ui/button-style";
import { Field, Problem, TextArea } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Wording } from "@/lib/wordings";
import { type FormState, saveWords } from "./actions";

const START: FormState = { problem: null, field: null, done: false };

export function WordingForm({ wording: { template, words, standard, changed }, editable, preview }: { wording: Wording; editable: boolean; preview: string }) {
  const [state, act] = useActionState(saveWords, START);
  const problem = (field: string) => (state.field === field ? state.problem : null);
  return (
    <form action={act} onReset={keepTyped} className="grid grid-cols-1 gap-5">
      <input type="hidden" name="template" value={template} />
      <fieldset disabled={!editable} className="grid grid-cols-1 gap-5">
        <Field
          key={`s${words.subject}`}
          name="subject"
          label="Subject"
          size="normal"
          defaultValue={words.subject}
          maxLength={120}
          required
          problem={problem("subject")}
        />
        <TextArea key={`i${words.intro}`} name="intro" label="Introduction" defaultValue={words.intro} maxLength={600} required problem={problem("intro")} />
        {standard.button && (
          <Field
            key={`b${words.button}`}
            name="button"
            label="Button"
            size="normal"
            defaultValue={words.button}
            maxLength={40}
            required
            problem={problem("button")}
          />
        )}
      </fieldset>
      {state.problem && !state.field && <Problem>{state.problem}</Problem>}
      {state.done && <Notice tone="ok">Saved. Mails that are written from now on say this.</Notice>}
      {editable && (
        <div className="flex flex-wrap gap-2">
          <SubmitButton kind="primary">Save</SubmitButton>
          {/* Into the frame beside it, without saving; needs no script. */}
          <button type="submit" formAction={preview} formMethod="get" formTarget="letter" className={buttonStyle({ kind: "plain" })}>
            Preview
          </button>
          {changed && (
            <SubmitButton kind="quiet" name="standard" value="1" formNoValidate>
              Back to the standard words
            </SubmitButton>
          )}
        </div>
      )}
    </form>
  );
}
