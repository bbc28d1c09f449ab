"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

const STORED = "foyer-single-keys";
const listeners = new Set<() => void>();

/** Keys pressed alone can be turned off (WCAG 2.1.4): whoever speaks to their computer presses many by accident. */
export function useSingleKeys(): [on: boolean, set: (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, areOn, () => true), set];
}

/** Which of the two keys to show; both work. */
export const useIsMac = (): boolean =>
  useSyncExternalStore(
    never,
    () => /Mac|iP(?:hone|ad)/.test(navigator.platform),
    () => false,
  );

interface Keys {
  palette(): void;
  sheet(): void;
}

/** ⌘K and Ctrl+K anywhere; `/` and `?` where nothing is being typed and nothing stands above the page. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      if ((event.metaKey || event.ctrlKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (isAbovePage()) return;
        return latest.current.palette();
      }
      if (event.metaKey || event.ctrlKey || !areOn() || isTyping(event.target) || document.querySelector(":is(dialog[open], [role=menu]:popover-open)")) return;
      if (event.key === "?") latest.current.sheet();
      else if (event.key === "/") focusSearch() || latest.current.palette();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** A question that waits for its answer, other than the palette itself. */
const isAbovePage = () => document.querySelector("dialog[open]:not(:has([role=combobox]))") !== null;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || (target.matches("input, textarea, select") && !target.matches("[type=checkbox], [type=radio], [type=button]")));

/** The search of the page that is open. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main :is(input[type=search], input[data-search])");
  field?.focus();
  field?.select();
  return field !== null;
}

function areOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

function set(on: boolean): void {
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    return;
  }
  for (const listener of listeners) listener();
}

const never = () => () => undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
