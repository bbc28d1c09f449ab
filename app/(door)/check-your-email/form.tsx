"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { buttonStyle } from "@/components/ui/button-style";
import { CodeField } from "@/components/ui/code-field";
import { keepTyped } from "@/components/ui/keep-typed";
import { useFormAction } from "@/components/ui/use-form-action";
import { enterCode, sendAgain } from "./actions";

export function CodeForm() {
  const [state, action, busy, unsent] = useFormAction(enterCode, { problem: null });
  return (
    <form action={action} onReset={keepTyped} className="grid gap-3" noValidate>
      <CodeField label="Code from the email" hint="Reading the mail on another device? Type its code here." problem={unsent.problem ?? state.problem} />
      <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "plain", size: "large", wide: true })}>
        {busy ? "One moment…" : "Sign in with the code"}
      </button>
    </form>
  );
}

export function ResendForm({ resendAt }: { resendAt: number }) {
  const [state, action, busy, unsent] = useFormAction(sendAgain, { said: null, sentAt: null });
  const seconds = useCountdown(state.sentAt ? Math.max(resendAt, state.sentAt + 60_000) : resendAt);
  return (
    <form action={action} className="grid gap-2">
      <button
        type="submit"
        disabled={seconds > 0 || busy}
        className={buttonStyle({
          kind: "link",
          className: "justify-self-start disabled:font-normal disabled:text-muted disabled:no-underline disabled:opacity-100",
        })}
      >
        {seconds > 0 ? `Send it again in ${seconds} s` : "Send it again"}
      </button>
      {(unsent.problem ?? state.said) && (
        <p role="status" className="text-muted">
          {unsent.problem ?? state.said}
        </p>
      )}
    </form>
  );
}

/** 0 until the script runs: without it the button is simply there and the server counts. */
function useCountdown(until: number): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1_000)));
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

/** Coming back to this tab after signing in in another one: the page looks again and moves on. */
export function ReturnWatcher() {
  const router = useRouter();
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && router.refresh();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [router]);
  return null;
}
