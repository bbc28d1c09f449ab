"use client";

import { buttonStyle } from "@/components/ui/button-style";
import { isSomebodyElse } from "@/lib/values/shown-to";
import { PlainPage } from "./plain";

interface FaultProps {
  error: Error & { digest?: string };
  reset(): void;
}

/** A fault of ours: says so, with a number to quote, and never what went wrong inside. */
export function Fault({ error, reset }: FaultProps) {
  if (isSomebodyElse(error)) return <Changed />;
  const again = (
    <button type="button" onClick={reset} className={buttonStyle({ kind: "primary", size: "large" })}>
      Try again
    </button>
  );
  return (
    <PlainPage title="Something did not work on our side" action={again} reference={reference(error)}>
      Nothing is lost. Please try again in a moment.
    </PlainPage>
  );
}

/** Nobody's fault: two people, one browser. */
function Changed() {
  const load = (
    <button type="button" onClick={() => window.location.reload()} className={buttonStyle({ kind: "primary", size: "large" })}>
      Load the page again
    </button>
  );
  return (
    <PlainPage title="Somebody else is signed in here now" action={load}>
      This page was opened by somebody else before. Nothing was done in your name.
    </PlainPage>
  );
}

/** The request that brought the document, and the fault as the log knows it. */
function reference({ digest }: FaultProps["error"]): string {
  const request = typeof document === "undefined" ? undefined : document.documentElement.dataset.request;
  return [request, digest].filter(Boolean).join(" · ");
}
