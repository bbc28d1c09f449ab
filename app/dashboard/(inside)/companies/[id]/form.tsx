"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/choice";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Field, Problem, TextArea } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";
import type { Company } from "@/lib/companies";
import { type CompanyState, prove, remove, save } from "./actions";

const NOTHING: CompanyState = { problem: null, done: null };

const SHARING = [
  { value: "none", label: "Nobody", hint: "Everybody sees their own tickets only." },
  { value: "chosen", label: "Chosen people", hint: "Those who are chosen see the tickets of their colleagues." },
  { value: "everyone", label: "Everyone", hint: "All of the company see each other's tickets." },
];

function useSaid(act: typeof save) {
  const [state, action, busy, unsent] = useFormAction(act, NOTHING);
  useEffect(() => {
    if (state.done) toast({ title: state.done });
  }, [state]);
  return { state, action, busy, unsent };
}

export function CompanyForm({ company, edit }: { company: Company; edit: boolean }) {
  const { state, action, busy, unsent } = useSaid(save);
  const at = (field: string) => (state.field === field ? state.problem : null);
  const typed = (field: string, stored: string) => state.typed?.[field] ?? stored;
  return (
    <form action={action} onReset={keepTyped} className="grid gap-4" noValidate>
      <input type="hidden" name="id" value={company.id} />
      <input type="hidden" name="version" value={Math.max(state.version ?? 0, company.version)} />
      <Field
        size="normal"
        label="Name"
        name="name"
        autoComplete="off"
        maxLength={120}
        readOnly={!edit}
        defaultValue={typed("name", company.name)}
        problem={at("name")}
      />
      <Field
        size="normal"
        label="Domain of its addresses"
        name="domain"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="example.com"
        maxLength={253}
        readOnly={!edit}
        optional
        defaultValue={typed("domain", company.domain ?? "")}
        problem={at("domain")}
      />
      <RadioCards
        legend="Who sees whose tickets"
        name="sharing"
        options={SHARING.map((mode) => ({ ...mode, disabled: !edit }))}
        defaultValue={typed("sharing", company.sharing)}
      />
      <TextArea
        label="Note"
        hint="Only staff see it"
        name="note"
        rows={4}
        maxLength={4000}
        readOnly={!edit}
        optional
        defaultValue={typed("note", company.note)}
        problem={at("note")}
      />
      {unsent.problem && <Problem>{unsent.problem}</Problem>}
      {state.problem && !state.field && <Problem>{state.problem}</Problem>}
      {edit && (
        <div>
          <Button type="submit" busy={busy}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}

export function ProveDomain({ id }: { id: string }) {
  const { state, action, busy, unsent } = useSaid(prove);
  return (
    <form action={action} className="mt-4 grid gap-3">
      <input type="hidden" name="id" value={id} />
      {(unsent.problem ?? state.problem) && <Problem>{unsent.problem ?? state.problem}</Problem>}
      <div>
        <Button type="submit" busy={busy}>
          Check now
        </Button>
      </div>
    </form>
  );
}

export function DeleteCompany({ id, name }: { id: string; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Delete ${name}?`}
        hint={`${name} goes for good; its people stay, without a company. This can't be undone.`}
      >
        <DeleteForm id={id} />
      </Dialog>
    </>
  );
}

function DeleteForm({ id }: { id: string }) {
  const { state, action, busy, unsent } = useSaid(remove);
  return (
    <form action={action} className="grid gap-4">
      <input type="hidden" name="id" value={id} />
      {(unsent.problem ?? state.problem) && <Problem>{unsent.problem ?? state.problem}</Problem>}
      <div className="flex flex-col gap-2 sm:flex-row-reverse">
        <Button type="submit" kind="danger" busy={busy}>
          Delete
        </Button>
        <CloseDialog>Cancel</CloseDialog>
      </div>
    </form>
  );
}
