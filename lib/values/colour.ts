// Colours a workspace chose, made readable: enough contrast on light and on dark, whatever was chosen (SPEC W2, WCAG 1.4.3 and 1.4.11).
import { type Mode, PALETTE } from "./palette";
import { remembered } from "./remembered";

type Rgb = [number, number, number];

export const DEFAULT_ACCENT = "#3454d1";
/** Contrast that WCAG AA asks of text, and of the edge of a control. */
export const READABLE = 4.5;
export const VISIBLE = 3;

const HEX = /^#[0-9a-f]{6}$/i;
const WHITE = "#ffffff";
const BLACK = "#000000";
const INK = "#040509";
/** How much of the accent is in a tint of it. */
const TINT: Record<Mode, number> = { light: 0.08, dark: 0.14 };
const STEPS = 100;

export const isColour = (value: string): boolean => HEX.test(value);
export const colourOr = (value: string, otherwise = DEFAULT_ACCENT): string => (isColour(value) ? value.toLowerCase() : otherwise);

/** 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Near-black or white, whichever reads better on it. */
export const inkOn = (background: string): string => (contrast(background, WHITE) >= contrast(background, INK) ? WHITE : INK);

/** The colour itself where it can be read on all of these, else the nearest shade of it that can. */
export function readableOn(backgrounds: string | string[], colour: string, ratio = READABLE): string {
  const grounds = [backgrounds].flat();
  return nearest(colour, inkOn(grounds[0] ?? WHITE) === WHITE ? WHITE : BLACK, (shade) => grounds.every((ground) => contrast(shade, ground) >= ratio));
}

export interface AccentColours {
  /** A filled button, the same under the pointer, its edge, and what is written on it. */
  accent: string;
  "accent-hover": string;
  "accent-edge": string;
  "accent-ink": string;
  /** The accent as text, outline or icon on any of our grounds. */
  "accent-text": string;
  /** A tint to lie under things; our ink, muted and accent text can be read on it. */
  "accent-soft": string;
}

export const accentColours = remembered((chosen: string, mode: Mode): AccentColours => {
  const base = colourOr(chosen);
  const { canvas, surface, raised, sunken, ...rest } = PALETTE[mode];
  const soft = mix(surface, base, TINT[mode]);
  // People expect white on their colour: it is deepened a little where that is enough, and only bright ones get dark ink.
  const ink = contrast(base, WHITE) >= VISIBLE ? WHITE : INK;
  const deep = readableOn(ink, base);
  const fill = mode === "dark" && ink === WHITE ? nearest(deep, WHITE, (shade) => contrast(shade, surface) >= VISIBLE) : deep;
  return {
    accent: fill,
    "accent-hover": mix(fill, ink === WHITE ? BLACK : WHITE, 0.12),
    "accent-edge": readableOn([surface, canvas], fill, VISIBLE),
    "accent-ink": ink,
    "accent-text": readableOn([surface, canvas, raised, sunken, soft, rest["warn-soft"], rest["danger-soft"], rest["ok-soft"]], base),
    "accent-soft": soft,
  };
});

/** Custom properties for the whole page, for a style element with the page's nonce. `data-theme` on any element overrules the system. */
export const accentStyle = remembered((chosen: string): string => {
  const rules = (mode: Mode) => properties(accentColours(chosen, mode));
  return `:root,[data-theme=light]{${rules("light")}}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${rules("dark")}}}[data-theme=dark]{${rules("dark")}}`;
});

const properties = (colours: AccentColours) =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

function nearest(from: string, towards: string, good: (shade: string) => boolean): string {
  for (let step = 0; step < STEPS; step++) {
    const shade = mix(from, towards, step / STEPS);
    if (good(shade)) return shade;
  }
  return towards;
}

const mix = (a: string, b: string, share: number): string => {
  const [from, to] = [channels(a), channels(b)];
  return `#${from
    .map((value, i) =>
      Math.round(value + (to[i]! - value) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
};

const channels = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;

function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
