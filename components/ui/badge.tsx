import type { ReactNode } from "react";
import { cn } from "./class-names";

const TONES = {
  neutral: "border-line bg-sunken text-muted",
  accent: "border-accent-text/20 bg-accent-soft text-accent-text",
  ok: "border-ok/20 bg-ok-soft text-ok",
  warn: "border-warn/25 bg-warn-soft text-warn",
  danger: "border-danger/25 bg-danger-soft text-danger",
};

export type Tone = keyof typeof TONES;

/** A state in a word or two. Never by colour alone: the word says it. */
export const Badge = ({ tone = "neutral", children, className }: { tone?: Tone; children: ReactNode; className?: string }) => (
  <span className={cn("inline-flex items-center gap-1 rounded-full border px-2 text-caption leading-5 font-medium whitespace-nowrap", TONES[tone], className)}>
    {children}
  </span>
);
