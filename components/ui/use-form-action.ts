import { useActionState, useEffect, useRef, useState } from "react";
import { isSomebodyElse } from "@/lib/values/shown-to";
import { keepTyped } from "./keep-typed";

const UNSENT = "This did not get through. Check your connection and try again in a moment: what you typed is still here.";

const OUTDATED = "The portal was renewed since this page was opened. Load it again to go on, and copy what you typed first.";

const SOMEBODY_ELSE = "Somebody else is signed in in this browser now, so nothing was done. Copy what you typed and load the page again.";

/** For the form of an action: what to say when a call of it never came back, and its `onReset`, which keeps what was typed then. */
export interface Unsent {
  problem: string | null;
  onReset: typeof keepTyped;
}

/**
 * React's useActionState, but a call that gets lost (no connection, a server that restarts) leaves the form as it is instead of
 * taking the page away. What the server says went wrong is thrown as ever, and so is a redirect: both carry a digest.
 */
export function useFormAction<State>(
  act: (state: Awaited<State>, form: FormData) => State | Promise<State>,
  start: Awaited<State>,
): [state: Awaited<State>, action: (form: FormData) => void, busy: boolean, unsent: Unsent] {
  const [problem, setProblem] = useState<string | null>(null);
  const lost = useRef(false);
  // The page of a browser without scripts, and the first one of all others, has the server's own action.
  const [awake, setAwake] = useState(false);
  useEffect(() => setAwake(true), []);
  const guarded = async (state: Awaited<State>, form: FormData) => {
    lost.current = false;
    setProblem(null);
    try {
      return await act(state, form);
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      lost.current = true;
      setProblem(problem);
      return state;
    }
  };
  const [state, action, busy] = useActionState<State, FormData>((awake ? guarded : act) as typeof act, start);
  return [state, action, busy, { problem, onReset: (event) => lost.current && keepTyped(event) }];
}

/** null: the server said what went wrong, or leads elsewhere. */
function problemOf(error: unknown): string | null {
  if (isSomebodyElse(error)) return SOMEBODY_ELSE;
  if (error instanceof Object && "digest" in error) return null;
  return error instanceof Error && error.name === "UnrecognizedActionError" ? OUTDATED : UNSENT;
}
