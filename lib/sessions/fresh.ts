// How lately this person proved who they are: what is hard to take back asks for a fresh sign-in (SPEC S7).
import { MINUTE_MS } from "../values/time";
import type { Viewer } from "../viewer";

const FRESH_MS = 15 * MINUTE_MS;

export const isFresh = (viewer: Viewer): boolean =>
  within(viewer.freshAt) || (viewer.kind === "staff" && viewer.passkeyAt !== null && within(viewer.passkeyAt));

const within = (at: Date) => Date.now() - at.getTime() <= FRESH_MS;
