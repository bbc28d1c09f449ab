"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Looks again every so often, while somebody looks at the page. */
export function Refresh({ everyMs }: { everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => document.hidden || router.refresh(), everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
