"use client";

import { useActionState } from "react";
import { buttonStyle } from "@/components/ui/button-style";
import { takeBack } from "./actions";

export function UndoForm({ token }: { token: string }) {
  const [state, action, busy] = useActionState(takeBack, { problem: null });
  return (
    <form action={action} className="grid gap-3">
      <input type="hidden" name="token" value={token} />
      {state.problem && (
        <p role="alert" className="text-sm text-danger">
          {state.problem}
        </p>
      )}
      <button type="submit" aria-disabled={busy} className={buttonStyle({ kind: "danger", size: "large", wide: true })}>
        {busy ? "One moment…" : "Take it back"}
      </button>
    </form>
  );
}
