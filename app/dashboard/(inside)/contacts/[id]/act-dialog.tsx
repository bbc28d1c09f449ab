"use client";

import { type ComponentProps, type ReactNode, startTransition, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Problem } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";
import { type ContactState, setAccess, setActive } from "./actions";

const NOTHING: ContactState = { problem: null, done: null };

type Act = (state: ContactState, form: FormData) => Promise<ContactState>;

interface ActProps {
  act: Act;
  open: boolean;
  onClose(): void;
  title: string;
  /** The consequence, with the person's name. */
  hint: ReactNode;
  button: string;
  danger?: boolean;
  id: string;
  /** What else the act needs to know. */
  with?: Record<string, string>;
  children?(state: ContactState): ReactNode;
}

/** Says what will happen, does it, says that it happened, and offers the way back where there is one. */
export function ActDialog({ open, onClose, title, hint, ...form }: ActProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} hint={hint} footer={null} size="normal">
      <ActForm {...form} onDone={onClose} />
    </Dialog>
  );
}

interface ActButtonProps extends Omit<ActProps, "open" | "onClose"> {
  label: ReactNode;
  look?: Pick<ComponentProps<typeof Button>, "kind" | "size" | "aria-label">;
}

/** A button that asks before it acts. */
export function ActButton({ label, look, ...act }: ActButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button {...look} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <ActDialog {...act} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function ActForm({ act, button, danger, id, with: more = {}, children, onDone }: Omit<ActProps, "open" | "onClose" | "title" | "hint"> & { onDone(): void }) {
  const [state, action, busy, unsent] = useFormAction(act, NOTHING);
  useEffect(() => {
    if (!state.done || state.url) return;
    toast({ title: state.done, ...(state.undo && { action: { label: "Undo", onPress: () => takeBack(id, state.undo!) } }) });
    onDone();
  }, [state, id, onDone]);
  return (
    <form action={action} onReset={keepTyped} className="grid gap-4" noValidate>
      {Object.entries({ id, ...more }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children?.(state)}
      {unsent.problem && <Problem>{unsent.problem}</Problem>}
      {state.problem && !state.field && <Problem>{state.problem}</Problem>}
      <div className="flex flex-col gap-2 pt-1 sm:flex-row-reverse">
        {!state.url && (
          <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy}>
            {button}
          </Button>
        )}
        <CloseDialog>{state.url ? "Close" : "Cancel"}</CloseDialog>
      </div>
    </form>
  );
}

const WAYS_BACK: Record<NonNullable<ContactState["undo"]>, [act: Act, name: string, value: string]> = {
  reactivate: [setActive, "active", "yes"],
  deactivate: [setActive, "active", "no"],
  return_access: [setAccess, "access", "returned"],
};

function takeBack(id: string, undo: NonNullable<ContactState["undo"]>) {
  const [act, name, value] = WAYS_BACK[undo];
  const form = new FormData();
  form.set("id", id);
  form.set(name, value);
  startTransition(async () => {
    const { problem, done } = await act(NOTHING, form);
    toast(problem ? { title: problem, tone: "danger" } : { title: done ?? "Taken back." });
  });
}
