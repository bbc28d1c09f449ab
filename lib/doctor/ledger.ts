// Openings that changed nothing, told in words (SPEC L4): mail filters open links, and that is harmless.

export interface Opening {
  at: Date;
  looks: string;
}

/** "Contoso's mail filter" */
export function filterName(domain: string): string {
  const label = domain.split(".").at(-2) ?? domain;
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}'s mail filter`;
}

/** null when nothing but people opened it. */
export function ledgerSentence(domain: string, openings: Opening[]): string | null {
  const scans = openings.filter(({ looks }) => looks === "scanner").length;
  if (!scans) return null;
  return `${filterName(domain)} opened this link ${scans === 1 ? "once" : `${scans} times`}; that is harmless.`;
}
