import type { ReactNode } from "react";
import { cn } from "./class-names";

export const Card = ({ children, className }: { children: ReactNode; className?: string }) => (
  <section className={cn("rounded-card border border-line bg-surface shadow-card", className)}>{children}</section>
);
