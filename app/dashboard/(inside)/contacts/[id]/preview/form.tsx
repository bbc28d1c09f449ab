"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { useFormAction } from "@/components/ui/use-form-action";
import { preview } from "./actions";

interface Whose {
  contactId: string;
  name: string;
}

/** Why somebody looks, and the button that leads there. */
export function PreviewForm({ contactId, cancel }: { contactId: string; cancel: ReactNode }) {
  const [state, act, busy, unsent] = useFormAction(preview, { problem: null });
  return (
    <form action={act} onReset={keepTyped} className="grid w-full gap-4" noValidate>
      <input type="hidden" name="contact" value={contactId} />
      <Field
        size="normal"
        label="Why do you look?"
        name="why"
        autoComplete="off"
        maxLength={200}
        placeholder="They can't find their invoice"
        hint="Stands in the activity log and in the contact's history."
        problem={unsent.problem ?? state.problem}
      />
      <div className="flex flex-col gap-2 pt-1 sm:flex-row-reverse">
        <Button type="submit" kind="primary" busy={busy}>
          Start preview
        </Button>
        {cancel}
      </div>
    </form>
  );
}

/** The same above the contact's page. */
export const PreviewDialog = ({ contactId, name, open, onClose }: Whose & { open: boolean; onClose(): void }) => (
  <Dialog
    open={open}
    onClose={onClose}
    title={`See the portal as ${name} sees it?`}
    hint={`For 15 minutes you see ${name}'s pages in this browser. You stay signed in as yourself, and nothing can be changed or signed there.`}
  >
    <PreviewForm contactId={contactId} cancel={<CloseDialog>Cancel</CloseDialog>} />
  </Dialog>
);
