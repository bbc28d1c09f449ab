// A browser in words people use: "Chrome on Android".
import bowser from "bowser";

const MAX_LENGTH = 60;

export function deviceName(userAgent: string): string {
  if (!userAgent) return "An unknown browser";
  try {
    const { browser, os, platform } = bowser.parse(userAgent.slice(0, 500));
    const where = platform.model && platform.vendor === "Apple" ? platform.model : os.name;
    const name = [browser.name ?? "A browser", where].filter(Boolean).join(" on ");
    return name.slice(0, MAX_LENGTH);
  } catch {
    return "An unknown browser";
  }
}
