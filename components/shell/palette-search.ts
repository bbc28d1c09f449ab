"use client";

import { useEffect, useState } from "react";
import type { Found } from "@/lib/palette";

const AFTER_MS = 120;
const MIN_LENGTH = 2;

type State = "idle" | "busy" | "failed";

/** People and companies for what is typed; what was found before stays until there is something new. */
export function useFound(typed: string): { found: Found | null; state: State } {
  const [found, setFound] = useState<Found | null>(null);
  const [state, setState] = useState<State>("idle");
  const wanted = typed.trim();
  useEffect(() => {
    if ([...wanted].length < MIN_LENGTH) {
      setFound(null);
      setState("idle");
      return;
    }
    setState("busy");
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/dashboard/find?q=${encodeURIComponent(wanted)}`, { signal: stop.signal, headers: { accept: "application/json" } });
        // Signed out meanwhile: the page leads to the door.
        if (response.redirected) return window.location.reload();
        if (!response.ok) throw new Error(String(response.status));
        setFound((await response.json()) as Found);
        setState("idle");
      } catch {
        if (!stop.signal.aborted) setState("failed");
      }
    }, AFTER_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted]);
  return { found, state };
}
