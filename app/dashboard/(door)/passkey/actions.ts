"use server";

import { requireStaff } from "@/lib/here";
import { beginAdding, beginProving, finishAdding, finishProving, type PasskeyProblem } from "@/lib/passkeys";
import { type NoRoom, sayTooLong } from "@/lib/values/typed";

const PATH = "/dashboard/passkey";

const PROBLEMS: Record<PasskeyProblem, string> = {
  not_fresh: "Your sign-in is older than 15 minutes. Sign in once more, then try again.",
  prove_first: "Please use the passkey you have first. Reload this page.",
  too_many: "You have 10 passkeys, which is the most there can be. Remove one you don't need first.",
  expired: "That took too long, or the page was open twice. Please try again.",
  refused: "This passkey was not accepted. Try again, or use another one.",
  known: "This passkey is in use already. Please choose another one.",
  limited: "Too many tries. Wait a quarter of an hour, then try again.",
  last: "This workspace asks everybody for a passkey. Add another one before you remove this one.",
};

type Answer<More> = ({ ok: true } & More) | { ok: false; problem: string };

const told = <More>(result: ({ ok: true } & More) | { ok: false; reason: PasskeyProblem } | NoRoom<"label">): Answer<More> =>
  result.ok ? result : { ok: false, problem: result.reason === "too_long" ? sayTooLong(result, "The name") : PROBLEMS[result.reason] };

export async function beginAddingHere(label: unknown) {
  const { viewer } = await requireStaff("staff.enter", PATH);
  return told(await beginAdding(viewer, label));
}

export async function finishAddingHere(response: unknown, label: unknown) {
  const { viewer } = await requireStaff("staff.enter", PATH);
  return told(await finishAdding(viewer, response, label));
}

export async function beginProvingHere() {
  const { viewer } = await requireStaff("staff.enter", PATH);
  return told(await beginProving(viewer));
}

export async function finishProvingHere(response: unknown) {
  const { viewer } = await requireStaff("staff.enter", PATH);
  return told(await finishProving(viewer, response));
}
