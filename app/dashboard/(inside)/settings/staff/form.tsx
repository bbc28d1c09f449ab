"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/choice";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { EmailField } from "@/components/ui/email-field";
import { Field, Problem } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";
import { invite, remove, resetKeys, type StaffState, sendAgain, setMode, setRole } from "./actions";

const NOTHING: StaffState = { problem: null, done: null };

const ROLES = [
  { value: "viewer", label: "Viewer", hint: "Sees everything, changes nothing." },
  { value: "agent", label: "Agent", hint: "Contacts, links and sessions: the daily work." },
  { value: "admin", label: "Admin", hint: "All of that, and settings, imports and exports." },
  { value: "owner", label: "Owner", hint: "Everything, also domains and staff." },
];

interface ActProps {
  act(state: StaffState, form: FormData): Promise<StaffState>;
  open: boolean;
  onClose(): void;
  title: string;
  hint: string;
  button: string;
  danger?: boolean;
  children(state: StaffState): ReactNode;
}

/** A question with a form; when it is done it says so and makes room. */
function ActDialog({ act, open, onClose, title, hint, button, danger, children }: ActProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} hint={hint} footer={null} size="normal">
      <ActForm act={act} onDone={onClose} button={button} danger={danger}>
        {children}
      </ActForm>
    </Dialog>
  );
}

function ActForm({ act, onDone, button, danger, children }: Pick<ActProps, "act" | "button" | "danger" | "children"> & { onDone(): void }) {
  const [state, action, busy, unsent] = useFormAction(act, NOTHING);
  useEffect(() => {
    if (!state.done) return;
    toast({ title: state.done });
    onDone();
  }, [state, onDone]);
  return (
    <form action={action} onReset={keepTyped} className="grid gap-4" noValidate>
      {children(state)}
      {unsent.problem && <Problem>{unsent.problem}</Problem>}
      {state.problem && !state.field && <Problem>{state.problem}</Problem>}
      <div className="flex flex-col gap-2 pt-1 sm:flex-row-reverse">
        <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy}>
          {button}
        </Button>
        <CloseDialog>Cancel</CloseDialog>
      </div>
    </form>
  );
}

/** Whether everybody needs one. */
export function PasskeyMode({ mode }: { mode: "optional" | "required" }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Change
      </Button>
      <ActDialog
        act={setMode}
        open={open}
        onClose={() => setOpen(false)}
        title="Passkeys of the staff"
        hint="A second step after the mailed link. It counts from everybody's next click on."
        button="Save"
      >
        {() => (
          <RadioCards
            legend="A passkey is"
            name="mode"
            defaultValue={mode}
            options={[
              { value: "optional", label: "Everybody's own choice", hint: "Who has added one is asked for it." },
              { value: "required", label: "Needed by everybody", hint: "Who has none adds one before anything else opens." },
            ]}
          />
        )}
      </ActDialog>
    </>
  );
}

export function InviteButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Invite
      </Button>
      <ActDialog
        act={invite}
        open={open}
        onClose={() => setOpen(false)}
        title="Invite somebody to the staff"
        hint="They get a mail with a link that signs them in. It works for 7 days."
        button="Send the invitation"
      >
        {(state) => (
          <>
            <EmailField label="Email address" problem={state.field === "email" ? state.problem : null} />
            <Field size="normal" label="Name" name="name" autoComplete="off" maxLength={80} optional problem={state.field === "name" ? state.problem : null} />
            <RadioCards legend="Role" name="role" options={ROLES} defaultValue="agent" />
          </>
        )}
      </ActDialog>
    </>
  );
}

interface ColleagueProps {
  id: string;
  name: string;
  role: string;
  joined: boolean;
  self: boolean;
  passkeys: number;
}

export function ColleagueMenu({ id, name, role, joined, self, passkeys }: ColleagueProps) {
  const [asked, setAsked] = useState<"role" | "again" | "reset" | "remove" | null>(null);
  const close = () => setAsked(null);
  const who = self ? "you" : name;
  return (
    <>
      <Menu label={`What to do with ${name}`}>
        <MenuItem icon="key" onSelect={() => setAsked("role")}>
          Change role
        </MenuItem>
        {!joined && (
          <MenuItem icon="send" onSelect={() => setAsked("again")}>
            Send the invitation again
          </MenuItem>
        )}
        {passkeys > 0 && !self && (
          <MenuItem icon="undo" onSelect={() => setAsked("reset")}>
            Reset passkeys
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon="remove" tone="danger" onSelect={() => setAsked("remove")}>
          {self ? "Leave the staff" : "Remove"}
        </MenuItem>
      </Menu>
      <ActDialog
        act={setRole}
        open={asked === "role"}
        onClose={close}
        title={`Role of ${name}`}
        hint="It counts from their next click on. They stay signed in."
        button="Change role"
      >
        {() => (
          <>
            <input type="hidden" name="id" value={id} />
            <RadioCards legend="Role" name="role" options={ROLES} defaultValue={role} />
          </>
        )}
      </ActDialog>
      <ActDialog
        act={sendAgain}
        open={asked === "again"}
        onClose={close}
        title="Send the invitation again"
        hint={`${name} gets a new mail. Links of earlier invitations stop working.`}
        button="Send again"
      >
        {() => <input type="hidden" name="id" value={id} />}
      </ActDialog>
      <ActDialog
        act={resetKeys}
        open={asked === "reset"}
        onClose={close}
        title={`Reset the passkeys of ${name}?`}
        hint={`For when ${name} lost theirs. It drops them all and signs ${name} out everywhere; then their mailed link alone lets them in, until they add a new one. Be sure it is really ${name} who asks.`}
        button="Reset passkeys"
        danger
      >
        {() => <input type="hidden" name="id" value={id} />}
      </ActDialog>
      <ActDialog
        act={remove}
        open={asked === "remove"}
        onClose={close}
        title={self ? "Leave the staff?" : `Remove ${name} from the staff?`}
        hint={`This signs ${who} out on every device at once and ends links that wait in ${self ? "your" : "their"} mailbox. What ${self ? "you" : "they"} did stays in the activity log. ${self ? "Another owner" : "You"} can invite ${self ? "you" : "them"} again.`}
        button={self ? "Leave" : "Remove"}
        danger
      >
        {() => <input type="hidden" name="id" value={id} />}
      </ActDialog>
    </>
  );
}
