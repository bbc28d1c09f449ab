"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Icon } from "@/components/ui/icon";
import { menuItemStyle, PopoverMenu } from "@/components/ui/popover-menu";
import { people } from "./bulk-words";

/** The form that the boxes of the rows belong to, wherever they stand. */
export const SELECTION = "contact-selection";

const PATH = "/dashboard/contacts/bulk";

const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[name=id][form=${SELECTION}]`)];
const allBox = () => document.querySelector<HTMLInputElement>(`#${SELECTION} input[name=all]`);
const tell = () => document.dispatchEvent(new Event("change"));

interface Chosen {
  chosen: number;
  of: number;
  all: boolean;
}

/** How many are ticked. `page` names what is on the page: another one, and it is counted anew. */
function useChosen(page: string): Chosen | null {
  const [state, setState] = useState<Chosen | null>(null);
  useEffect(() => {
    const look = () => {
      const now = boxes();
      const next = { chosen: now.filter(({ checked }) => checked).length, of: now.length, all: allBox()?.checked ?? false };
      setState((before) => (before && JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    look();
    document.addEventListener("change", look);
    return () => document.removeEventListener("change", look);
  }, [page]);
  return state;
}

function tick(checked: boolean): void {
  for (const box of boxes()) box.checked = checked;
  const all = allBox();
  if (all && !checked) all.checked = false;
  tell();
}

/** Ticks everybody on this page. */
export function SelectPage({ page }: { page: string }) {
  const state = useChosen(page);
  const [some, every] = [Boolean(state?.chosen), state !== null && state.chosen === state.of];
  return (
    <span className={state ? undefined : "invisible"}>
      <Checkbox
        label="Select everybody on this page"
        labelHidden
        checked={every}
        ref={(box) => {
          if (box) box.indeterminate = some && !every;
        }}
        onChange={(event) => tick(event.target.checked)}
      />
    </span>
  );
}

interface SelectionProps {
  page: string;
  /** The list as fields, for an act on all of it. */
  fields: [name: string, value: string][];
  /** All that match, where there are more than the page shows. */
  all: { count: number; exact: boolean } | null;
}

/** What to do with those that are ticked. The browser itself shows it as soon as one is: without a script, too. */
export function Selection({ page, fields, all }: SelectionProps) {
  const router = useRouter();
  const state = useChosen(page);
  useEffect(watchTicks, []);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    const wanted = form.has("all") ? [...fields, ["all", "1"]] : form.getAll("id").map((id) => ["id", String(id)]);
    router.push(`${PATH}?${new URLSearchParams([["act", String(form.get("act"))], ...wanted])}` as Route);
  };
  const everybody = all && (all.exact ? `All ${people(all.count)}` : `All of about ${people(all.count)}`);
  return (
    <form
      id={SELECTION}
      action={PATH}
      onSubmit={onSubmit}
      aria-label="What to do with those who are selected"
      className="sticky bottom-3 z-20 mt-4 hidden flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-line bg-raised px-4 py-3 shadow-pop group-has-[input[name=id]:checked]/list:flex sm:bottom-5 sm:px-5"
    >
      {fields.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="flex grow flex-wrap items-center gap-x-4 gap-y-1">
        <p aria-live="polite" className="text-small font-medium tabular-nums">
          {state?.all ? "All selected" : state?.chosen ? `${state.chosen} selected` : "Selected"}
        </p>
        {all && <Checkbox name="all" value="1" label={everybody} onChange={(event) => event.target.checked && tick(true)} />}
        {state && (
          <Button kind="link" size="small" onClick={() => tick(false)}>
            Clear
          </Button>
        )}
      </div>
      <div className="flex items-center gap-2">
        <Button type="submit" name="act" value="invite" size="small" kind="primary">
          Invite
        </Button>
        <Button type="submit" name="act" value="send" size="small">
          Send sign-in link
        </Button>
        <PopoverMenu
          id="more-acts"
          buttonClass="inline-flex min-h-8 items-center gap-1.5 rounded-control px-3 text-small font-medium hover:bg-sunken"
          button="More"
        >
          {MORE.map(([act, icon, says]) => (
            <button key={act} type="submit" form={SELECTION} name="act" value={act} className={menuItemStyle}>
              <Icon name={icon} className="size-4 text-muted" />
              {says}
            </button>
          ))}
        </PopoverMenu>
      </div>
    </form>
  );
}

const MORE = [
  ["tag", "tag", "Add a tag"],
  ["untag", "close", "Take a tag off"],
  ["revoke", "leave", "Revoke sessions"],
  ["deactivate", "stop", "Deactivate"],
  ["reactivate", "undo", "Reactivate"],
] as const;

/** Shift ticks all between two; Esc lets go of all; letting go of one is letting go of "all". */
function watchTicks() {
  let last: HTMLInputElement | null = null;
  const onClick = (event: MouseEvent) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== "id" || box.form?.id !== SELECTION) return;
    const all = boxes();
    const [from, to] = [last ? all.indexOf(last) : -1, all.indexOf(box)].sort((a, b) => a - b) as [number, number];
    if (event.shiftKey && from >= 0) for (const between of all.slice(from, to)) between.checked = box.checked;
    last = box;
    const everybody = allBox();
    if (everybody && !box.checked) everybody.checked = false;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], [role=menu], [popover]:popover-open")) return;
    if (event.target instanceof HTMLInputElement && event.target.type !== "checkbox") return;
    if (boxes().some(({ checked }) => checked)) tick(false);
  };
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  return () => {
    document.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
  };
}
