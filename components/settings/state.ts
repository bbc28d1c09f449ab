// What a form of settings comes back with: what is wrong beside its field, and everything that was typed.
import type { Saved } from "@/lib/settings/change";

export interface SettingsState {
  problems: Record<string, string>;
  /** null: nothing to keep, the page shows what is stored. */
  typed: Record<string, string> | null;
  /** What to send along next time; null: what the page showed. */
  seen: string | null;
  done: string | null;
}

/** `words`: a sentence per field and reason; "*" is any reason. */
export function stateAfter<F extends string>(saved: Saved<F>, form: FormData, words: Record<F, Record<string, string>>, said = "Saved."): SettingsState {
  if (saved.ok) return { problems: {}, typed: null, seen: null, done: saved.changed.length ? said : "Nothing was different from before." };
  const typed = Object.fromEntries([...form].filter((pair): pair is [string, string] => typeof pair[1] === "string" && !pair[0].startsWith("$")));
  if (saved.reason === "invalid") {
    const problems = Object.entries<string | undefined>(saved.problems).map(([field, reason = "*"]) => [
      field,
      words[field as F][reason] ?? words[field as F]["*"] ?? "",
    ]);
    return { problems: Object.fromEntries(problems), typed, seen: null, done: null };
  }
  const who = saved.by ?? "Somebody";
  const now = Object.entries(saved.now).map(([field, value]) => [
    field,
    `${who} changed this meanwhile: it is ${value === null ? "empty" : `“${value}”`} now. Save again to replace that with what you typed.`,
  ]);
  return { problems: Object.fromEntries(now), typed, seen: saved.seen, done: null };
}
