"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { useFormAction } from "@/components/ui/use-form-action";
import { add } from "./actions";

export function AddCompany() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Add company
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Add a company" hint="People join it on their own page, or by its domain.">
        <AddForm />
      </Dialog>
    </>
  );
}

function AddForm() {
  const [state, action, busy, unsent] = useFormAction(add, { problem: null });
  return (
    <form action={action} onReset={keepTyped} className="grid gap-4" noValidate>
      <Field size="normal" label="Name" name="name" autoComplete="off" maxLength={120} problem={unsent.problem ?? state.problem} />
      <div className="flex flex-col gap-2 pt-1 sm:flex-row-reverse">
        <Button type="submit" kind="primary" busy={busy}>
          Add
        </Button>
        <CloseDialog>Cancel</CloseDialog>
      </div>
    </form>
  );
}
