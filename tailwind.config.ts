import type { Config } from "tailwindcss";

/** Meanings, not colours: what they look like in light and dark stands in app/globals.css, the accent comes from the workspace. */
const meaning = (name: string) => `var(--${name})`;

export default {
  content: [],
  theme: {
    extend: {
      colors: {
        canvas: meaning("canvas"),
        surface: meaning("surface"),
        sunken: meaning("sunken"),
        line: meaning("line"),
        "line-strong": meaning("line-strong"),
        ink: meaning("ink"),
        muted: meaning("muted"),
        accent: meaning("accent"),
        "accent-ink": meaning("accent-ink"),
        "accent-soft": meaning("accent-soft"),
        "accent-text": meaning("accent-text"),
        danger: meaning("danger"),
        "danger-soft": meaning("danger-soft"),
        warn: meaning("warn"),
        "warn-soft": meaning("warn-soft"),
        ok: meaning("ok"),
        "ok-soft": meaning("ok-soft"),
      },
      fontFamily: {
        sans: ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"],
        mono: ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace"],
      },
      borderRadius: { card: "1rem", control: "0.625rem" },
      boxShadow: {
        card: "0 1px 2px rgb(15 23 42 / 0.04), 0 8px 24px -8px rgb(15 23 42 / 0.10)",
        pop: "0 4px 12px rgb(15 23 42 / 0.10), 0 16px 40px -8px rgb(15 23 42 / 0.18)",
      },
    },
  },
} satisfies Config;
