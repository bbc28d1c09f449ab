"use client";

import { type ReactNode, startTransition, useActionState, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Field, Problem, Select } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { type ContactState, changeEmail, copy, dropPartner, merge, partner, remove, revoke, send, setAccess, setActive, swap } from "./actions";

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
function ActDialog({ open, onClose, title, hint, ...form }: ActProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} hint={hint} footer={null} size="normal">
      <ActForm {...form} onDone={onClose} />
    </Dialog>
  );
}

function ActForm({ act, button, danger, id, with: more = {}, children, onDone }: Omit<ActProps, "open" | "onClose" | "title" | "hint"> & { onDone(): void }) {
  const [state, action, busy] = useActionState(act, NOTHING);
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

function takeBack(id: string, undo: NonNullable<ContactState["undo"]>) {
  const form = new FormData();
  form.set("id", id);
  form.set("active", undo === "reactivate" ? "yes" : "no");
  startTransition(async () => {
    const { problem, done } = await setActive(NOTHING, form);
    toast(problem ? { title: problem, tone: "danger" } : { title: done ?? "Taken back." });
  });
}

interface Address {
  id: string;
  kind: string;
  email: string;
}

export function SendLink({ id, name, addresses }: { id: string; name: string; addresses: Address[] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Send sign-in link
      </Button>
      <ActDialog
        act={send}
        id={id}
        open={open}
        onClose={() => setOpen(false)}
        title="Send a sign-in link"
        hint={`${name} gets a mail with a link that signs them in once.`}
        button="Send the link"
      >
        {() =>
          addresses.length > 1 ? (
            <Select label="To" name="addressId">
              {addresses.map((address) => (
                <option key={address.id} value={address.id}>
                  {address.email}
                </option>
              ))}
            </Select>
          ) : (
            <p className="text-small">To {addresses[0]?.email}</p>
          )
        }
      </ActDialog>
    </>
  );
}

interface ContactMenuProps {
  id: string;
  name: string;
  active: boolean;
  portalAccess: boolean;
  needsAccess: boolean;
  addresses: Address[];
  rights: Record<"edit" | "remove" | "send" | "revoke" | "preview", boolean>;
}

export function ContactMenu({ id, name, active, portalAccess, needsAccess, addresses, rights }: ContactMenuProps) {
  const [asked, setAsked] = useState<"copy" | "revoke" | "email" | "access" | "active" | "merge" | "remove" | null>(null);
  const dialog = { id, onClose: () => setAsked(null) };
  const [primary] = addresses;
  if (!Object.values(rights).some(Boolean)) return null;
  return (
    <>
      <Menu label={`What to do with ${name}`}>
        {rights.send && (
          <MenuItem icon="copy" onSelect={() => setAsked("copy")}>
            Copy sign-in link
          </MenuItem>
        )}
        {rights.revoke && (
          <MenuItem icon="leave" onSelect={() => setAsked("revoke")}>
            Revoke sessions
          </MenuItem>
        )}
        {rights.preview && (
          <MenuItem icon="elsewhere" href={`/dashboard/contacts/${id}/preview`}>
            Preview as member
          </MenuItem>
        )}
        {rights.edit && (
          <>
            <MenuLine />
            <MenuItem icon="mail" onSelect={() => setAsked("email")}>
              Change email
            </MenuItem>
            <MenuItem icon="key" onSelect={() => setAsked("access")}>
              {portalAccess ? "Turn portal access off" : "Turn portal access on"}
            </MenuItem>
            <MenuItem icon={active ? "stop" : "done"} onSelect={() => setAsked("active")}>
              {active ? "Deactivate" : "Reactivate"}
            </MenuItem>
          </>
        )}
        {rights.remove && (
          <>
            <MenuLine />
            <MenuItem icon="people" onSelect={() => setAsked("merge")}>
              Merge
            </MenuItem>
            <MenuItem icon="remove" tone="danger" onSelect={() => setAsked("remove")}>
              Delete
            </MenuItem>
          </>
        )}
      </Menu>
      <ActDialog
        {...dialog}
        act={copy}
        open={asked === "copy"}
        title="Copy a sign-in link"
        hint={`Whoever opens it first is signed in as ${name}. Hand it to nobody else. That you made it stands in the activity log.`}
        button="Make the link"
      >
        {({ url }) =>
          url ? (
            <div className="grid gap-3">
              <Field size="normal" label="Sign-in link" readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
              <CopyButton text={url} label="Copy the link" />
            </div>
          ) : null
        }
      </ActDialog>
      <ActDialog
        {...dialog}
        act={revoke}
        open={asked === "revoke"}
        title={`Sign ${name} out everywhere?`}
        hint={`${name} is signed out on every device at once and needs a new link to come back.`}
        button="Revoke sessions"
        danger
      />
      <ChangeEmail {...dialog} name={name} address={primary} open={asked === "email"} />
      <ActDialog
        {...dialog}
        act={setAccess}
        open={asked === "access"}
        with={{ access: portalAccess ? "off" : "on" }}
        title={portalAccess ? `Turn portal access of ${name} off?` : `Turn portal access of ${name} on?`}
        hint={
          portalAccess
            ? needsAccess
              ? `${name} is signed out of the portal and can't sign in any more. Links to single items still work.`
              : `This portal lets in everybody who is active, so ${name} can still sign in.`
            : `An invitation goes to ${addresses.map(({ email }) => email).join(" and ")}, each with a link of its own.`
        }
        button={portalAccess ? "Turn off" : "Turn on and invite"}
        danger={portalAccess}
      />
      <ActDialog
        {...dialog}
        act={setActive}
        open={asked === "active"}
        with={{ active: active ? "no" : "yes" }}
        title={active ? `Deactivate ${name}?` : `Reactivate ${name}?`}
        hint={
          active
            ? `${name} is signed out everywhere and gets no more links. Nothing is lost: you can reactivate them at any time.`
            : `${name} can sign in again. Links that have not expired work again, too.`
        }
        button={active ? "Deactivate" : "Reactivate"}
        danger={active}
      />
      <ActDialog
        {...dialog}
        act={merge}
        open={asked === "merge"}
        title={`Merge somebody into ${name}`}
        hint={`The other contact goes; its address, tags, note and company come to ${name}. This can't be undone.`}
        button="Merge"
        danger
      >
        {(state) => (
          <Field
            size="normal"
            label="Address of the other contact"
            name="email"
            type="email"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            problem={state.field === "email" ? state.problem : null}
          />
        )}
      </ActDialog>
      <ActDialog
        {...dialog}
        act={remove}
        open={asked === "remove"}
        title={`Delete ${name}?`}
        hint={`${name} is signed out, and addresses, links and devices are removed for good. What happened stays in the activity log. This can't be undone.`}
        button="Delete"
        danger
      />
    </>
  );
}

function ChangeEmail({ name, address, ...dialog }: { id: string; name: string; address: Address | undefined; open: boolean; onClose(): void }) {
  return (
    <ActDialog
      {...dialog}
      act={changeEmail}
      with={{ addressId: address?.id ?? "" }}
      title={`Change the address of ${name}`}
      hint={`${name} is signed out everywhere, and links sent to ${address?.email} stop working. Nothing is mailed.`}
      button="Change address"
    >
      {(state) => (
        <Field
          size="normal"
          label="New address"
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          defaultValue={address?.email}
          problem={state.field === "email" ? state.problem : null}
        />
      )}
    </ActDialog>
  );
}

export function AddressMenu({ id, name, address, both }: { id: string; name: string; address: Address; both: boolean }) {
  const [asked, setAsked] = useState<"email" | "swap" | "drop" | null>(null);
  const dialog = { id, onClose: () => setAsked(null) };
  const isPartner = address.kind === "partner";
  return (
    <>
      <Menu label={`What to do with ${address.email}`}>
        <MenuItem icon="mail" onSelect={() => setAsked("email")}>
          Change
        </MenuItem>
        {both && isPartner && (
          <>
            <MenuItem icon="updown" onSelect={() => setAsked("swap")}>
              Make primary
            </MenuItem>
            <MenuItem icon="remove" tone="danger" onSelect={() => setAsked("drop")}>
              Remove
            </MenuItem>
          </>
        )}
      </Menu>
      <ChangeEmail {...dialog} name={name} address={address} open={asked === "email"} />
      <ActDialog
        {...dialog}
        act={swap}
        open={asked === "swap"}
        title={`Make ${address.email} the primary address?`}
        hint={`Mails to ${name} go there first from now on. Nobody is signed out.`}
        button="Make primary"
      />
      <ActDialog
        {...dialog}
        act={dropPartner}
        open={asked === "drop"}
        title={`Remove ${address.email}?`}
        hint={`${name} is signed out everywhere, and this address can't sign in as ${name} any more.`}
        button="Remove"
        danger
      />
    </>
  );
}

export function AddPartner({ id, name }: { id: string; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Add partner
      </Button>
      <ActDialog
        act={partner}
        id={id}
        open={open}
        onClose={() => setOpen(false)}
        title="Add a partner's address"
        hint={`Whoever has that mailbox signs in as ${name}. Nothing is mailed yet.`}
        button="Add address"
      >
        {(state) => (
          <Field
            size="normal"
            label="Email address"
            name="email"
            type="email"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            problem={state.field === "email" ? state.problem : null}
          />
        )}
      </ActDialog>
    </>
  );
}

export function EndAll({ id, name }: { id: string; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        End all
      </Button>
      <ActDialog
        act={revoke}
        id={id}
        open={open}
        onClose={() => setOpen(false)}
        title={`Sign ${name} out everywhere?`}
        hint={`${name} is signed out on every device at once and needs a new link to come back.`}
        button="End all sessions"
        danger
      />
    </>
  );
}

export function EndDevice({ id, sessionId, device }: { id: string; sessionId: string; device: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" kind="quiet" aria-label={`End the session on ${device}`} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        End
      </Button>
      <ActDialog
        act={revoke}
        id={id}
        with={{ sessionId }}
        open={open}
        onClose={() => setOpen(false)}
        title="End this session?"
        hint={`Whoever uses ${device} needs a new link to come back.`}
        button="End session"
        danger
      />
    </>
  );
}
