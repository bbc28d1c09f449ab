import { initials } from "@/components/ui/avatar";
import { accentColours } from "@/lib/values/colour";
import type { Brand } from "@/lib/workspaces";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** The business's own, or its initial on its colour; a data URL, so that nothing is fetched. */
export function faviconOf({ favicon, name, accent }: Pick<Brand, "favicon" | "name" | "accent">): string {
  if (favicon) return favicon;
  const { accent: fill, "accent-ink": ink } = accentColours(accent, "light");
  const letter = initials(name, 1).replace(/[&<>"]/g, (c) => ESCAPES[c]!);
  return `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${fill}"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="650" font-size="18" fill="${ink}">${letter}</text></svg>`,
  )}`;
}
