// Settings, Brand: colour, pictures and footer on every page and in every mail (SPEC W2).
import { isColour } from "../values/colour";
import { parseDestination } from "../values/destination";
import { pictureProblem } from "../values/picture";
import { allow, type Staff } from "../viewer";
import type { Brand } from "../workspaces";
import { type Area, changeColumns, type Problems, problemsIn, readColumns, type Saved, seenOf } from "./change";
import { optionalLine, optionalUrl } from "./parse";

type Columns = Omit<Brand, "name">;
export type BrandField = keyof Columns;

/** As many as a mail has room for. */
export const MAX_FOOTER_LINKS = 3;
const MAX_TAGLINE = 80;
const MAX_LABEL = 40;
const PICTURES = ["logoLight", "logoDark", "favicon"] as const;

const AREA: Area<BrandField> = {
  words: "the brand",
  names: {
    accent: "colour",
    tagline: "line under the name",
    logoLight: "logo",
    logoDark: "logo on dark",
    favicon: "icon of the browser's tab",
    footerLinks: "links at the foot",
  },
  show(field, value) {
    if (value === null) return null;
    if (field === "footerLinks") return (value as Brand["footerLinks"]).map(({ label, url }) => `${label} (${url})`).join(", ") || null;
    return (PICTURES as readonly string[]).includes(field) ? `a picture of ${Math.ceil((String(value).length * 3) / 4 / 1024)} kB` : String(value);
  },
};

export async function brandSettings(viewer: Staff): Promise<{ values: Columns; seen: string }> {
  const values = (await readColumns(viewer, AREA)) as unknown as Columns;
  return { values, seen: seenOf(values) };
}

/** `label0`, `url0`, `label1` …: links at the foot. Pictures are data URLs, empty for none. */
export async function saveBrand(viewer: Staff, typed: Record<string, unknown> = {}): Promise<Saved<BrandField>> {
  allow(viewer, "settings.edit");
  const links = footerLinks(typed);
  const values = {
    accent: typeof typed.accent === "string" && isColour(typed.accent.trim()) ? typed.accent.trim().toLowerCase() : undefined,
    tagline: optionalLine(typed.tagline, MAX_TAGLINE),
    logoLight: typed.logoLight || null,
    logoDark: typed.logoDark || null,
    favicon: typed.favicon || null,
    footerLinks: links ?? undefined,
  };
  const problems: Problems<BrandField> = { ...problemsIn(values), ...pictureProblems(values) };
  return Object.keys(problems).length ? { ok: false, reason: "invalid", problems } : changeColumns(viewer, AREA, values, typed.seen);
}

function pictureProblems(values: Record<string, unknown>): Problems<BrandField> {
  const wrong = PICTURES.flatMap((field) => {
    const value = values[field];
    const problem = value === null ? null : typeof value === "string" ? pictureProblem(value) : "type";
    return problem ? [[field, problem]] : [];
  });
  return Object.fromEntries(wrong);
}

/** null: one of them is half a link, or leads nowhere. */
function footerLinks(typed: Record<string, unknown>): Brand["footerLinks"] | null {
  const links: Brand["footerLinks"] = [];
  for (let i = 0; i < MAX_FOOTER_LINKS; i++) {
    const label = optionalLine(typed[`label${i}`], MAX_LABEL);
    const given = typed[`url${i}`];
    const url = typeof given === "string" && given.trim().startsWith("/") ? (parseDestination(given.trim()) ?? undefined) : optionalUrl(given);
    if (label === undefined || url === undefined || Boolean(label) !== Boolean(url)) return null;
    if (label && url) links.push({ label, url });
  }
  return links;
}
