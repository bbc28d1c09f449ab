// A workspace's accent, made readable: enough contrast on light and on dark, whatever colour was chosen (SPEC W2).

type Rgb = [number, number, number];

const HEX = /^#[0-9a-f]{6}$/i;
const FALLBACK = "#3454d1";
/** WCAG 2.2 AA for text. */
const ENOUGH = 4.5;
const LIGHT_SURFACE: Rgb = [246, 247, 249];
const DARK_SURFACE: Rgb = [22, 26, 33];
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const INK: Rgb = [12, 16, 22];

export const isColour = (value: string): boolean => HEX.test(value);

export interface AccentColours {
  /** A filled button, and what is written on it. */
  fill: string;
  on: string;
  /** The accent as text or outline on the surface. */
  text: string;
  /** A tint to lie under things. */
  soft: string;
}

export function accentColours(accent: string, mode: "light" | "dark"): AccentColours {
  const base = parse(isColour(accent) ? accent : FALLBACK);
  const surface = mode === "light" ? LIGHT_SURFACE : DARK_SURFACE;
  const text = moveUntil(base, mode === "light" ? BLACK : WHITE, (c) => contrast(c, surface) >= ENOUGH);
  const fill = mode === "light" ? moveUntil(base, BLACK, (c) => contrast(c, surface) >= 3) : moveUntil(base, WHITE, (c) => contrast(c, surface) >= 3);
  const on = contrast(fill, WHITE) >= ENOUGH ? WHITE : contrast(fill, INK) >= ENOUGH ? INK : WHITE;
  const safeFill = contrast(fill, on) >= ENOUGH ? fill : moveUntil(fill, BLACK, (c) => contrast(c, on) >= ENOUGH);
  return { fill: hex(safeFill), on: hex(on), text: hex(text), soft: hex(mix(surface, base, mode === "light" ? 0.1 : 0.2)) };
}

/** Custom properties for the whole page, for a style element with the page's nonce. */
export function accentStyle(accent: string): string {
  const rules = (c: AccentColours) => `--accent:${c.fill};--accent-ink:${c.on};--accent-text:${c.text};--accent-soft:${c.soft}`;
  return `:root{${rules(accentColours(accent, "light"))}}@media (prefers-color-scheme:dark){:root{${rules(accentColours(accent, "dark"))}}}`;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export const parse = (colour: string): Rgb => [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16)) as Rgb;

const STEPS = 40;
function moveUntil(from: Rgb, to: Rgb, good: (c: Rgb) => boolean): Rgb {
  for (let step = 0; step <= STEPS; step++) {
    const colour = mix(from, to, step / STEPS);
    if (good(colour)) return colour;
  }
  return to;
}

const mix = (a: Rgb, b: Rgb, share: number): Rgb => a.map((v, i) => Math.round(v + (b[i]! - v) * share)) as Rgb;
const hex = (c: Rgb) => `#${c.map((v) => v.toString(16).padStart(2, "0")).join("")}`;

function luminance(c: Rgb): number {
  const [r, g, b] = c.map((v) => {
    const s = v / 255;
    return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
