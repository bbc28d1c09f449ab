"use client";

import { type ReactNode, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { add, type DomainState, main, remove } from "./actions";

const START: DomainState = { problem: null, typed: "" };

export function AddDomainForm() {
  const [state, act] = useActionState(add, START);
  return (
    <form action={act} noValidate className="grid grid-cols-1 gap-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-start">
      <Field
        name="domain"
        label="A domain of your own"
        labelHidden
        size="normal"
        placeholder="portal.your-company.com"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={state.typed}
        problem={state.problem}
      />
      <SubmitButton>Add domain</SubmitButton>
    </form>
  );
}

interface AskedProps {
  act(form: FormData): Promise<void>;
  id: string;
  host: string;
  /** On the button that asks, and on the one that does it. */
  button: string;
  title: string;
  danger?: boolean;
  children: ReactNode;
}

function Asked({ act, id, host, button, title, danger, children }: AskedProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" kind={danger ? "quiet" : "plain"} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {button}
        <span className="sr-only">: {host}</span>
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={title}
        hint={children}
        footer={
          <>
            <form action={act} className="contents">
              <input type="hidden" name="id" value={id} />
              <SubmitButton kind={danger ? "danger" : "primary"}>{button}</SubmitButton>
            </form>
            <CloseDialog>Cancel</CloseDialog>
          </>
        }
      />
    </>
  );
}

export const MainDomainButton = ({ id, host }: { id: string; host: string }) => (
  <Asked act={main} id={id} host={host} button="Make it the main address" title={`Make ${host} the main address?`}>
    Links in mails lead there from now on. Whoever is signed in elsewhere stays so, and signs in once more at {host}. Open it once in a tab of its own first, to
    be sure that it works. Passkeys only work at the address where they were made: everybody on the staff adds a new one at {host}, and until then the mailed
    link alone lets them in.
  </Asked>
);

export const RemoveDomainButton = ({ id, host, main: isMain }: { id: string; host: string; main: boolean }) => (
  <Asked act={remove} id={id} host={host} button="Remove" title={`Remove ${host}?`} danger>
    The portal stops answering there at once: whoever is signed in at that address is not any more, and links that were mailed with it lead nowhere.
    {isMain &&
      " Links in mails lead to the standard address from then on. Passkeys that were made here stop working: whoever has none of that address adds one there, and until then the mailed link alone lets them in."}
  </Asked>
);
