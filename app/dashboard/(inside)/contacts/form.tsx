"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { CloseDialog, Dialog } from "@/components/ui/dialog";
import { EmailField } from "@/components/ui/email-field";
import { Field, Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { keepTyped } from "@/components/ui/keep-typed";
import { Spinner } from "@/components/ui/spinner";
import { useFormAction } from "@/components/ui/use-form-action";
import { type AddState, add } from "./actions";
import type { Choice } from "./choices";

const PATH = "/dashboard/contacts";
const TYPING_MS = 250;

interface FiltersProps {
  choices: Choice[];
  /** What the address says, of the search and the filters. */
  chosen: Record<string, string>;
  /** What else it says, and keeps. */
  kept: Record<string, string>;
  companyName: string | null;
}

/** A plain form that leads to an address: it can be shared, kept and gone back to. Typing and choosing are enough. */
export function Filters({ choices, chosen, kept, companyName }: FiltersProps) {
  const form = useRef<HTMLFormElement>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const router = useRouter();
  const [busy, startGoing] = useTransition();
  useEffect(() => () => clearTimeout(waiting.current), []);
  useEffect(() => {
    if (form.current) show(form.current, choices, chosen);
  }, [choices, chosen]);
  const go = (how: "push" | "replace") => {
    clearTimeout(waiting.current);
    const fields = [...new FormData(form.current!)].filter(([, value]) => value !== "") as [string, string][];
    startGoing(() => router[how](hrefOf(fields) as Route, { scroll: false }));
  };
  const onChange = ({ target }: FormEvent) => {
    clearTimeout(waiting.current);
    if (target instanceof HTMLSelectElement) go("push");
    else waiting.current = setTimeout(() => go("replace"), TYPING_MS);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    go("push");
  };
  const filters = Object.keys(chosen).filter((name) => name !== "q");
  return (
    <form ref={form} action={PATH} onChange={onChange} onSubmit={onSubmit} className="grid gap-3">
      <div className="flex gap-2">
        <div className="relative grow">
          <Field
            size="normal"
            label="Search contacts"
            labelHidden
            name="q"
            type="search"
            placeholder="Name, address, company or tag"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={200}
            defaultValue={chosen.q}
            className="pl-9!"
          />
          <span className="pointer-events-none absolute top-0 left-3 grid h-10 place-items-center text-muted">
            {busy ? <Spinner className="size-4" /> : <Icon name="search" />}
          </span>
        </div>
        <noscript>
          <Button type="submit">Search</Button>
        </noscript>
        <FilterPanel choices={choices} chosen={chosen} count={filters.length} />
      </div>
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {chosen.company && <input type="hidden" name="company" value={chosen.company} />}
      {filters.length > 0 && <Chips {...{ filters, choices, chosen, kept, companyName }} />}
    </form>
  );
}

/** The browser's own panel: it opens without a script, too. */
const FilterPanel = ({ choices, chosen, count }: { choices: Choice[]; chosen: Record<string, string>; count: number }) => (
  <>
    <Button type="button" popoverTarget="contact-filters" className="popover-button shrink-0">
      <Icon name="filter" />
      Filter
      {count > 0 && <span className="text-muted tabular-nums">{count}</span>}
    </Button>
    <fieldset
      id="contact-filters"
      popover="auto"
      className="popover-menu max-h-[75dvh] w-[min(26rem,calc(100vw-2rem))] overflow-y-auto! rounded-card border border-line bg-raised p-4 text-ink shadow-pop"
    >
      <legend className="sr-only">Filters</legend>
      <div className="grid grid-cols-2 gap-3">
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
      </div>
      <noscript>
        <Button type="submit" kind="primary" wide className="mt-4">
          Show
        </Button>
      </noscript>
    </fieldset>
  </>
);

/** What the list is narrowed by, each with the way back. */
const Chips = ({ filters, choices, chosen, kept, companyName }: FiltersProps & { filters: string[] }) => {
  const without = (gone: string[]) => hrefOf(Object.entries({ ...chosen, ...kept }).filter(([name]) => !gone.includes(name)));
  const says = (name: string) => {
    const choice = choices.find((one) => one.name === name);
    if (!choice) return companyName ? `Company: ${companyName}` : "One company";
    const values = chosen[name]?.split(",") ?? [];
    return `${choice.label}: ${values.map((value) => choice.options.find(([known]) => known === value)?.[1] ?? "a deleted one").join(" and ")}`;
  };
  return (
    <ul aria-label="Filters in use" className="flex flex-wrap items-center gap-2">
      {filters.map((name) => (
        <li key={name}>
          <ButtonLink href={without([name])} size="small" aria-label={`${says(name)}: remove this filter`}>
            {says(name)}
            <Icon name="close" className="size-3.5 text-muted" />
          </ButtonLink>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <ButtonLink href={without(filters)} size="small" kind="quiet">
            Clear filters
          </ButtonLink>
        </li>
      )}
    </ul>
  );
};

const hrefOf = (fields: [string, string][]) => (fields.length ? `${PATH}?${new URLSearchParams(fields)}` : PATH);

/** After "Back" or a chip: the form says what the address says, except where somebody is typing. */
function show(form: HTMLFormElement, choices: Choice[], chosen: Record<string, string>): void {
  for (const name of ["q", ...choices.map((choice) => choice.name)]) {
    const control = form.elements.namedItem(name);
    if ((control instanceof HTMLInputElement || control instanceof HTMLSelectElement) && control !== document.activeElement) control.value = chosen[name] ?? "";
  }
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
  const [state, action, busy, unsent] = useFormAction(add, NOTHING);
  const at = (field: string) => (state.field === field ? state.problem : null);
  return (
    <form action={action} onReset={keepTyped} className="grid gap-4" noValidate>
      <EmailField label="Email address" problem={unsent.problem ?? at("email")} />
      {state.otherId && (
        <Link href={`/dashboard/contacts/${state.otherId}`} className="-mt-2 text-small text-accent-text underline underline-offset-4">
          Open that contact
        </Link>
      )}
      <Field size="normal" label="Name" name="name" autoComplete="off" maxLength={120} optional problem={at("name")} />
      <Field size="normal" label="Company" name="company" autoComplete="off" maxLength={120} optional problem={at("company")} />
      <div className="flex flex-col gap-2 pt-1 sm:flex-row-reverse">
        <Button type="submit" kind="primary" busy={busy}>
          Add
        </Button>
        <CloseDialog>Cancel</CloseDialog>
      </div>
    </form>
  );
}
