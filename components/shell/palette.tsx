"use client";

import type { Route } from "next";
import { usePathname, useRouter } from "next/navigation";
import { type KeyboardEvent, type MouseEvent, startTransition, useEffect, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { Icon, type IconName } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { toast } from "@/components/ui/toast";
import { KeySheet } from "./key-sheet";
import { useIsMac, useKeys } from "./keys";
import { type Entry, type Group, groupsFor } from "./palette-entries";
import { useFound } from "./palette-search";

export interface Place {
  href: string;
  label: string;
  /** Other words for it. */
  also?: string;
  icon: IconName;
  /** A file, not a page. */
  leaves?: boolean;
}

interface PaletteProps {
  places: Place[];
  signOut(): Promise<void>;
}

/** ⌘K or Ctrl+K: everybody and everything, without a mouse. Its button is a link for whoever has no script. */
export function Palette({ places, signOut }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const [sheet, setSheet] = useState(false);
  const leads = useArrival();
  const mac = useIsMac();
  const show = () => {
    dialog.current?.showModal();
    setOpen(true);
  };
  useKeys({ palette: () => (dialog.current?.open ? dialog.current.close() : show()), sheet: () => setSheet(true) });
  const act = (entry: Entry, apart: boolean) => {
    dialog.current?.close();
    if (entry.id === "keys") return setSheet(true);
    if (entry.id === "sign-out") return startTransition(signOut);
    if (entry.id === "copy") return void copyAddress();
    if (!entry.href) return;
    if (apart || entry.leaves) window.open(entry.href, apart ? "_blank" : "_self");
    else leads(entry.href);
  };
  return (
    <>
      <a
        href="/dashboard/contacts"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          show();
        }}
        className="flex size-10 items-center justify-center gap-2.5 rounded-control text-small text-muted hover:bg-sunken hover:text-ink lg:h-9 lg:w-72 lg:justify-start lg:border lg:border-line lg:bg-surface lg:px-3 lg:shadow-control"
      >
        <Icon name="search" className="size-5 lg:size-4" />
        <span className="grow max-lg:sr-only">Search or go to</span>
        <span aria-hidden className="max-lg:hidden">
          <Kbd>{mac ? "⌘K" : "Ctrl K"}</Kbd>
        </span>
      </a>
      <dialog
        ref={dialog}
        aria-label="Search or go to"
        onClose={() => setOpen(false)}
        onMouseDown={(event: MouseEvent) => event.target === dialog.current && dialog.current?.close()}
        className="mx-auto mt-[max(1rem,10vh)] mb-auto w-[calc(100vw-1.5rem)] max-w-[38rem] overflow-hidden rounded-card border border-line bg-raised p-0 text-ink shadow-pop open:appear"
      >
        {open && <Finder places={places} act={act} />}
      </dialog>
      <KeySheet open={sheet} onClose={() => setSheet(false)} />
    </>
  );
}

function Finder({ places, act }: { places: Place[]; act(entry: Entry, apart: boolean): void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const { found, state } = useFound(typed);
  const id = useId();
  const groups = groupsFor(typed, places, found);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.id === chosen),
  );
  const current = entries[at];
  const move = (to: number) => {
    const next = entries[(to + entries.length) % entries.length];
    if (!next) return;
    setChosen(next.id);
    document.getElementById(`${id}-${next.id}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 6, entries.length - 1), PageUp: Math.max(at - 6, 0) };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && current) act(current, event.metaKey || event.ctrlKey);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Icon name="search" className="size-5 text-muted" />
        <input
          // biome-ignore lint/a11y/noAutofocus: a dialog begins where one types
          autoFocus
          role="combobox"
          aria-label="Search or go to"
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={current && `${id}-${current.id}`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={100}
          placeholder="A person, a company, a page…"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(null);
          }}
          onKeyDown={onKeyDown}
          className="h-14 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-muted/75"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="What was found" className="max-h-[min(26rem,60dvh)] overflow-y-auto overscroll-contain p-2">
        {groups.map((group) => (
          <Section key={group.label} group={group} id={id} current={current?.id} act={act} onPoint={setChosen} />
        ))}
      </div>
      <p role="status" className={cn("px-4 text-small text-muted", state === "failed" || !entries.length ? "pb-4" : "sr-only")}>
        {state === "failed"
          ? "The search did not answer. Check your connection and type once more."
          : state === "busy"
            ? "Searching…"
            : entries.length
              ? `${entries.length} found`
              : "Nothing like that here."}
      </p>
    </>
  );
}

interface SectionProps {
  group: Group;
  id: string;
  current: string | undefined;
  act(entry: Entry, apart: boolean): void;
  onPoint(id: string): void;
}

const Section = ({ group, id, current, act, onPoint }: SectionProps) => (
  // biome-ignore lint/a11y/useSemanticElements: a group of options in a list box, not of fields
  <div role="group" aria-labelledby={`${id}-${group.label}`} className="not-first:mt-2">
    <p id={`${id}-${group.label}`} className="px-3 py-1.5 text-caption font-medium text-muted">
      {group.label}
    </p>
    {group.entries.map((entry) => (
      <a
        key={entry.id}
        id={`${id}-${entry.id}`}
        role="option"
        aria-selected={entry.id === current}
        tabIndex={-1}
        href={entry.href ?? "#content"}
        onPointerMove={() => onPoint(entry.id)}
        onClick={(event) => {
          if (entry.href && (event.metaKey || event.ctrlKey || event.shiftKey)) return;
          event.preventDefault();
          act(entry, false);
        }}
        className={cn("flex min-h-11 items-center gap-3 rounded-control px-3 py-1.5 text-small", entry.id === current && "bg-accent-soft")}
      >
        <Icon name={entry.icon} className={cn("size-4.5", entry.id === current ? "text-accent-text" : "text-muted")} />
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">{entry.label}</span>
          {entry.hint && <span className="block truncate text-caption text-muted">{entry.hint}</span>}
        </span>
        {entry.id === current && (
          <span aria-hidden className="text-muted">
            ↵
          </span>
        )}
      </a>
    ))}
  </div>
);

/** Opens a page; the focus arrives there, too, and is not lost with what it stood on. */
function useArrival(): (href: string) => void {
  const router = useRouter();
  const here = usePathname();
  const leading = useRef(false);
  useEffect(() => {
    if (leading.current && here) document.getElementById("content")?.focus({ preventScroll: true });
    leading.current = false;
  }, [here]);
  return (href) => {
    leading.current = true;
    router.push(href as Route);
  };
}

async function copyAddress(): Promise<void> {
  try {
    await navigator.clipboard.writeText(window.location.href);
    toast({ title: "The address of this page is copied." });
  } catch {
    toast({ title: "Your browser did not let us copy. The address is in its address line.", tone: "danger" });
  }
}
