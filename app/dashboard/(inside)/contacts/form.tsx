"use client";

import Form from "next/form";
import Link from "next/link";
import { useActionState, useEffect, useRef, useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import { type AddState, add } from "./actions";

const TYPING_MS = 250;

const CHOICES: { name: string; label: string; options: [string, string][] }[] = [
  {
    name: "status",
    label: "Status",
    options: [
      ["active", "Active"],
      ["inactive", "Inactive"],
    ],
  },
  {
    name: "access",
    label: "Portal access",
    options: [
      ["on", "On"],
      ["off", "Off"],
    ],
  },
  {
    name: "invited",
    label: "Invited",
    options: [
      ["yes", "Yes"],
      ["no", "Not yet"],
    ],
  },
  {
    name: "signed-in",
    label: "Signed in",
    options: [
      ["yes", "Yes"],
      ["never", "Never"],
    ],
  },
  {
    name: "bounced",
    label: "Mail",
    options: [
      ["yes", "Bounced"],
      ["no", "Arrives"],
    ],
  },
  {
    name: "seen",
    label: "Last seen",
    options: [
      ["7", "In the last 7 days"],
      ["30", "In the last 30 days"],
      ["90", "In the last 90 days"],
      ["not30", "Not for 30 days"],
      ["not90", "Not for 90 days"],
      ["not365", "Not for a year"],
      ["never", "Never"],
    ],
  },
];

interface FiltersProps {
  tags: { id: string; name: string }[];
  chosen: Record<string, string>;
  /** Of the address, and not of the filter. */
  kept: Record<string, string>;
}

/** A plain form that leads to an address: it can be shared, kept and gone back to. Typing and choosing are enough. */
export function Filters({ tags, chosen, kept }: FiltersProps) {
  const form = useRef<HTMLFormElement>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const filters = Object.keys(chosen).filter((name) => name !== "q" && name !== "sort");
  const choices = [...CHOICES, ...(tags.length ? [{ name: "tag", label: "Tag", options: tags.map(({ id, name }): [string, string] => [id, name]) }] : [])];
  const [open, setOpen] = useState(filters.length > 0);
  const go = (delay: number) => {
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => form.current?.requestSubmit(), delay);
  };
  return (
    <Form
      ref={form}
      action="/dashboard/contacts"
      prefetch={false}
      scroll={false}
      onChange={(event) => go(event.target instanceof HTMLSelectElement ? 0 : TYPING_MS)}
      className="grid gap-3"
    >
      <div className="flex gap-2">
        <div className="grow">
          <Field
            size="normal"
            label="Search contacts"
            labelHidden
            name="q"
            type="search"
            placeholder="Name, address, company or tag"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            defaultValue={chosen.q}
            data-search
          />
        </div>
        <Button type="button" aria-expanded={open} aria-controls="contact-filters" onClick={() => setOpen(!open)}>
          <Icon name="filter" />
          Filter{filters.length ? ` (${filters.length})` : ""}
        </Button>
        <noscript>
          <Button type="submit">Search</Button>
        </noscript>
      </div>
      <fieldset id="contact-filters" hidden={!open} className="grid grid-cols-2 gap-3 not-[[hidden]]:grid sm:grid-cols-3 lg:grid-cols-4 [&[hidden]]:hidden">
        <legend className="sr-only">Filters</legend>
        {choices.map(({ name, label, options }) => (
          <Select key={name} label={label} name={name} defaultValue={chosen[name] ?? ""}>
            <option value="">Any</option>
            {options.map(([value, says]) => (
              <option key={value} value={value}>
                {says}
              </option>
            ))}
          </Select>
        ))}
        {filters.length > 0 && (
          <div className="self-end">
            <ButtonLink kind="quiet" href="/dashboard/contacts">
              Clear filters
            </ButtonLink>
          </div>
        )}
      </fieldset>
      {chosen.company && <input type="hidden" name="company" value={chosen.company} />}
      {chosen.sort && <input type="hidden" name="sort" value={chosen.sort} />}
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </Form>
  );
}

const COLUMN_NAMES = { company: "Company", tags: "Tags", seen: "Last seen", created: "Added", phone: "Phone" };

/** Which columns there are stands in the address too. */
export function Columns({ shown, query }: { shown: string[]; query: string }) {
  const href = (column: string) => {
    const columns = shown.includes(column) ? shown.filter((c) => c !== column) : [...shown, column];
    return `/dashboard/contacts?${new URLSearchParams([...new URLSearchParams(query), ["columns", columns.join(",")]])}`;
  };
  return (
    <Menu label="Columns" button="Columns">
      <MenuLabel>Show</MenuLabel>
      {Object.entries(COLUMN_NAMES).map(([column, name]) => (
        <MenuItem key={column} icon={shown.includes(column) ? "check" : undefined} href={href(column)}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}

const NOTHING: AddState = { problem: null };

export function AddContact() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Add contact
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Add a contact" hint="Nothing is mailed yet: you invite them on their page.">
        <AddForm />
      </Dialog>
    </>
  );
}

function AddForm() {
  const [state, action, busy] = useActionState(add, NOTHING);
  const at = (field: string) => (state.field === field ? state.problem : null);
  return (
    <form action={action} className="grid gap-4" noValidate>
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
        problem={at("email")}
      />
      {state.otherId && (
        <Link href={`/dashboard/contacts/${state.otherId}`} className="-mt-2 text-small text-accent-text underline underline-offset-4">
          Open that contact
        </Link>
      )}
      <Field size="normal" label="Name" name="name" autoComplete="off" maxLength={120} optional problem={at("name")} />
      <Field size="normal" label="Company" name="company" autoComplete="off" maxLength={120} optional />
      <div className="flex flex-col gap-2 pt-1 sm:flex-row-reverse">
        <Button type="submit" kind="primary" busy={busy}>
          Add
        </Button>
        <CloseDialog>Cancel</CloseDialog>
      </div>
    </form>
  );
}
