// What somebody may have meant who got one letter wrong: one too many, one too few, another one, or two that changed places.

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
const MAX_LENGTH = 64;

export function oneLetterOff(text: string): string[] {
  if (text.length > MAX_LENGTH) return [];
  const found = new Set<string>();
  for (let i = 0; i <= text.length; i++) {
    const [before, here, after] = [text.slice(0, i), text[i] ?? "", text.slice(i + 1)];
    if (here) found.add(before + after);
    if (here && after) found.add(before + after[0] + here + after.slice(1));
    for (const letter of LETTERS) {
      found.add(before + letter + here + after);
      if (here) found.add(before + letter + after);
    }
  }
  found.delete(text);
  return [...found];
}
