"use client";

import { browserSupportsWebAuthn, startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Problem } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { beginAddingHere, beginProvingHere, finishAddingHere, finishProvingHere } from "./actions";

const UNABLE = "This browser can't use passkeys. Please use a current one, on a device of your own.";
const CANCELLED = "Nothing was confirmed. Try again when you are ready.";

/** Says in words what the browser's own dialog ended with; null when it went well. */
async function said(work: () => Promise<{ ok: boolean; problem?: string }>): Promise<string | null> {
  if (!browserSupportsWebAuthn()) return UNABLE;
  try {
    const done = await work();
    return done.ok ? null : (done.problem ?? CANCELLED);
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") return "This device has a passkey for you already.";
    if (error instanceof Error && /NotAllowed|Abort|WebAuthn|Security|InvalidState/.test(`${error.name} ${error.constructor.name}`)) return CANCELLED;
    throw error;
  }
}

/** Uses the passkey, then goes on to where they were going. */
export function UsePasskey({ to }: { to: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function prove() {
    setBusy(true);
    const problem = await said(async () => {
      const begun = await beginProvingHere();
      return begun.ok ? finishProvingHere(await startAuthentication({ optionsJSON: begun.options })) : begun;
    });
    if (problem === null) return window.location.assign(to);
    setBusy(false);
    setProblem(problem);
  }
  return (
    <div className="grid gap-3">
      {problem && <Problem>{problem}</Problem>}
      <Button kind="primary" size="large" wide busy={busy} onClick={prove}>
        Use passkey
      </Button>
    </div>
  );
}

interface AddProps {
  /** Where to go then. */
  to: string;
  /** What this device is called unless they say otherwise. */
  device: string;
  large?: boolean;
}

export function AddPasskey({ to, device, large }: AddProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function add(form: FormData) {
    setBusy(true);
    const problem = await said(async () => {
      const label = form.get("label");
      const begun = await beginAddingHere(label);
      return begun.ok ? finishAddingHere(await startRegistration({ optionsJSON: begun.options }), label) : begun;
    });
    if (problem === null) return window.location.assign(to);
    setBusy(false);
    setProblem(problem);
  }
  return (
    <form action={add} onReset={keepTyped} className="grid gap-4">
      <Field size={large ? "large" : "normal"} label="Name of this passkey" name="label" defaultValue={device} maxLength={60} autoComplete="off" />
      {problem && <Problem>{problem}</Problem>}
      <Button type="submit" kind="primary" size={large ? "large" : "normal"} wide={large} busy={busy}>
        Add passkey
      </Button>
    </form>
  );
}
