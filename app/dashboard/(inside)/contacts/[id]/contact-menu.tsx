"use client";

import { useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { Time } from "@/components/ui/time";
import { ActDialog } from "./act-dialog";
import { copy, merge, remove, revoke, setAccess, setActive } from "./actions";
import { type Address, AddressField, ChangeEmail } from "./address-forms";

interface ContactMenuProps {
  id: string;
  name: string;
  active: boolean;
  portalAccess: boolean;
  needsAccess: boolean;
  addresses: Address[];
  timeZone: string;
  rights: Record<"edit" | "remove" | "send" | "revoke" | "preview", boolean>;
}

export function ContactMenu({ id, name, active, portalAccess, needsAccess, addresses, timeZone, rights }: ContactMenuProps) {
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
        {({ url, expiresAt }) =>
          url && expiresAt ? (
            <div className="grid gap-3">
              <Field size="normal" label="Sign-in link" readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
              <p className="text-small">
                It works once, and stops working <Time at={expiresAt} timeZone={timeZone} />.
              </p>
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
        hint={`The other contact is signed out everywhere, links sent to it stop working, and it goes. Its address, tags, note and company come to ${name}. This can't be undone.`}
        button="Merge"
        danger
      >
        {(state) => <AddressField state={state} label="Address of the other contact" />}
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
