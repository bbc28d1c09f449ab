// A browser in words people use: "Chrome on Android".
import bowser from "bowser";

const MAX_LENGTH = 60;

/** The same few hundred browsers come again and again, and reading their names is dear. */
const known = new Map<string, string>();
const MAX_KNOWN = 2_000;
const MAX_READ = 500;

export function deviceName(userAgent: string): string {
  if (!userAgent) return "An unknown browser";
  const read = userAgent.slice(0, MAX_READ);
  let name = known.get(read);
  if (name === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(read, (name = nameOf(read)));
  }
  return name;
}

function nameOf(userAgent: string): string {
  try {
    const { browser, os, platform } = bowser.parse(userAgent);
    const where = platform.model && platform.vendor === "Apple" ? platform.model : os.name;
    const name = [browser.name ?? "A browser", where].filter(Boolean).join(" on ");
    return name.slice(0, MAX_LENGTH);
  } catch {
    return "An unknown browser";
  }
}
