// What mail filters did with a link, told in words (SPEC L4): they open links, which is harmless; a few press buttons, which is not.

export interface Opening {
  at: Date;
  looks: string;
  pressed: boolean;
}

/** "Contoso's mail filter" */
export function filterName(domain: string): string {
  const label = domain.split(".").at(-2) ?? domain;
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}'s mail filter`;
}

/** null when nothing but people opened it. */
export function ledgerSentence(domain: string, openings: Opening[]): string | null {
  const scans = openings.filter(({ looks }) => looks === "scanner").length;
  const pressed = openings.some((opening) => opening.pressed);
  if (!scans) return null;
  return `${filterName(domain)} opened this link ${scans === 1 ? "once" : `${scans} times`}${pressed ? " and pressed its button: that uses a link up." : "; that is harmless."}`;
}
