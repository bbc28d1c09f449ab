"use client";

import { useActionState, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Field, Problem, Select, TextArea } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";
import { add, type FieldsState, remove } from "./actions";

const NOTHING: FieldsState = { problem: null, done: null };

export function AddField() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Add field
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Add a field" hint="It appears on every contact's page, for staff only.">
        <AddForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function AddForm({ onDone }: { onDone(): void }) {
  const [state, action, busy, unsent] = useFormAction(add, NOTHING);
  const [kind, setKind] = useState("text");
  useEffect(() => {
    if (!state.done) return;
    toast({ title: state.done });
    onDone();
  }, [state, onDone]);
  return (
    <form action={action} onReset={keepTyped} className="grid gap-4" noValidate>
      <Field size="normal" label="Name" name="label" autoComplete="off" maxLength={60} problem={state.field === "label" ? state.problem : null} />
      <Select label="Holds" name="kind" value={kind} onChange={(event) => setKind(event.target.value)}>
        <option value="text">A text</option>
        <option value="date">A date</option>
        <option value="choice">One of several choices</option>
      </Select>
      {kind === "choice" && (
        <TextArea label="Choices" hint="One on each line" name="choices" rows={4} maxLength={2000} problem={state.field === "choices" ? state.problem : null} />
      )}
      {unsent.problem && <Problem>{unsent.problem}</Problem>}
      {state.problem && !state.field && <Problem>{state.problem}</Problem>}
      <div className="flex flex-col gap-2 pt-1 sm:flex-row-reverse">
        <Button type="submit" kind="primary" busy={busy}>
          Add
        </Button>
        <CloseDialog>Cancel</CloseDialog>
      </div>
    </form>
  );
}

export function RemoveField({ id, label }: { id: string; label: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" kind="quiet" aria-label={`Remove ${label}`} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Remove
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Remove “${label}”?`}
        hint="It is not shown any more. What was written in it is kept, should a field of this name come back."
      >
        <RemoveForm id={id} />
      </Dialog>
    </>
  );
}

function RemoveForm({ id }: { id: string }) {
  const [state, action, busy] = useActionState(remove, NOTHING);
  useEffect(() => {
    if (state.done) toast({ title: state.done });
  }, [state]);
  return (
    <form action={action} className="grid gap-4">
      <input type="hidden" name="id" value={id} />
      {state.problem && <Problem>{state.problem}</Problem>}
      <div className="flex flex-col gap-2 sm:flex-row-reverse">
        <Button type="submit" kind="danger" busy={busy}>
          Remove
        </Button>
        <CloseDialog>Cancel</CloseDialog>
      </div>
    </form>
  );
}
