import { cva, type VariantProps } from "class-variance-authority";
import type { Route } from "next";
import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

const style = cva(
  "inline-flex items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap transition-colors select-none disabled:opacity-60 disabled:cursor-default aria-disabled:opacity-60",
  {
    variants: {
      kind: {
        primary: "bg-accent text-accent-ink shadow-sm hover:brightness-110 active:brightness-95",
        plain: "bg-surface text-ink border border-line shadow-xs hover:bg-sunken",
        quiet: "text-ink hover:bg-sunken",
        danger: "bg-danger text-surface shadow-sm hover:brightness-110",
        link: "text-accent-text underline underline-offset-4 decoration-from-font hover:decoration-2 !px-0 !h-auto",
      },
      size: { small: "h-8 px-3 text-sm", normal: "h-10 px-4 text-sm", large: "h-12 px-5 text-base" },
      wide: { true: "w-full" },
    },
    defaultVariants: { kind: "plain", size: "normal" },
  },
);

type Style = VariantProps<typeof style>;

/** For what looks like a button and is something else. */
export const buttonStyle = ({ className, ...variant }: Style & { className?: string }): string => cn(style(variant), className);

export function Button({ kind, size, wide, className, type = "button", ...rest }: ComponentProps<"button"> & Style) {
  return <button type={type} className={buttonStyle({ kind, size, wide, className })} {...rest} />;
}

export function ButtonLink<T extends string>({
  kind,
  size,
  wide,
  className,
  href,
  ...rest
}: Omit<ComponentProps<"a">, "href"> & Style & { href: Route<T> | string }) {
  return <Link href={href as Route} prefetch={false} className={buttonStyle({ kind, size, wide, className })} {...rest} />;
}
