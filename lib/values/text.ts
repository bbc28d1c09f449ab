// Text that people typed, made fit for a line, a subject or a sheet.

/** Controls, line separators, lone surrogates and invisible format characters, except the two that scripts and emoji need. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;
const INVISIBLE_BUT_NEWLINE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

/** One line, at most so many characters: safe as a header, whatever was typed (CR, LF, U+2028, bidi overrides). */
export function oneLine(text: string, max = 200): string {
  return cut(
    text
      .slice(0, max * 4)
      .normalize("NFC")
      .replace(INVISIBLE, " ")
      .replace(/\s+/g, " ")
      .trim(),
    max,
  );
}

/** Several lines, none of them hiding anything. */
export function someLines(text: string, max = 2_000): string {
  const tidy = text
    .slice(0, max * 4)
    .replace(/\r\n?/g, "\n")
    .normalize("NFC")
    .replace(INVISIBLE_BUT_NEWLINE, " ")
    .replace(/[^\S\n]+/g, " ")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return cut(tidy, max);
}

/** What a stranger's browser says about itself: no address a mail program would turn into a link. */
export const harmless = (text: string, max = 60): string => oneLine(text.replace(/[^\p{L}\p{N} ,()._:-]/gu, " ").replace(/\.(?=\p{L})/gu, " "), max);

const cut = (text: string, max: number) => {
  const characters = [...text];
  return characters.length > max ? `${characters.slice(0, max - 1).join("")}…` : text;
};
