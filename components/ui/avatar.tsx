import { cn } from "./class-names";

const SIZE = { small: "size-6 text-[0.625rem]", normal: "size-8 text-xs", large: "size-14 text-lg" };

/** A person as two letters; the name itself stands beside it. */
export const Avatar = ({ name, size = "normal", className }: { name: string; size?: keyof typeof SIZE; className?: string }) => (
  <span
    aria-hidden
    className={cn("grid shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent-text select-none", SIZE[size], className)}
  >
    {initials(name)}
  </span>
);

/** First and last, as a reader sees them: an emoji or a letter with marks is one. */
export function initials(name: string, most = 2): string {
  const letters = name.trim().split(/\s+/).map(firstLetter).filter(Boolean);
  const chosen = most > 1 && letters.length > 1 ? [letters[0], letters.at(-1)] : letters.slice(0, 1);
  return chosen.join("").toUpperCase() || "·";
}

const graphemes = new Intl.Segmenter();
const firstLetter = (word: string): string => [...graphemes.segment(word)][0]?.segment ?? "";
