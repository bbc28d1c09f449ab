// Where a page of a list begins: sealed, so that nobody reads a name in an address line or makes a cursor of their own.
import { seal, unseal } from "../plumbing/secrets";
import { parseId } from "../values/id";
import type { Count } from "./count";

export interface Cursor {
  /** The page ends before that row instead of beginning after it. */
  backward: boolean;
  /** The part of the list that row is in. */
  part: number;
  /** The sorting value of that row. */
  key: string | null;
  id: string;
  /** As counted for the first page. */
  count: Count;
}

type Sealed = [backward: 0 | 1, part: number, key: string | null, id: string, count: number, exact: 0 | 1];

const MAX_LENGTH = 2_000;

/** `list` names the list and its order: a cursor of another one, or of another workspace, is none. */
export function writeCursor(workspaceId: string, list: string, { backward, part, key, id, count }: Cursor): string {
  const sealed: Sealed = [backward ? 1 : 0, part, key, id, count.count, count.exact ? 1 : 0];
  return seal(sealed, context(workspaceId, list)).toString("base64url");
}

export function readCursor(workspaceId: string, list: string, text: string): Cursor | null {
  if (text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) return null;
  try {
    const [backward, part, key, id, count, exact] = unseal(Buffer.from(text, "base64url"), context(workspaceId, list)) as Sealed;
    return parseId(id) ? { backward: backward === 1, part, key, id, count: { count, exact: exact === 1 } } : null;
  } catch {
    return null;
  }
}

const context = (workspaceId: string, list: string) => `cursor ${list} ${workspaceId}`;
