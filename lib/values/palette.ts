// What the meanings of tailwind.config.ts look like in light and in dark; the accent comes from the workspace (colour.ts).

export type Mode = "light" | "dark";

export interface Palette {
  /** Behind everything. */
  canvas: string;
  /** Cards and bars. */
  surface: string;
  /** Menus, dialogs, toasts: what lies above the page. */
  raised: string;
  /** Wells, and what the pointer is over. */
  sunken: string;
  line: string;
  /** The edge of a field: visible by itself (WCAG 1.4.11). */
  "line-strong": string;
  ink: string;
  muted: string;
  danger: string;
  /** A button that takes something away, and what is written on it. */
  "danger-fill": string;
  "danger-ink": string;
  "danger-soft": string;
  warn: string;
  "warn-soft": string;
  ok: string;
  "ok-soft": string;
}

export const PALETTE: Record<Mode, Palette> = {
  light: {
    canvas: "#f7f8fa",
    surface: "#ffffff",
    raised: "#ffffff",
    sunken: "#f1f3f6",
    line: "#e3e6ec",
    "line-strong": "#868f9e",
    ink: "#12161d",
    muted: "#56606f",
    danger: "#b42318",
    "danger-fill": "#b42318",
    "danger-ink": "#ffffff",
    "danger-soft": "#fdeceb",
    warn: "#855300",
    "warn-soft": "#fdf3dc",
    ok: "#17663a",
    "ok-soft": "#e5f5eb",
  },
  dark: {
    canvas: "#0c0e12",
    surface: "#14171c",
    raised: "#1b1f26",
    sunken: "#1f242c",
    line: "#2a2f39",
    "line-strong": "#6c7686",
    ink: "#eef0f4",
    muted: "#a0a9b7",
    danger: "#ff9c94",
    "danger-fill": "#c2362c",
    "danger-ink": "#ffffff",
    "danger-soft": "#3a1a18",
    warn: "#f2c14e",
    "warn-soft": "#33280c",
    ok: "#7ad8a1",
    "ok-soft": "#10301e",
  },
};
