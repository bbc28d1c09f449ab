import { headers } from "next/headers";
import { accentStyle } from "@/lib/values/colour";

/** The workspace's accent for the page it stands on; allowed by the page's nonce. */
export async function Accent({ colour }: { colour: string }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return <style nonce={nonce}>{accentStyle(colour)}</style>;
}
