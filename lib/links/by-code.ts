// Finishing a sign-in by the code, in the browser that asked and only there (SPEC L6).
import { entry } from "../activity";
import { type Link, lookById } from "../links";
import { db, sql } from "../plumbing/db";
import { keyedHashes } from "../plumbing/secrets";
import { hashCode, matchesCode, newCode, parseCode } from "../values/code";
import { type Viewer, type Visitor, visiting } from "../viewer";
import type { Workspace } from "../workspaces";
import { isSamePerson, type Redeemed, spend } from "./redeem";

const MAX_TRIES = 5;
/** As many mails as one browser can have asked for at a time; each carries a code of its own. */
const MAX_REQUESTS = 6;

export type ByCode =
  | (Redeemed & { ok: true })
  | { ok: false; reason: "not_a_code" }
  | { ok: false; reason: "no_attempt" }
  | { ok: false; reason: "wrong_code"; triesLeft: number }
  /** The code was right, but the link behind it can't be used any more. */
  | { ok: false; reason: "too_late" };

interface Waiting {
  id: string;
  linkId: string | null;
  codeHash: Buffer | null;
  contactId: string | null;
  staffId: string | null;
}

/** With everything a wrong code needs to know: a second look only where there is a link could be timed. */
const REQUESTS = `
  SELECT r.id, r."linkId", l."codeHash", l."contactId", l."staffId" FROM "LinkRequest" r LEFT JOIN "SignInLink" l ON l."workspaceId" = r."workspaceId" AND l.id = r."linkId"
  WHERE r."attemptHash" = ANY($2::bytea[]) AND r."workspaceId" = $1::uuid ORDER BY r."createdAt" DESC LIMIT ${MAX_REQUESTS}`;

/** Counted on the request, which everybody has, so that tries tell nothing about an address. */
const COUNT_TRY = `UPDATE "LinkRequest" SET "codeTries" = "codeTries" + 1 WHERE id = $1::uuid AND "codeTries" < ${MAX_TRIES} RETURNING "codeTries"`;

export async function finishByCode(workspace: Workspace, visitor: Visitor, viewer: Viewer | null, typed: unknown): Promise<ByCode> {
  const code = parseCode(typed);
  if (!code) return { ok: false, reason: "not_a_code" };
  const requests = visitor.cookies.attempt
    ? await sql<Waiting>(REQUESTS, [workspace.id, keyedHashes("attempt", visitor.cookies.attempt)], "codes-requests")
    : [];
  const [newest] = requests;
  if (!newest) return { ok: false, reason: "no_attempt" };
  const [counted] = await sql<{ codeTries: number }>(COUNT_TRY, [newest.id], "codes-count-try");
  if (!counted) return { ok: false, reason: "wrong_code", triesLeft: 0 };
  const matching = await findMatch(code, requests);
  if (!matching) return wrong(workspace, visitor, newest, counted.codeTries);
  const seen = await lookById(workspace, visitor, null, matching);
  if (seen.state === "dead" || seen.state === "go") return { ok: false, reason: "too_late" };
  return (await spend(workspace, visitor, sameOrNobody(viewer, seen.link), seen.link, "code")) ?? { ok: false, reason: "too_late" };
}

/** One slow comparison for each request, with a link or without: the time tells nothing either. */
async function findMatch(code: string, requests: Waiting[]): Promise<string | null> {
  let found: string | null = null;
  for (const { codeHash, linkId } of requests) {
    const matches = await matchesCode(code, codeHash ?? (await decoy()));
    if (matches && codeHash && linkId) found = linkId;
  }
  return found;
}

let hashOfNothing: Promise<Buffer> | undefined;
const decoy = () => (hashOfNothing ??= hashCode(newCode()));

/** Typing the code is a choice: whoever else was signed in here makes room. */
const sameOrNobody = (viewer: Viewer | null, link: Link): Viewer | null => (isSamePerson(viewer, link) ? viewer : null);

async function wrong(workspace: Workspace, visitor: Visitor, { id: requestId, linkId, contactId, staffId }: Waiting, tries: number): Promise<ByCode> {
  await db().activity.create({
    data: entry(visiting(workspace.id, visitor), "code.refused", { contactId, staffId, linkId, requestId, ok: false }, { tries }),
  });
  return { ok: false, reason: "wrong_code", triesLeft: MAX_TRIES - tries };
}
