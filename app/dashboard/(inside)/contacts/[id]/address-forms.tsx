"use client";

import { useState } from "react";
import { EmailField } from "@/components/ui/email-field";
import { Menu, MenuItem } from "@/components/ui/menu";
import { ActButton, ActDialog } from "./act-dialog";
import { type ContactState, changeEmail, dropPartner, partner, swap } from "./actions";

export interface Address {
  id: string;
  kind: string;
  email: string;
}

export function ChangeEmail({ name, address, ...dialog }: { id: string; name: string; address: Address | undefined; open: boolean; onClose(): void }) {
  return (
    <ActDialog
      {...dialog}
      act={changeEmail}
      with={{ addressId: address?.id ?? "" }}
      title={`Change the address of ${name}`}
      hint={`${name} is signed out everywhere, and links sent to ${address?.email} stop working. Nothing is mailed.`}
      button="Change address"
    >
      {(state) => <AddressField state={state} label="New address" defaultValue={address?.email} />}
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
  return (
    <ActButton
      label="Add partner"
      look={{ size: "small" }}
      act={partner}
      id={id}
      title="Add a partner's address"
      hint={`Whoever has that mailbox signs in as ${name}. Nothing is mailed yet.`}
      button="Add address"
    >
      {(state) => <AddressField state={state} label="Email address" />}
    </ActButton>
  );
}

export function AddressField({ state, ...field }: { state: ContactState; label: string; defaultValue?: string }) {
  return <EmailField problem={state.field === "email" ? state.problem : null} {...field} />;
}
