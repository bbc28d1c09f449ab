"use client";

import { type ComponentProps, type MouseEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "./button";
import { cn } from "./class-names";
import { Icon } from "./icon";

const SIZE = { small: "sm:w-[26rem]", normal: "sm:w-[34rem]", large: "sm:w-[48rem]" };

/** Where to begin: at the first field, else at the question. A button is never pressed by an Enter too many. */
const FIELD = "input:not([type=hidden]), select, textarea";

interface DialogProps {
  open: boolean;
  onClose(): void;
  title: ReactNode;
  /** What it is about: for an act its consequence, with the person's name. */
  hint?: ReactNode;
  children?: ReactNode;
  /** The buttons: the one that does it first. */
  footer?: ReactNode;
  size?: keyof typeof SIZE;
}

/** Above the page, with the rest of it out of reach; the focus goes in and, at the end, back where it was. */
export function Dialog({ open, onClose, title, hint, children, footer, size = "small" }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) {
      element.showModal();
      (element.querySelector<HTMLElement>(FIELD) ?? element.querySelector("h2"))?.focus();
    }
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={hint ? `${id}-hint` : undefined}
      onClose={onClose}
      onMouseDown={closeOnBackdrop}
      className={cn(
        "mx-auto mt-auto mb-0 max-h-[92dvh] w-full max-w-full rounded-t-door border border-line bg-raised p-0 text-left whitespace-normal text-ink shadow-pop open:appear sm:my-auto sm:max-w-[calc(100vw-2rem)] sm:rounded-card",
        SIZE[size],
      )}
    >
      {open && (
        <>
          <header className="flex items-start justify-between gap-4 px-5 pt-5 sm:px-6">
            <div className="min-w-0">
              <h2 id={`${id}-title`} tabIndex={-1} className="text-heading text-balance">
                {title}
              </h2>
              {hint && (
                <div id={`${id}-hint`} className="mt-1 text-small text-pretty text-muted">
                  {hint}
                </div>
              )}
            </div>
            <CloseDialog kind="quiet" size="icon" aria-label="Close" className="-mt-1 -mr-2">
              <Icon name="close" />
            </CloseDialog>
          </header>
          {children && <div className="px-5 pt-4 sm:px-6">{children}</div>}
          <footer className="flex flex-col gap-2 px-5 py-5 sm:flex-row-reverse sm:px-6">{footer}</footer>
        </>
      )}
    </dialog>
  );
}

/** A button that closes the dialog it stands in. */
export const CloseDialog = (props: ComponentProps<typeof Button>) => <Button onClick={(event) => event.currentTarget.closest("dialog")?.close()} {...props} />;

interface DialogButtonProps extends Omit<DialogProps, "open" | "onClose"> {
  button: ReactNode;
  kind?: ComponentProps<typeof Button>["kind"];
  buttonSize?: ComponentProps<typeof Button>["size"];
}

/** A button and the dialog it opens. */
export function DialogButton({ button, kind, buttonSize, ...dialog }: DialogButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind={kind} size={buttonSize} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {button}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} {...dialog} />
    </>
  );
}

/** The dialog's own box has no padding: a press on the element itself is one beside it. */
function closeOnBackdrop(event: MouseEvent<HTMLDialogElement>) {
  const { currentTarget: dialog, target, clientX, clientY } = event;
  if (target !== dialog) return;
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  if (clientX < left || clientX > right || clientY < top || clientY > bottom) dialog.close();
}
