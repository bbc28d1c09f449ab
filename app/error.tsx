"use client";

import { Button } from "@/components/ui/button";

/** A fault of ours: says so, with a number to quote, and never what went wrong inside. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <main className="mx-auto max-w-md px-4 py-[max(4rem,18vh)] text-center">
      <h1 className="text-xl font-semibold tracking-tight">Something did not work on our side</h1>
      <p className="mt-2 text-muted">Nothing is lost. Please try again in a moment.</p>
      <Button kind="primary" size="large" className="mt-6" onClick={reset}>
        Try again
      </Button>
      {error.digest && <p className="mt-6 font-mono text-xs text-muted">{error.digest}</p>}
    </main>
  );
}
