// Colours a workspace chose, and what can be read on them (SPEC W2, WCAG 1.4.3).

export const DEFAULT_ACCENT = "#3454d1";
/** Contrast that WCAG AA asks of text. */
export const READABLE = 4.5;

const HEX = /^#[0-9a-f]{6}$/i;
const STEP = 0.04;

export const isColor = (value: string): boolean => HEX.test(value);
export const colorOr = (value: string, otherwise = DEFAULT_ACCENT): string => (isColor(value) ? value.toLowerCase() : otherwise);

/** 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever reads better on it. */
export const inkOn = (background: string): string => (contrast(background, "#ffffff") >= contrast(background, "#101114") ? "#ffffff" : "#101114");

/** The colour itself where it can be read on that background, else the nearest shade of it that can. */
export function readableOn(background: string, color: string, ratio = READABLE): string {
  const towards = luminance(background) > 0.4 ? 0 : 255;
  for (let amount = 0; amount <= 1; amount += STEP) {
    const shade = mix(color, towards, amount);
    if (contrast(shade, background) >= ratio) return shade;
  }
  return towards ? "#ffffff" : "#000000";
}

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];

const mix = (hex: string, towards: number, amount: number) =>
  `#${channels(hex)
    .map((c) =>
      Math.round(c + (towards - c) * amount)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
