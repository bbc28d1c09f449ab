"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { SHOWN_TO, SomebodyElse } from "@/lib/values/shown-to";

interface Person {
  id: string;
  name: string;
}

/** Loaded where it is needed, which is hardly ever. */
const OtherPerson = lazy(() => import("./other-person"));

const CHANNEL = "foyer-shown-to";

/**
 * Whose page this is: told to the server with each call of it, which does nothing for anybody else, and to the other tabs of this
 * browser, which say so at once.
 */
export function ShownTo({ id, name }: Person) {
  const [other, setOther] = useState<string | null>(null);
  useEffect(() => signCalls(id), [id]);
  useEffect(() => {
    const tabs = new BroadcastChannel(CHANNEL);
    tabs.onmessage = ({ data }: MessageEvent<Person>) => setOther(data.id === id ? null : data.name);
    tabs.postMessage({ id, name });
    return () => tabs.close();
  }, [id, name]);
  if (other === null) return null;
  return (
    <Suspense fallback={null}>
      <OtherPerson name={other} />
    </Suspense>
  );
}

/** Next has no place for a header of ours, so its calls are met where they leave. */
function signCalls(id: string): () => void {
  const plain = window.fetch;
  const signed: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    const acts = headers.has("next-action");
    if (!acts && !headers.has("rsc")) return plain(input, init);
    headers.set(SHOWN_TO, id);
    const answer = await plain(input, { ...init, headers });
    if (acts && answer.headers.has(SHOWN_TO)) throw new SomebodyElse();
    return answer;
  };
  window.fetch = signed;
  return () => {
    if (window.fetch === signed) window.fetch = plain;
  };
}
