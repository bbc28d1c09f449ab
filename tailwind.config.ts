import type { Config } from "tailwindcss";
import plugin from "tailwindcss/plugin";
import { accentColours, DEFAULT_ACCENT } from "./lib/values/colour";
import { type Mode, PALETTE } from "./lib/values/palette";

/** Meanings, not colours: palette.ts says what they look like; the accent is the workspace's where there is one (app/layout.tsx). */
const colours = (mode: Mode) => ({ ...PALETTE[mode], ...accentColours(DEFAULT_ACCENT, mode) });

const SHADOWS: Record<Mode, Record<string, string>> = {
  light: {
    "shadow-control": "0 1px 2px rgb(16 24 40 / 0.06)",
    "shadow-card": "0 1px 2px rgb(16 24 40 / 0.04), 0 1px 3px rgb(16 24 40 / 0.03)",
    "shadow-door": "0 1px 3px rgb(16 24 40 / 0.06), 0 16px 48px -12px rgb(16 24 40 / 0.12)",
    "shadow-pop": "0 4px 12px rgb(16 24 40 / 0.08), 0 20px 48px -8px rgb(16 24 40 / 0.2)",
  },
  dark: {
    "shadow-control": "0 1px 2px rgb(0 0 0 / 0.3)",
    "shadow-card": "0 1px 2px rgb(0 0 0 / 0.3)",
    "shadow-door": "0 1px 3px rgb(0 0 0 / 0.4), 0 24px 64px -16px rgb(0 0 0 / 0.6)",
    "shadow-pop": "0 0 0 1px rgb(255 255 255 / 0.06), 0 20px 48px -8px rgb(0 0 0 / 0.7)",
  },
};

export default {
  content: [],
  theme: {
    extend: {
      colors: Object.fromEntries(Object.keys(colours("light")).map((name) => [name, `var(--${name})`])),
      fontFamily: {
        sans: ["var(--font-inter-ext)", "var(--font-inter)", "ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
        mono: ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace"],
      },
      fontSize: {
        caption: ["0.75rem", { lineHeight: "1.125rem" }],
        small: ["0.875rem", { lineHeight: "1.375rem" }],
        body: ["0.9375rem", { lineHeight: "1.5rem" }],
        lead: ["1.0625rem", { lineHeight: "1.625rem", letterSpacing: "-0.006em" }],
        heading: ["1.0625rem", { lineHeight: "1.5rem", letterSpacing: "-0.011em", fontWeight: "600" }],
        title: ["1.375rem", { lineHeight: "1.75rem", letterSpacing: "-0.019em", fontWeight: "600" }],
        display: ["1.875rem", { lineHeight: "2.25rem", letterSpacing: "-0.022em", fontWeight: "600" }],
      },
      borderRadius: { control: "0.5rem", card: "0.875rem", door: "1.25rem" },
      boxShadow: Object.fromEntries(Object.keys(SHADOWS.light).map((name) => [name.replace("shadow-", ""), `var(--${name})`])),
      transitionTimingFunction: { calm: "cubic-bezier(0.2, 0, 0, 1)" },
    },
  },
  plugins: [
    plugin(({ addBase }) => {
      // `data-theme` on any element overrules what the system asks for.
      addBase({
        ":root, [data-theme=light]": { colorScheme: "light", ...look("light") },
        "@media (prefers-color-scheme: dark)": { ":root:not([data-theme=light])": { colorScheme: "dark", ...look("dark") } },
        "[data-theme=dark]": { colorScheme: "dark", ...look("dark") },
      });
    }),
  ],
} satisfies Config;

function look(mode: Mode): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...colours(mode), ...SHADOWS[mode] }).map(([name, value]) => [`--${name}`, value]));
}
