"use client";

import { Select } from "@/components/ui/field";
import { ActButton } from "./act-dialog";
import { revoke, send } from "./actions";
import type { Address } from "./address-forms";

export function SendLink({ id, name, addresses }: { id: string; name: string; addresses: Address[] }) {
  return (
    <ActButton
      label="Send sign-in link"
      look={{ kind: "primary" }}
      act={send}
      id={id}
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
    </ActButton>
  );
}

export function EndAll({ id, name }: { id: string; name: string }) {
  return (
    <ActButton
      label="End all"
      look={{ size: "small" }}
      act={revoke}
      id={id}
      title={`Sign ${name} out everywhere?`}
      hint={`${name} is signed out on every device at once and needs a new link to come back.`}
      button="End all sessions"
      danger
    />
  );
}

export function EndDevice({ id, sessionId, device }: { id: string; sessionId: string; device: string }) {
  return (
    <ActButton
      label="End"
      look={{ size: "small", kind: "quiet", "aria-label": `End the session on ${device}` }}
      act={revoke}
      id={id}
      with={{ sessionId }}
      title="End this session?"
      hint={`Whoever uses ${device} needs a new link to come back.`}
      button="End session"
      danger
    />
  );
}
