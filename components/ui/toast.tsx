"use client";

import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { Button } from "./button";
import { cn } from "./class-names";
import { Icon } from "./icon";

const SHOWN_MS = 6_000;
/** Long enough to read, think and press. */
const SHOWN_WITH_ACTION_MS = 12_000;
const MOST = 3;

export interface Said {
  title: string;
  text?: string;
  tone?: "ok" | "danger";
  /** "Undo", or the way to what was made. */
  action?: { label: string; onPress(): void };
}

type Shown = Said & { id: number };

let shown: Shown[] = [];
let count = 0;
const listeners = new Set<() => void>();

/** Says in a corner what was done; from anywhere in the browser. Nothing that has to be read is said here alone. */
export function toast(said: Said): void {
  show([...shown, { ...said, id: ++count }].slice(-MOST));
}

/** Once, in the dashboard's frame. Renders nothing on the server and until there is something to say. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribe, () => shown, serverSnapshot);
  if (!toasts.length) return null;
  return (
    <Radix.Provider label="Messages" swipeDirection="right">
      {toasts.map((said) => (
        <Message key={said.id} {...said} />
      ))}
      <Radix.Viewport className="fixed right-0 bottom-0 z-50 flex w-full max-w-sm flex-col gap-2 p-4 outline-none" />
    </Radix.Provider>
  );
}

function Message({ id, title, text, tone = "ok", action }: Shown) {
  return (
    <Radix.Root
      type={tone === "danger" ? "foreground" : "background"}
      duration={action ? SHOWN_WITH_ACTION_MS : SHOWN_MS}
      onOpenChange={(open) => open || dismiss(id)}
      className="flex appear items-start gap-3 rounded-card border border-line bg-raised p-3.5 text-small shadow-pop data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
    >
      <Icon name={tone === "ok" ? "done" : "stop"} className={cn("mt-0.5 size-4.5", tone === "ok" ? "text-ok" : "text-danger")} />
      <div className="min-w-0 grow">
        <Radix.Title className="font-medium">{title}</Radix.Title>
        {text && <Radix.Description className="text-muted">{text}</Radix.Description>}
      </div>
      {action && (
        <Radix.Action asChild altText={action.label}>
          <Button size="small" onClick={action.onPress} className="-my-1">
            {action.label}
          </Button>
        </Radix.Action>
      )}
      <Radix.Close aria-label="Dismiss" className="-m-1 grid size-7 shrink-0 place-items-center rounded-control text-muted hover:bg-sunken">
        <Icon name="close" className="size-3.5" />
      </Radix.Close>
    </Radix.Root>
  );
}

const NOTHING: Shown[] = [];
const serverSnapshot = () => NOTHING;
const dismiss = (id: number) => show(shown.filter((said) => said.id !== id));

function show(next: Shown[]) {
  shown = next;
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
