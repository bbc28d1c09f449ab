import { describe, expect, test } from "vitest";
import { accentColours, accentStyle, contrast, DEFAULT_ACCENT, inkOn, isColour, READABLE, readableOn, VISIBLE } from "./colour";
import { type Mode, PALETTE } from "./palette";

const MODES: Mode[] = ["light", "dark"];
/** A walk through the whole cube, and the corners people really choose. */
const EVERY_COLOUR = [0, 51, 102, 119, 136, 153, 204, 255].flatMap((r, _, all) => all.flatMap((g) => all.map((b) => hex(r, g, b))));
const HOSTILE = ["", "red", "#fff", "#12345g", "#3454d1;}body{display:none}", "#3454d1\n", "</style><script>", "var(--x)", "#ＦＦ0000", "javascript:1"];

describe("the accent", () => {
  test.each(MODES)("can be read as a button and as text, whatever was chosen (%s)", (mode) => {
    const p = PALETTE[mode];
    const grounds = [p.surface, p.canvas, p.raised, p.sunken, p["warn-soft"], p["danger-soft"], p["ok-soft"]];
    for (const chosen of EVERY_COLOUR) {
      const c = accentColours(chosen, mode);
      const worst = {
        button: contrast(c["accent-ink"], c.accent),
        hover: contrast(c["accent-ink"], c["accent-hover"]),
        text: Math.min(...[...grounds, c["accent-soft"]].map((ground) => contrast(c["accent-text"], ground))),
        tint: Math.min(contrast(p.ink, c["accent-soft"]), contrast(p.muted, c["accent-soft"])),
      };
      for (const [what, ratio] of Object.entries(worst)) expect(ratio, `${what} of ${chosen}`).toBeGreaterThanOrEqual(READABLE);
      expect(contrast(c["accent-edge"], p.surface), `edge of ${chosen}`).toBeGreaterThanOrEqual(VISIBLE);
    }
  });

  test("stays as it was chosen where it can be read already", () => {
    expect(accentColours("#0f6e84", "light").accent).toBe("#0f6e84");
    expect(accentColours("#ffd400", "light")).toMatchObject({ accent: "#ffd400", "accent-ink": "#040509" });
  });

  test.each(HOSTILE)("falls back to ours when it is not a colour: %j", (chosen) => {
    expect(isColour(chosen)).toBe(false);
    expect(accentStyle(chosen)).toBe(accentStyle(DEFAULT_ACCENT));
  });

  test("becomes nothing but custom properties", () => {
    expect(accentStyle("#0F6E84").replaceAll(/--accent(?:-[a-z]+)?:#[0-9a-f]{6}/g, "")).toBe(
      ":root,[data-theme=light]{;;;;;}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){;;;;;}}[data-theme=dark]{;;;;;}",
    );
  });
});

describe("the palette", () => {
  test.each(MODES)("can be read on every ground of ours (%s)", (mode) => {
    const p = PALETTE[mode];
    for (const ground of [p.canvas, p.surface, p.raised, p.sunken]) {
      for (const text of ["ink", "muted", "danger", "warn", "ok"] as const)
        expect(contrast(p[text], ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(READABLE);
    }
    for (const tone of ["danger", "warn", "ok"] as const) {
      for (const text of [p[tone], p.ink, p.muted]) expect(contrast(text, p[`${tone}-soft`]), `${text} on ${tone}-soft`).toBeGreaterThanOrEqual(READABLE);
    }
    expect(contrast(p["danger-ink"], p["danger-fill"])).toBeGreaterThanOrEqual(READABLE);
    for (const ground of [p.surface, p.canvas, p.raised]) expect(contrast(p["line-strong"], ground)).toBeGreaterThanOrEqual(VISIBLE);
  });
});

test("ink and shades are found for any background", () => {
  for (const background of EVERY_COLOUR) {
    expect(contrast(inkOn(background), background)).toBeGreaterThanOrEqual(READABLE);
    expect(contrast(readableOn(background, background), background)).toBeGreaterThanOrEqual(READABLE);
  }
});

function hex(...channels: number[]): string {
  return `#${channels.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
}
