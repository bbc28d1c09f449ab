"use client";

import { Button, ButtonLink } from "@/components/ui/button";
import { Field, Problem, Select } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { useFormAction } from "@/components/ui/use-form-action";
import { type BulkState, begin } from "./actions";

interface BeginProps {
  fields: [name: string, value: string][];
  button: string;
  danger: boolean;
  back: string;
  /** For an act with a tag: those there are, and whether it may be a new one. */
  tags: { known: string[]; fresh: boolean } | null;
}

const NOTHING: BulkState = { problem: null };

/** Begins it. Works without a script. */
export function Begin({ fields, button, danger, back, tags }: BeginProps) {
  const [state, action, busy, unsent] = useFormAction(begin, NOTHING);
  return (
    <form action={action} onReset={keepTyped} className="grid gap-5">
      {fields.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {tags && <Tag {...tags} problem={state.field ? state.problem : null} />}
      {unsent.problem && <Problem>{unsent.problem}</Problem>}
      {state.problem && !state.field && <Problem>{state.problem}</Problem>}
      <div className="flex flex-col gap-2 sm:flex-row">
        <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy}>
          {button}
        </Button>
        <ButtonLink href={back}>Cancel</ButtonLink>
      </div>
    </form>
  );
}

const Tag = ({ known, fresh, problem }: NonNullable<BeginProps["tags"]> & { problem: string | null }) =>
  fresh ? (
    <div className="max-w-sm">
      <Field
        size="normal"
        label="Tag"
        name="called"
        list="known-tags"
        autoComplete="off"
        maxLength={40}
        required
        hint="One that is there already, or a new one."
        problem={problem}
      />
      <datalist id="known-tags">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  ) : (
    <div className="max-w-sm">
      <Select label="Tag" name="called" problem={problem}>
        {known.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
    </div>
  );
