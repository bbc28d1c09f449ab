// Text as it is searched and sorted: without case, accents, widths and what can't be seen (SPEC D2).

/** Letters that no decomposition takes apart, and the final sigma. */
const PLAIN: Record<string, string> = { ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ı: "i", ς: "σ" };
const NOT_PLAIN = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");
/** Accents of Latin, Greek and Cyrillic, Hebrew and Arabic points. Not the marks that are letters elsewhere (India, Thailand, kana). */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: marks on their own are what is meant
const ACCENTS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the same
const NOT_SEEN = /[\p{Cf}\p{Cs}\u{fe00}-\u{fe0f}]/gu;
const GAPS = /[\p{Cc}\p{Z}]+/gu;
/** Scripts without spaces: each character is a word of its own. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** Nothing an index of letters knows: they get names of letters. */
const PICTURES = /\p{Extended_Pictographic}/gu;

export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(ACCENTS, "")
    .replace(NOT_SEEN, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(ACCENTS, "")
    .replace(NOT_PLAIN, (letter) => PLAIN[letter] as string)
    .replace(PICTURES, (picture) => (picture > "\u00ff" ? ` u${picture.codePointAt(0)?.toString(16)} ` : picture))
    .replace(UNSPACED, " $& ")
    .replace(GAPS, " ")
    .trim();
}
